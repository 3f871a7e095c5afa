"""What every domain package stands on and that knows no business words."""
