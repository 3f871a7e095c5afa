"""What the officer does in an open session: photographs the papers, reads them, saves what the person says is right.

The rules are the phone's (``checks``, ``reading``, the services of drafts and papers); the officer acts, the attempt stays the person's.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from yuzhengdai.domain.enterprises.selectors import live_membership
from yuzhengdai.domain.verification.counter.sessions import AtCounter, at_counter, person_at
from yuzhengdai.domain.verification.enums import IdPaper, PictureKind
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.draft import (
    role_values,
    step_fill,
    verification_save_identity,
    verification_save_licence,
)
from yuzhengdai.domain.verification.services.papers import paper_read, picture_keep
from yuzhengdai.domain.verification.services.sources import licence_check
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import ExternalError, Refused
from yuzhengdai.foundation.files.checks import CheckedFile
from yuzhengdai.foundation.integrations.ocr.base import PaperKind


def counter_save_role(
    *, actor: Actor, session_id: UUID, data: Mapping[str, Any], expected_version: int | None = None
) -> Verification:
    """Head or agent, and an agent's powers. Raises FieldErrors, Conflict, Refused, NotFound, Forbidden."""
    here = at_counter(actor=actor, session_id=session_id)
    values = role_values(actor=_person(actor, here), data=data)
    with verification_step(
        actor=here.actor,
        verification_id=here.verification.pk,
        action="edit",
        expected_version=expected_version,
    ) as row:
        step_fill(row, "role", values)
    return row


def counter_paper(*, actor: Actor, session_id: UUID, kind: str, picture: CheckedFile) -> str:
    """Keep a photograph in place of the one before and have it read; the sentence of why nothing was read, "" where it was.

    The letter is kept and not read. Raises RateLimited, Refused, NotFound, Forbidden.
    """
    here = at_counter(actor=actor, session_id=session_id)
    purpose = PictureKind(kind)
    if purpose == PictureKind.FACE_REFERENCE:
        raise Refused("verification.picture_kind", "这种照片不能上传。")
    row = here.verification
    is_read = purpose != PictureKind.LETTER and (
        row.paper == IdPaper.RESIDENT_ID or purpose == PictureKind.LICENCE
    )
    if not is_read or picture.content_type == "application/pdf":
        picture_keep(actor=here.actor, verification_id=row.pk, kind=purpose.value, picture=picture)
        return ""
    try:
        paper_read(actor=here.actor, verification_id=row.pk, kind=PaperKind(purpose.value), picture=picture)
    except ExternalError as error:
        return error.sentence
    return ""


def counter_save_identity(
    *, actor: Actor, session_id: UUID, data: Mapping[str, Any], expected_version: int | None = None
) -> Verification:
    """The person's data as the papers say. Raises FieldErrors, Conflict, Refused, NotFound, Forbidden."""
    here = at_counter(actor=actor, session_id=session_id)
    return verification_save_identity(
        actor=here.actor,
        verification_id=here.verification.pk,
        data=data,
        expected_version=expected_version,
    )


def counter_save_licence(
    *, actor: Actor, session_id: UUID, data: Mapping[str, Any], expected_version: int | None = None
) -> Verification:
    """The licence's data, then asked about at the register. Raises as ``counter_save_identity``."""
    here = at_counter(actor=actor, session_id=session_id)
    verification_save_licence(
        actor=here.actor,
        verification_id=here.verification.pk,
        data=data,
        expected_version=expected_version,
    )
    return licence_check(actor=here.actor, verification_id=here.verification.pk)


def _person(actor: Actor, here: AtCounter) -> Actor:
    row = here.verification
    member = live_membership(user=row.user, enterprise_id=row.enterprise_id)
    if member is None:
        raise Refused("counter.no_place", "这个手机号在这家企业的权限已结束，不能继续办理。")
    return person_at(actor, member)
