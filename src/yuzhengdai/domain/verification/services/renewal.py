"""Beginning a renewal (domain.verification.renewal), and turning it into a whole attempt where another way is chosen."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import PictureKind, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.renewal import renewal_source
from yuzhengdai.domain.verification.selectors import SUBJECT_KIND, verification_pictures
from yuzhengdai.domain.verification.services.opening import attempt_begin, attempt_found
from yuzhengdai.domain.verification.services.wizard import wizard_open
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.files.services import file_copy

_TAKEN_OVER = (
    *("role", "agent_scopes", "agent_ends_on", "paper"),
    *("person_name", "id_number", "id_number_index", "id_address", "issuing_authority"),
    *("id_valid_from", "id_valid_until", "id_is_long_term"),
)


def renewal_open(*, actor: Actor) -> Verification:
    """The attempt under way, else a renewal, else a whole attempt. Refused where there is nothing to do."""
    found = attempt_found(actor=actor)
    root = None if found is not None else renewal_source(actor=actor)
    if found is not None or root is None:
        return wizard_open(actor=actor)
    enterprise = enterprise_for_actor(actor=actor)
    values: dict[str, Any] = {name: getattr(root, name) for name in _TAKEN_OVER}
    confirmed = {
        name: now() for name in ("identity_confirmed_at", "licence_confirmed_at", "utilities_done_at")
    }
    with transaction.atomic():
        row = attempt_begin(
            actor=actor,
            enterprise=enterprise,
            way=VerificationWay.FACE,
            values={**values, **confirmed, "renews": root, "licence": dict(root.licence)},
        )
        if row.renews_id == root.pk and not verification_pictures(verification=row):
            _take_card(actor, row, root)
    return row


def _take_card(actor: Actor, row: Verification, root: Verification) -> None:
    """The front of the card and what was read of it; nothing else is needed, so nothing else is kept twice."""
    front = PictureKind.ID_FRONT.value
    card = verification_pictures(verification=root)[front]
    copy = file_copy(actor=actor, file=card, subject_kind=SUBJECT_KIND, subject_id=row.pk)
    read = root.read_data.get(front)
    if read:
        row.read_data = {front: {**read, "file": str(copy.pk)}}
        row.save(update_fields=["read_data"])
    audit_record(
        actor=actor,
        action=VerificationAudit.RENEW,
        object_kind="verification",
        object_id=row.pk,
        detail={"renews": str(root.pk)},
    )
