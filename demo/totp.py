"""Codes of the staff accounts' second factor, for those who try the demo without an authenticator app."""

from __future__ import annotations

from dataclasses import dataclass

import pyotp

from yuzhengdai.domain.accounts.models import SecondFactor, phone_index
from yuzhengdai.foundation.core.clock import now

STEP_S = 30


@dataclass(frozen=True, slots=True)
class TotpCode:
    """``valid_s``: how long the code is shown by an app; a code counts once."""

    code: str
    valid_s: int


def totp_code(*, phone_e164: str) -> TotpCode | None:
    """The code of a phone that has a second factor or is just enrolling one; None for any other.

    Where the present code was used already, the next one: login accepts it half a minute early.
    """
    factor = SecondFactor.objects.filter(user__phone_index=phone_index(phone_e164)).first()
    if factor is None:
        return None
    at = int(now().timestamp())
    counter = max(at // STEP_S, factor.last_counter + 1)
    code = pyotp.HOTP(factor.secret).at(counter)
    return TotpCode(code, (counter + 1) * STEP_S - at)
