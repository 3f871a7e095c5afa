"""Login by an account of an identity platform (L6): the link between the account there and the user here.

The link hangs on the platform's own lasting name of the account. Whoever comes with a linked account is its user; with one that is not
linked they prove a phone by code, once, and the link is made. No form names the account: it comes from the platform's answer, which
the site keeps on the server. A linked account cannot be linked anew before its user has taken the link back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from yuzhengdai.domain.access.audit_actions import AccessAudit
from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.access.selectors import has_place_in_code, live_platform_link, platform_subject_index
from yuzhengdai.domain.access.services.login import LoginDone, LoginWay, login_finish
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_verify, user_end_sessions, user_ensure
from yuzhengdai.domain.agreements.models import Agreement
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.enterprises.selectors import verified_enterprise
from yuzhengdai.domain.enterprises.services import enterprise_claim
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.transitions import lock
from yuzhengdai.foundation.integrations.identity_platform.base import Identity, PlatformRow
from yuzhengdai.foundation.notifications.services import sms_enqueue

LINKS_PER_USER = 20
KEPT = timedelta(days=180)
"""How long a link that was taken back stays readable; what was linked when stays in the audit log."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class PlatformDone:
    """Who is in. ``enterprise``: what the account stands for and the user has a place in; ``existing``: a verified enterprise of that
    code in which the user has none, so that only asking its administrators is left.
    """

    done: LoginDone
    enterprise: Enterprise | None = None
    existing: Enterprise | None = None


def platform_login(*, actor: Actor, platform: PlatformRow, identity: Identity) -> PlatformDone | None:
    """Log the linked user in; None where the account is not linked yet. Raises Refused ``access.disabled``."""
    with transaction.atomic():
        link = live_platform_link(platform=platform.key, subject=identity.subject)
        if link is None:
            return None
        done = login_finish(
            actor=actor, user=link.user, way=LoginWay.PLATFORM, device=f"platform:{platform.key}"
        )
        link.used_at = now()
        link.enterprise_name, link.uscc = identity.enterprise_name, identity.uscc
        link.save(update_fields=["used_at", "enterprise_name", "uscc"])
        place = has_place_in_code(user=link.user, uscc=identity.uscc) if identity.uscc else None
        return PlatformDone(done, place.enterprise if place is not None else None)


def platform_bind(
    *,
    actor: Actor,
    platform: PlatformRow,
    identity: Identity,
    entity_type: str,
    phone: str,
    browser: str,
    code: str,
    agreements: Iterable[Agreement],
    submission: str = "",
) -> PlatformDone:
    """First time: prove the phone, link the account to its user, claim an enterprise's code, log in. All or nothing.

    ``entity_type`` of an enterprise's account that nobody has verified here yet. Raises FieldErrors on "code", Refused
    ``platform.taken`` and ``access.disabled``, RateLimited (claims).
    """
    asked = f"{submission}|{platform_subject_index(platform.key, identity.subject)}" if submission else ""
    code_verify(purpose=CodePurpose.PLATFORM_LINK, phone=phone, browser=browser, code=code, submission=asked)
    with transaction.atomic():
        user, _ = user_ensure(phone=phone, actor=actor)
        for agreement in agreements:
            consent_record(actor=actor, agreement=agreement, user=user)
        _link(actor=actor, platform=platform, identity=identity, user=user)
        enterprise, existing = _enterprise(actor=actor, user=user, identity=identity, entity_type=entity_type)
        done = login_finish(actor=actor, user=user, way=LoginWay.PLATFORM, device=f"platform:{platform.key}")
        return PlatformDone(done, enterprise, existing)


def platform_unlink(*, actor: Actor, user: User, link_id: UUID, platform_name: str) -> User:
    """Take a link of one's own back: the account there logs in nobody here any more, and every session of the user ends.

    Returns the user as they are now, for the site to begin this session anew. Raises NotFound for another's or an ended link.
    """
    with transaction.atomic():
        link = lock(PlatformLink.objects.filter(user=user, ended_at=None), pk=link_id)
        link.ended_at = now()
        link.save(update_fields=["ended_at"])
        audit_record(
            actor=actor,
            action=AccessAudit.PLATFORM_UNLINK,
            object_kind="platform_link",
            object_id=link.pk,
            detail={"platform": link.platform, "uscc": link.uscc},
        )
        _tell(link, user, f"已解除与{platform_name}账号的绑定")
        return user_end_sessions(actor=actor, user=user)


def platform_links_purge() -> int:
    """Job: delete a batch of links that were taken back ``KEPT`` ago; returns how many. A living one stays until its user ends it."""
    due = PlatformLink.objects.filter(ended_at__lt=now() - KEPT).values_list("pk", flat=True)
    return PlatformLink.objects.filter(pk__in=list(due[:BATCH])).delete()[0]


def _link(*, actor: Actor, platform: PlatformRow, identity: Identity, user: User) -> None:
    """The account's link to this user: as it is, or made now; of somebody else it stays where it is."""
    taken = Refused(
        "platform.taken", f"这个{platform.name}账号已绑定另一个手机号，请用那个手机号登录后解除绑定。"
    )
    found = live_platform_link(platform=platform.key, subject=identity.subject)
    if found is not None:
        if found.user_id != user.pk:
            raise taken
        return
    if PlatformLink.objects.filter(user=user, ended_at=None).count() >= LINKS_PER_USER:
        raise Refused("platform.too_many", "这个手机号绑定的认证平台账号较多，请先在个人中心解除不用的。")
    link = PlatformLink(
        platform=platform.key,
        subject_index=platform_subject_index(platform.key, identity.subject),
        user=user,
        kind=identity.kind,
        uscc=identity.uscc,
        enterprise_name=identity.enterprise_name,
        used_at=now(),
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        # Another phone was faster with the same account.
        raise taken from None
    audit_record(
        actor=actor,
        action=AccessAudit.PLATFORM_LINK,
        object_kind="platform_link",
        object_id=link.pk,
        detail={"platform": link.platform, "uscc": link.uscc},
    )
    _tell(link, user, f"已绑定{platform.name}账号，以后可用它登录")


def _enterprise(
    *, actor: Actor, user: User, identity: Identity, entity_type: str
) -> tuple[Enterprise | None, Enterprise | None]:
    """(What the user may act for, a verified one they may only ask to join) of an enterprise's account."""
    if not identity.uscc:
        return None, None
    place = has_place_in_code(user=user, uscc=identity.uscc)
    if place is not None:
        return place.enterprise, None
    existing = verified_enterprise(uscc=identity.uscc)
    if existing is not None and not identity.is_head:
        return None, existing
    # The 法定代表人 with a licence that counts takes a verified enterprise over by 企业认证, as by face: the claim alone gives nothing.
    claim, is_new = enterprise_claim(
        actor=actor, user=user, name=identity.enterprise_name, uscc=identity.uscc, entity_type=entity_type
    )
    if is_new:
        audit_record(actor=actor, action=AccessAudit.REGISTER, object_kind="enterprise", object_id=claim.pk)
    return claim, None


def _tell(link: PlatformLink, user: User, what: str) -> None:
    state = "ended" if link.ended_at is not None else "made"
    sms_enqueue(
        phone=str(user.phone),
        template="platform_link",
        params={"what": what},
        text=f"【豫正贷】您的手机号{what}。若非本人操作，请立即拨打服务热线。",
        dedupe_key=f"platform-link:{link.pk}:{state}",
    )
