"""What 企业认证 publishes (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class VerificationEvent(StrEnum):
    """The state that an attempt came into, and its completion by a certificate. Ids: "verification", "enterprise", "user"."""

    DRAFT = "verification.draft"
    SUBMITTED = "verification.submitted"
    PASSED = "verification.passed"
    REFUSED = "verification.refused"
    IN_REVIEW = "verification.in_review"
    RETURNED = "verification.returned"
    EXPIRED = "verification.expired"
    COMPLETED = "verification.completed"
