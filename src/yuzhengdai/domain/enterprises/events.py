"""What enterprises publish (core.events). Names are a contract: others hear them, they do not change."""

from __future__ import annotations

from enum import StrEnum


class EnterpriseEvent(StrEnum):
    """Ids: "enterprise", and where a person is meant "user" (and "member")."""

    FREEZE = "enterprises.freeze"
    UNFREEZE = "enterprises.unfreeze"
    CANCEL = "enterprises.cancel"
    VERIFY = "enterprises.verify"
    TAKE_OVER = "enterprises.take_over"
    MEMBER_ENDED = "enterprises.member_ended"
