"""Receipts of grants and of their ends, with the fields of a consent receipt (ISO/IEC TS 27560), signed by the platform."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from yuzhengdai.domain.credit.audit_actions import CreditAudit
from yuzhengdai.domain.credit.enums import AuthorisationState, DataItem
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import authorisation_for_enterprise
from yuzhengdai.domain.data_items.items import items_of
from yuzhengdai.domain.signing.models import KeyPurpose
from yuzhengdai.domain.signing.receipts import statement_signed
from yuzhengdai.domain.signing.selectors import signing_key_current
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import iso
from yuzhengdai.foundation.core.errors import NotFound

GIVEN, ENDED = "given", "ended"
_ENDS: Final = {
    AuthorisationState.REVOKED: "withdrawn",
    AuthorisationState.EXPIRED: "expired",
    AuthorisationState.ENDED: "terminated",
}


def receipts_of(row: DataAuthorisation) -> list[str]:
    """Which receipts a grant has: of its giving once it is given, of its end once it is over; none without a key."""
    if signing_key_current(purpose=KeyPurpose.RECEIPT) is None:
        return []
    given = [GIVEN] if row.granted_at is not None else []
    return [*given, ENDED] if given and row.ended_at is not None else given


def receipt_download(*, actor: Actor, authorisation_id: UUID, event: str) -> str:
    """The signed JSON text of one receipt, on record. The same grant and event keep the same ``receipt_id``.

    Raises NotFound for grants of others, for events that did not happen, and where the site has no key.
    """
    row = authorisation_for_enterprise(actor=actor, authorisation_id=authorisation_id)
    key = signing_key_current(purpose=KeyPurpose.RECEIPT)
    if key is None or event not in receipts_of(row):
        raise NotFound
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=CreditAudit.RECEIPT,
            object_kind="authorisation",
            object_id=row.pk,
            detail={"item": row.item, "kind": event},
        )
    return statement_signed(statement=_statement(row, event), key=key)


def _statement(row: DataAuthorisation, event: str) -> dict[str, Any]:
    is_given = event == GIVEN
    at = row.granted_at if is_given else row.ended_at
    state = "given" if is_given else _ENDS[AuthorisationState(row.state)]
    return {
        "schema_version": "ISO/IEC TS 27560:2023",
        "receipt_id": str(uuid5(row.pk, event)),
        "consent_record_id": str(row.pk),
        "issuer": settings.SITE_NAME,
        "pii_principal": {"name": row.enterprise.name, "identifier": row.enterprise.uscc},
        "recipients": [{"name": row.institution.name, "contact": row.institution.phone, "role": "recipient"}],
        "processing": {
            "purpose": row.purpose,
            "item": DataItem(row.item).label,
            "data_categories": [item.label for item in items_of(row.covers)],
            "collection_method": "平台向来源部门查询，机构在平台查看",
            "subject": f"{row.subject_kind}:{row.subject_id}",
            "valid_until": iso(row.valid_until),
        },
        "notice": {"text": row.text, "sha256": row.text_sha256, "language": "zh-CN"},
        "withdrawal": f"{settings.SITE_BASE_URL}/console/authorisations/",
        "event": {"state": state, "time": iso(at)},
    }
