"""Use cases of enterprises, one module each."""

from yuzhengdai.domain.enterprises.services.claims import enterprise_claim
from yuzhengdai.domain.enterprises.services.details import enterprise_details_change
from yuzhengdai.domain.enterprises.services.invitations import (
    invitation_withdraw,
    member_invite,
)
from yuzhengdai.domain.enterprises.services.invited import invitation_accept, invitation_decline
from yuzhengdai.domain.enterprises.services.members import (
    join_request_decide,
    join_request_make,
    member_change,
    member_confirm,
    member_end,
)
from yuzhengdai.domain.enterprises.services.shared import enterprise_lock
from yuzhengdai.domain.enterprises.services.states import (
    enterprise_cancel,
    enterprise_freeze,
    enterprise_unfreeze,
)
from yuzhengdai.domain.enterprises.services.utilities import (
    electricity_absent,
    electricity_verify,
    social_insurance_verify,
    utility_account_end,
)
from yuzhengdai.domain.enterprises.services.utility_drafts import utility_draft_keep
from yuzhengdai.domain.enterprises.services.verified import (
    Agency,
    EnterpriseFacts,
    enterprise_take_over,
    enterprise_verify,
)

__all__ = [
    "Agency",
    "EnterpriseFacts",
    "electricity_absent",
    "electricity_verify",
    "enterprise_cancel",
    "enterprise_claim",
    "enterprise_details_change",
    "enterprise_freeze",
    "enterprise_lock",
    "enterprise_take_over",
    "enterprise_unfreeze",
    "enterprise_verify",
    "invitation_accept",
    "invitation_decline",
    "invitation_withdraw",
    "join_request_decide",
    "join_request_make",
    "member_change",
    "member_confirm",
    "member_end",
    "member_invite",
    "social_insurance_verify",
    "utility_account_end",
    "utility_draft_keep",
]
