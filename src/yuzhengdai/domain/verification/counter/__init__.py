"""窗口协办: who cannot show who they are on a phone is proved at a counter."""
