"""Staff of institutions and of the operator: logging in with a second factor, the session behind it."""
