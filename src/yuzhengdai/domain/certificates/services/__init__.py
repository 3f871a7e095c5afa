"""Use cases of phone certificates, of trusted CAs and of their USBKEYs."""

from yuzhengdai.domain.certificates.services.challenge import (
    challenge_make,
    challenges_purge,
    signature_verify,
    signed_text,
)
from yuzhengdai.domain.certificates.services.issue import certificate_issue
from yuzhengdai.domain.certificates.services.key_members import (
    key_bind,
    key_is_bound,
    key_meant_for,
    key_unbind,
    keys_end,
    live_membership_of,
)
from yuzhengdai.domain.certificates.services.keys import (
    KeySignature,
    key_get,
    key_text,
    key_verify,
)
from yuzhengdai.domain.certificates.services.lists import crl_current, crl_der, crl_publish, crls_renew
from yuzhengdai.domain.certificates.services.remind import certificates_remind
from yuzhengdai.domain.certificates.services.revoke import certificate_revoke, certificates_end
from yuzhengdai.domain.certificates.services.trusted import (
    trusted_ca_confirm,
    trusted_ca_decline,
    trusted_ca_end,
    trusted_ca_propose,
)
from yuzhengdai.domain.certificates.services.trusted_lists import trusted_list_keep, trusted_lists_fetch

__all__ = [
    "KeySignature",
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
    "key_bind",
    "key_get",
    "key_is_bound",
    "key_meant_for",
    "key_text",
    "key_unbind",
    "key_verify",
    "keys_end",
    "live_membership_of",
    "signature_verify",
    "signed_text",
    "trusted_ca_confirm",
    "trusted_ca_decline",
    "trusted_ca_end",
    "trusted_ca_propose",
    "trusted_list_keep",
    "trusted_lists_fetch",
]
