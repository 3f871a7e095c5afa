"""Use cases of data grants."""

from yuzhengdai.domain.credit.services.ending import (
    EVENT_REVOKED,
    authorisation_revoke,
    authorisations_end,
    authorisations_expire_due,
)
from yuzhengdai.domain.credit.services.granting import (
    Subject,
    authorisation_confirm,
    authorisation_refuse,
    authorisations_grant,
)
from yuzhengdai.domain.credit.services.reading import authorised_data_read

__all__ = [
    "EVENT_REVOKED",
    "Subject",
    "authorisation_confirm",
    "authorisation_refuse",
    "authorisation_revoke",
    "authorisations_end",
    "authorisations_expire_due",
    "authorisations_grant",
    "authorised_data_read",
]
