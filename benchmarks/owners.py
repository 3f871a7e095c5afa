"""People who measure and soak: users with phones of their own, verified owners, their sessions.

Import only after ``django.setup()``.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client

from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.enterprises.selectors import member_roles
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY
from yuzhengdai.sites.web.site import BANK


def user(phone: str) -> User:
    """The user of a phone (E.164), made where there is none."""
    found = User.objects.for_phone(phone)
    return found or User.objects.create(phone=phone, phone_index=phone_index(phone), name="李示例")


def owner(phone: str, *, name: str, seed: str) -> tuple[User, Enterprise]:
    """The legal representative of a verified enterprise in Zhengzhou, with a consent to the 平台协议."""
    who = user(phone)
    enterprise = Enterprise.objects.create(
        name=name,
        uscc=make_uscc(seed=seed),
        entity_type="company",
        state="verified",
        region_code="410100",
        industry_code="C13",
        size="small",
        registered_address="郑州市示例路 1 号",
        legal_representative_name="李示例",
        established_on=today() - timedelta(days=2000),
        verified_at=now(),
    )
    member = EnterpriseMember.objects.create(
        enterprise=enterprise, user=who, role="admin", is_legal_representative=True, name="李示例"
    )
    actor = Actor(
        kind=ActorKind.ENTERPRISE,
        user_id=who.pk,
        organisation_id=enterprise.pk,
        member_id=member.pk,
        roles=member_roles(member),
    )
    consent_record(actor=actor, agreement=agreement_current(kind="platform"), user=who, enterprise=enterprise)
    return who, enterprise


def cookies(who: User, *, staff: bool = False, values: dict[str, Any]) -> dict[str, str]:
    """A logged-in session's cookies on one side; ``values`` go into the session."""
    client = Client()
    client.force_login(who)
    session = client.session
    session.update(values)
    session.save()
    names = BANK.cookies if staff else {}
    return {names.get(name, name): morsel.value for name, morsel in client.cookies.items()}


def owner_cookies(who: User, enterprise: Enterprise) -> dict[str, str]:
    """An owner's session with the enterprise chosen."""
    return cookies(who, values={ENTERPRISE_KEY: str(enterprise.pk)})
