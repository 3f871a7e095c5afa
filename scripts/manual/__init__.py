"""The 使用手册: a table of steps (``sections/``) that a browser plays on the running demo; what it sees becomes docs/manual/."""
