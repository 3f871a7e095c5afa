"""A renewal that is to be shown another way than by face becomes a whole attempt: what it took over goes, all is asked for anew.

An operator or a transfer would have nothing to go by but what somebody else showed once: only the living face ties a renewal to its person.
"""

from __future__ import annotations

from yuzhengdai.domain.verification.enums import VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import SUBJECT_KIND
from yuzhengdai.domain.verification.services.opening import licence_known
from yuzhengdai.domain.verification.services.wiping import face_wipe
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.files.selectors import files_of
from yuzhengdai.foundation.files.services import file_delete


def way_take(*, actor: Actor, locked: Verification, way: str) -> None:
    """Set the way of a row that the caller has locked and will save."""
    if locked.renews_id is not None and way != VerificationWay.FACE:
        _dissolve(actor, locked)
    is_by_card = locked.identity_confirmed_at is not None and not locked.person_from
    if locked.way == VerificationWay.NETWORK_ID != way and not is_by_card:
        # What stood for a card is none: the person is shown anew, by card.
        locked.person_name = locked.id_number = locked.id_number_index = locked.person_from = ""
        locked.identity_confirmed_at = None
    locked.way = way


def _dissolve(actor: Actor, row: Verification) -> None:
    face_wipe(actor=actor, verification=row)
    for file in files_of(subject_kind=SUBJECT_KIND, subject_id=row.pk):
        file_delete(actor=actor, file=file)
    row.renews = None
    row.role = row.person_name = row.id_number = row.id_number_index = ""
    row.id_address = row.issuing_authority = ""
    row.id_valid_from = row.id_valid_until = row.agent_ends_on = None
    row.id_is_long_term, row.agent_scopes = False, []
    row.licence, row.read_data = licence_known(row.enterprise), {}
    row.identity_confirmed_at = row.licence_confirmed_at = row.utilities_done_at = None
