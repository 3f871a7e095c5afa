"""``make soak``: submissions sent twice at the same moment while web and worker are killed; nothing may be lost or doubled."""
