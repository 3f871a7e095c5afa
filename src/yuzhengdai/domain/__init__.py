"""The business: packages that know rules and no screens."""
