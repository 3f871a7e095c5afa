"""What changes demands and offers, one file a use case. Every act goes through a door of ``demands.step``."""
