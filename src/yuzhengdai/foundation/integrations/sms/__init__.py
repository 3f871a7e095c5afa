"""SMS (the PURE helper's adapters replace this file's placeholder registry)."""
