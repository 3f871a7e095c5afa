"""What the audit log says of institutions, branches and officers."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class InstitutionAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    CREATE = "institutions.create"
    UPDATE = "institutions.update"
    BRANCH_CREATE = "institutions.branch_create"
    BRANCH_UPDATE = "institutions.branch_update"
    LENDING = "institutions.lending"
    BRANCH_LENDING = "institutions.branch_lending"
    OFFICER_CREATE = "institutions.officer_create"
    OFFICER_UPDATE = "institutions.officer_update"
    OFFICER_ACTIVE = "institutions.officer_active"
    OFFICER_INACTIVE = "institutions.officer_inactive"
