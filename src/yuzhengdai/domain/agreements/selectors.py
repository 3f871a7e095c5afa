"""Reading agreements and consents."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now


def agreement_versions(*, kind: str) -> QuerySet[Agreement]:
    """Published versions of a kind, the newest first."""
    return Agreement.objects.filter(kind=kind, published_at__lte=now()).order_by("-published_at", "-id")


def agreement_current(*, kind: str) -> Agreement:
    """The version in force. Raises Agreement.DoesNotExist where none was ever published."""
    found = agreement_versions(kind=kind).first()
    if found is None:
        raise Agreement.DoesNotExist(f"no published agreement of kind {kind}")
    return found


def agreements_accepted_for(*, kind: str) -> list[Agreement]:
    """Versions a consent to which still holds: the current one, and earlier ones back to the last that asked anew."""
    accepted: list[Agreement] = []
    for version in agreement_versions(kind=kind).defer("body"):
        accepted.append(version)
        if version.requires_new_consent:
            break
    return accepted


def consent_missing(*, enterprise: Enterprise) -> Agreement | None:
    """The 平台协议 that must be asked for before this enterprise applies; None when a consent holds (P5)."""
    accepted = agreements_accepted_for(kind=AgreementKind.PLATFORM)
    if not accepted:
        return None
    holds = AgreementConsent.objects.filter(
        enterprise=enterprise, agreement__in=accepted, withdrawn_at__isnull=True
    ).exists()
    return None if holds else agreement_current(kind=AgreementKind.PLATFORM)


def user_consent_missing(*, user: User, kind: str) -> Agreement | None:
    """The version of a personal kind that this user has yet to agree to; None when a consent holds."""
    accepted = agreements_accepted_for(kind=kind)
    if not accepted:
        return None
    holds = AgreementConsent.objects.filter(
        user=user, agreement__in=accepted, withdrawn_at__isnull=True
    ).exists()
    return None if holds else agreement_current(kind=kind)


def consent_list(*, actor: Actor) -> QuerySet[AgreementConsent]:
    """Consents the actor may see: of the own enterprise, and the actor's own personal ones (C11)."""
    mine = Q(user_id=actor.user_id, enterprise__isnull=True)
    if actor.organisation_id is not None:
        mine |= Q(enterprise_id=actor.organisation_id)
    return (
        AgreementConsent.objects.filter(mine)
        .select_related("agreement", "user")
        .defer("agreement__body")
        .order_by("-created_at", "-id")
    )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of an agreement: ``kind`` is "h2", "h3", "p" or "ul"; ``lines`` its text or the list's items."""

    kind: str
    lines: tuple[str, ...]


def agreement_paragraphs(*, body: str) -> list[Paragraph]:
    """The plain text of an agreement as pieces for a template; nothing in it is markup."""
    out: list[Paragraph] = []
    items: list[str] = []
    for raw in [*body.split("\n"), ""]:
        line = raw.strip()
        if line.startswith("- "):
            items.append(line[2:])
            continue
        if items:
            out.append(Paragraph("ul", tuple(items)))
            items = []
        if line.startswith("## "):
            out.append(Paragraph("h3", (line[3:],)))
        elif line.startswith("# "):
            out.append(Paragraph("h2", (line[2:],)))
        elif line:
            out.append(Paragraph("p", (line,)))
    return out
