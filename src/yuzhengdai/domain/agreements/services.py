"""Publishing versions, and agreeing to them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.audit_actions import AgreementAudit
from yuzhengdai.domain.agreements.bundled import BundledText, body_hash, bundled_text, was_bundled
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import SYSTEM, Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, Forbidden, Refused
from yuzhengdai.foundation.core.transitions import lock

PUBLISHERS = ("operator:operator", "system")


def agreement_publish(
    *,
    actor: Actor,
    kind: str,
    version: str,
    title: str,
    body: str,
    change_note: str = "",
    requires_new_consent: bool = True,
    published_at: datetime | None = None,
) -> Agreement:
    """Publish a version; it is in force from ``published_at`` (default: now) and never changes again."""
    if not actor.has_role(*PUBLISHERS):
        raise Forbidden
    with transaction.atomic():
        agreement = Agreement(
            kind=AgreementKind(kind),
            version=version,
            title=title,
            body=body,
            sha256=body_hash(body),
            change_note=change_note,
            requires_new_consent=requires_new_consent,
            published_at=published_at or now(),
        )
        try:
            with transaction.atomic():
                agreement.save(force_insert=True)
        except IntegrityError:
            raise FieldErrors({"version": "这个版本号已经用过，请换一个"}) from None
        audit_record(
            actor=actor,
            action=AgreementAudit.PUBLISH,
            object_kind="agreement",
            object_id=agreement.pk,
            detail={"kind": kind, "version": version, "sha256": agreement.sha256},
        )
    return agreement


def consent_record(
    *, actor: Actor, agreement: Agreement, user: User, enterprise: Enterprise | None = None
) -> AgreementConsent:
    """Store that this user agrees, for the enterprise where the kind is per enterprise; a repeat changes nothing.

    Stored with version, hash, time, user and address. Raises Refused for a text that is not published.
    """
    if agreement.published_at is None or agreement.published_at > now():
        raise Refused("agreements.not_published", "这个版本还没有发布。")
    if (agreement.kind == AgreementKind.PLATFORM) != (enterprise is not None):
        raise Refused("agreements.party", "平台协议由企业同意，其他协议由个人同意。")
    with transaction.atomic():
        # The user's row is the lock: two clicks make one consent.
        lock(User.objects.all(), pk=user.pk)
        found = AgreementConsent.objects.filter(
            agreement=agreement, user=user, enterprise=enterprise, withdrawn_at__isnull=True
        ).first()
        if found is not None:
            return found
        consent = AgreementConsent.objects.create(
            agreement=agreement,
            user=user,
            enterprise=enterprise,
            sha256=agreement.sha256,
            address=actor.address[:45],
        )
        audit_record(
            actor=actor,
            action=AgreementAudit.CONSENT,
            object_kind="agreement_consent",
            object_id=consent.pk,
            detail={"kind": agreement.kind, "version": agreement.version, "sha256": agreement.sha256},
        )
    return consent


def consent_withdraw(*, actor: Actor, consent: AgreementConsent) -> AgreementConsent:
    """Take a consent back; only the person who gave it may."""
    if actor.user_id != consent.user_id:
        raise Forbidden
    with transaction.atomic():
        row = lock(AgreementConsent.objects.all(), pk=consent.pk)
        if row.withdrawn_at is None:
            row.withdrawn_at = now()
            row.save(update_fields=["withdrawn_at"])
            audit_record(
                actor=actor,
                action=AgreementAudit.WITHDRAW,
                object_kind="agreement_consent",
                object_id=row.pk,
            )
    return row


def agreements_install() -> int:
    """Publish the texts that come with the software where a kind has none, or an earlier one of these; returns how many.

    Runs after every migration. A text that an operator has published is never touched: 协议版本 tells of the newer one then.
    """
    made = 0
    for kind in AgreementKind:
        text = bundled_text(kind=kind)
        # Also one that is published ahead of its day.
        newest = Agreement.objects.filter(kind=kind).order_by("-published_at", "-pk").first()
        if newest is not None and not _is_earlier(newest, text):
            continue
        agreement_publish(
            actor=SYSTEM,
            kind=kind,
            version=text.version,
            title=text.title,
            body=text.body,
            change_note=text.note,
        )
        made += 1
    return made


def _is_earlier(newest: Agreement, text: BundledText) -> bool:
    if newest.sha256 == text.sha256 or not was_bundled(kind=text.kind, sha256=newest.sha256):
        return False
    return not Agreement.objects.filter(kind=text.kind, version=text.version).exists()
