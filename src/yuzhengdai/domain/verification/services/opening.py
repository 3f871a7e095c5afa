"""The one open attempt of a user for an enterprise: found, or begun. Both ways in (phone and PC) go through here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import has_run_out, verification_open_for
from yuzhengdai.domain.verification.services.draft_lifetime import DRAFT_LIFETIME
from yuzhengdai.domain.verification.services.step import verification_step_plain
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now


def attempt_found(*, actor: Actor) -> Verification | None:
    """The attempt under way, or None. A draft whose days have run out is expired on the way: whoever comes back earlier
    than the worker does not wait for it."""
    found = verification_open_for(actor=actor)
    if found is not None and has_run_out(verification=found):
        verification_step_plain(actor=SYSTEM, verification_id=found.pk, action="expire")
        return None
    return found


def attempt_begin(
    *,
    actor: Actor,
    enterprise: Enterprise,
    way: VerificationWay,
    values: Mapping[str, Any] = MappingProxyType({}),
) -> Verification:
    """A new draft; of two begun at the same moment (second tab, second phone) both callers get the first.

    ``values``: further fields of the row, what a renewal takes over.
    """
    if actor.user_id is None:
        raise User.DoesNotExist
    try:
        with transaction.atomic():
            row = Verification.objects.create(
                enterprise=enterprise,
                user_id=actor.user_id,
                way=way,
                expires_at=now() + DRAFT_LIFETIME,
                **{"licence": licence_known(enterprise), **values},
            )
            audit_record(
                actor=actor, action=VerificationAudit.OPEN, object_kind="verification", object_id=row.pk
            )
            return row
    except IntegrityError:
        found = verification_open_for(actor=actor)
        if found is None:
            raise
        return found


def licence_known(enterprise: Enterprise) -> dict[str, str]:
    """What of the licence is known from the registration."""
    return {"uscc": enterprise.uscc, "name": enterprise.name, "entity_type": enterprise.entity_type}
