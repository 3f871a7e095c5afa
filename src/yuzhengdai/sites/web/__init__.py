"""Web plumbing of every site: middleware, sessions, gates, error pages, the Jinja environment, forms and fields."""
