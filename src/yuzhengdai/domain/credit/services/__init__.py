"""Use cases of data grants."""

from yuzhengdai.domain.credit.services.ending import (
    EVENT_REVOKED,
    authorisation_revoke,
    authorisations_end,
    authorisations_expire_due,
    authorisations_revoke,
)
from yuzhengdai.domain.credit.services.exporting import accesses_export
from yuzhengdai.domain.credit.services.facts import granted_facts_read
from yuzhengdai.domain.credit.services.granting import (
    Subject,
    authorisation_confirm,
    authorisation_refuse,
    authorisations_grant,
)
from yuzhengdai.domain.credit.services.reading import NotGranted, attempts_audited, authorised_data_read
from yuzhengdai.domain.credit.services.receipts import receipt_download, receipts_of

__all__ = [
    "EVENT_REVOKED",
    "NotGranted",
    "Subject",
    "accesses_export",
    "attempts_audited",
    "authorisation_confirm",
    "authorisation_refuse",
    "authorisation_revoke",
    "authorisations_end",
    "authorisations_expire_due",
    "authorisations_grant",
    "authorisations_revoke",
    "authorised_data_read",
    "granted_facts_read",
    "receipt_download",
    "receipts_of",
]
