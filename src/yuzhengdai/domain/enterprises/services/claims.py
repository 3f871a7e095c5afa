"""A registration that is not verified: a claim. It reserves no code and is unique per (phone, code) (R2)."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.audit_actions import EnterpriseAudit
from yuzhengdai.domain.enterprises.enums import EnterpriseState, EntityType, MemberRole
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import RateLimited
from yuzhengdai.foundation.core.keyring import keyed_hash
from yuzhengdai.foundation.core.network import address_group

MAX_OPEN_PER_PHONE = 10
MAX_PER_PHONE_DAY = 5
MAX_PER_ADDRESS_DAY = 60
"""Claims that are not verified yet, of one phone; claims of one phone and of one network address within 24 hours."""


def enterprise_claim(
    *, actor: Actor, user: User, name: str, uscc: str, entity_type: str
) -> tuple[Enterprise, bool]:
    """Claim an enterprise for this user, who becomes its administrator; returns (claim, whether made now).

    The values are canonical (core.validators). A second claim of the same phone and code is the first one.
    Raises RateLimited where this phone, or the network address it came from, has claimed too many.
    """
    with transaction.atomic():
        found = Enterprise.objects.filter(claimed_by=user, uscc=uscc, state=EnterpriseState.CLAIMED).first()
        if found is not None:
            return found, False
        address_hash = (
            keyed_hash("enterprises.claim.address", address_group(actor.address)) if actor.address else ""
        )
        _check_limits(user, address_hash)
        claim = Enterprise(
            name=name,
            uscc=uscc,
            entity_type=EntityType(entity_type),
            state=EnterpriseState.CLAIMED,
            claimed_by=user,
            claim_address_hash=address_hash,
        )
        try:
            with transaction.atomic():
                claim.save(force_insert=True)
        except IntegrityError:
            return Enterprise.objects.get(claimed_by=user, uscc=uscc, state=EnterpriseState.CLAIMED), False
        EnterpriseMember.objects.create(
            enterprise=claim, user=user, role=MemberRole.ADMIN, name=str(user.name)
        )
        audit_record(actor=actor, action=EnterpriseAudit.CLAIM, object_kind="enterprise", object_id=claim.pk)
    return claim, True


def _check_limits(user: User, address_hash: str) -> None:
    mine = Enterprise.objects.filter(claimed_by=user)
    lately = Enterprise.objects.filter(created_at__gt=now() - timedelta(days=1))
    if (
        mine.filter(state=EnterpriseState.CLAIMED).count() >= MAX_OPEN_PER_PHONE
        or lately.filter(claimed_by=user).count() >= MAX_PER_PHONE_DAY
    ):
        raise RateLimited(
            4 * 3600, sentence="这个手机号登记的未认证企业较多，请先完成其中一家的企业认证，或明天再试。"
        )
    if address_hash and lately.filter(claim_address_hash=address_hash).count() >= MAX_PER_ADDRESS_DAY:
        raise RateLimited(
            4 * 3600, sentence="当前网络今天登记的企业较多，请明天再试，或换一个网络，也可以拨打服务热线。"
        )
