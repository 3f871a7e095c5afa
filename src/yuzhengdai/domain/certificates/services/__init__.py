"""Use cases of phone certificates."""

from yuzhengdai.domain.certificates.services.challenge import (
    challenge_make,
    challenges_purge,
    signature_verify,
    signed_text,
)
from yuzhengdai.domain.certificates.services.issue import certificate_issue
from yuzhengdai.domain.certificates.services.lists import crl_current, crl_der, crl_publish, crls_renew
from yuzhengdai.domain.certificates.services.remind import certificates_remind
from yuzhengdai.domain.certificates.services.revoke import certificate_revoke, certificates_end

__all__ = [
    "certificate_issue",
    "certificate_revoke",
    "certificates_end",
    "certificates_remind",
    "challenge_make",
    "challenges_purge",
    "crl_current",
    "crl_der",
    "crl_publish",
    "crls_renew",
    "signature_verify",
    "signed_text",
]
