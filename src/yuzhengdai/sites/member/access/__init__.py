"""Registering and logging in, as portal and phone app have in common."""
