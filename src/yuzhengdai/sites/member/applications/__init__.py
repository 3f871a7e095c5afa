"""我的申请 (C6), as console and phone app have in common."""
