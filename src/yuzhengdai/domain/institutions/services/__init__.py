"""Changing institutions, their branches and officers: the use cases, for the sites."""

from yuzhengdai.domain.institutions.services.institutions import (
    branch_create,
    branch_update,
    institution_create,
    institution_update,
)
from yuzhengdai.domain.institutions.services.officers import (
    officer_create,
    officer_set_active,
    officer_update,
)

__all__ = [
    "branch_create",
    "branch_update",
    "institution_create",
    "institution_update",
    "officer_create",
    "officer_set_active",
    "officer_update",
]
