"""What happens elsewhere and ends certificates, in the same transaction."""

from __future__ import annotations

from yuzhengdai.domain.certificates.enums import RevocationReason
from yuzhengdai.domain.certificates.services import certificates_end, keys_end
from yuzhengdai.foundation.core.events import Event


def on_member_ended(event: Event) -> None:
    """Somebody left, or was sent away."""
    certificates_end(
        enterprise_id=event.ids["enterprise"],
        user_id=event.ids["user"],
        reason=RevocationReason.AFFILIATION_CHANGED,
    )
    keys_end(enterprise_id=event.ids["enterprise"], user_id=event.ids["user"])


def on_take_over(event: Event) -> None:
    """The 法定代表人 took control: everybody else's place has ended."""
    certificates_end(
        enterprise_id=event.ids["enterprise"],
        besides=event.ids["user"],
        reason=RevocationReason.AFFILIATION_CHANGED,
    )
    keys_end(enterprise_id=event.ids["enterprise"], besides=event.ids["user"])


def on_cancel(event: Event) -> None:
    keys_end(enterprise_id=event.ids["enterprise"])
    certificates_end(enterprise_id=event.ids["enterprise"], reason=RevocationReason.CESSATION)


def on_freeze(event: Event) -> None:
    """The enterprise was frozen; unfreezing brings no certificate back, a new one is made on the phone."""
    certificates_end(enterprise_id=event.ids["enterprise"], reason=RevocationReason.PRIVILEGE_WITHDRAWN)
