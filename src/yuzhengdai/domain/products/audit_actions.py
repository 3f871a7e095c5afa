"""What the audit log says of products and their versions."""

from __future__ import annotations

from yuzhengdai.foundation.audit.actions import AuditAction


class ProductAudit(AuditAction):
    """Stored, filtered by and handed to others: codes do not change."""

    CREATE = "products.create"
    NEW_VERSION = "products.new_version"
    EDIT = "products.edit"
    SUBMIT = "products.submit"
    PUBLISH = "products.publish"
    RETURN = "products.return"
    TAKE_OFF = "products.take_off"
    PUT_BACK = "products.put_back"
