"""What several sites have in common: middleware, sessions, health, Jinja environment, shared forms."""
