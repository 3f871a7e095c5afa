"""Use cases of registering and logging in."""

from yuzhengdai.domain.access.services.certificate_login import login_by_certificate
from yuzhengdai.domain.access.services.hand_over import (
    hand_over_make,
    hand_over_open,
    hand_over_take,
    hand_overs_purge,
)
from yuzhengdai.domain.access.services.login import (
    LoginDone,
    enterprise_choose,
    login_after_registration,
    login_by_code,
    logout_record,
)
from yuzhengdai.domain.access.services.phone_change import phone_change
from yuzhengdai.domain.access.services.register import (
    RegistrationFailed,
    RegistrationResult,
    join_after_registration,
    reclaim_after_registration,
    register,
)

__all__ = [
    "LoginDone",
    "RegistrationFailed",
    "RegistrationResult",
    "enterprise_choose",
    "hand_over_make",
    "hand_over_open",
    "hand_over_take",
    "hand_overs_purge",
    "join_after_registration",
    "login_after_registration",
    "login_by_certificate",
    "login_by_code",
    "logout_record",
    "phone_change",
    "reclaim_after_registration",
    "register",
]
