"""Products in words, as portal and phone app have in common."""
