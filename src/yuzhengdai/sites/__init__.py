"""Screens: one package an audience; sites never import each other, `shared` apart."""
