"""Use cases of registering and logging in."""

from yuzhengdai.domain.access.services.certificate_login import login_by_certificate
from yuzhengdai.domain.access.services.hand_over import (
    hand_over_code_allow,
    hand_over_code_spare,
    hand_over_login,
    hand_over_make,
    hand_over_open,
    hand_over_phone,
    hand_over_shown,
    hand_over_take,
    hand_overs_purge,
)
from yuzhengdai.domain.access.services.login import (
    LoginDone,
    LoginWay,
    browser_device,
    enterprise_choose,
    login_by_code,
    login_finish,
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
from yuzhengdai.domain.access.services.registration_login import (
    registration_login,
    registration_ticket,
    registration_ticket_user,
)

__all__ = [
    "LoginDone",
    "LoginWay",
    "RegistrationFailed",
    "RegistrationResult",
    "browser_device",
    "enterprise_choose",
    "hand_over_code_allow",
    "hand_over_code_spare",
    "hand_over_login",
    "hand_over_make",
    "hand_over_open",
    "hand_over_phone",
    "hand_over_shown",
    "hand_over_take",
    "hand_overs_purge",
    "join_after_registration",
    "login_by_certificate",
    "login_by_code",
    "login_finish",
    "logout_record",
    "phone_change",
    "reclaim_after_registration",
    "register",
    "registration_login",
    "registration_ticket",
    "registration_ticket_user",
]
