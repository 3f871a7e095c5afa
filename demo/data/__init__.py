"""What the demo province is made of, as tables and texts."""
