"""窗口协办 at both workbenches: the same pages for a bank and for the operator."""
