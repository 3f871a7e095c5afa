"""Turning the tables of the demo province into rows."""
