"""A registration that is not verified: a claim. It reserves no code and is unique per (phone, code) (R2)."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType, MemberRole
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor


def enterprise_claim(
    *, actor: Actor, user: User, name: str, uscc: str, entity_type: str
) -> tuple[Enterprise, bool]:
    """Claim an enterprise for this user, who becomes its administrator; returns (claim, whether made now).

    The values are canonical (core.validators). A second claim of the same phone and code is the first one.
    """
    with transaction.atomic():
        claim = Enterprise(
            name=name,
            uscc=uscc,
            entity_type=EntityType(entity_type),
            state=EnterpriseState.CLAIMED,
            claimed_by=user,
        )
        try:
            with transaction.atomic():
                claim.save(force_insert=True)
        except IntegrityError:
            return Enterprise.objects.get(claimed_by=user, uscc=uscc, state=EnterpriseState.CLAIMED), False
        EnterpriseMember.objects.create(
            enterprise=claim, user=user, role=MemberRole.ADMIN, name=str(user.name)
        )
        audit_record(actor=actor, action="enterprises.claim", object_kind="enterprise", object_id=claim.pk)
    return claim, True
