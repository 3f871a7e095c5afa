"""Use cases of accounts: one-time codes, users."""

from yuzhengdai.domain.accounts.proofs import ProofRequired
from yuzhengdai.domain.accounts.services.codes import (
    CodeAct,
    code_request,
    code_resend_wait_s,
    code_verify,
    codes_forget,
    codes_purge,
)
from yuzhengdai.domain.accounts.services.users import (
    sessions_purge,
    user_change_phone,
    user_end_sessions,
    user_ensure,
    user_rename,
)

__all__ = [
    "CodeAct",
    "ProofRequired",
    "code_request",
    "code_resend_wait_s",
    "code_verify",
    "codes_forget",
    "codes_purge",
    "sessions_purge",
    "user_change_phone",
    "user_end_sessions",
    "user_ensure",
    "user_rename",
]
