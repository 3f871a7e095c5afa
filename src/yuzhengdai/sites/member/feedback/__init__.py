"""意见反馈 and 我的反馈, as portal, console and phone app have in common."""
