"""审批权限表 of an institution."""
