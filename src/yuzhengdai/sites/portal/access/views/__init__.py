"""Views of registering and logging in."""
