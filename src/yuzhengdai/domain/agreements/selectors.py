"""Reading agreements and consents."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.bundled import BundledText, bundled_text
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.prepared import Prepared


def agreement_versions(*, kind: str) -> QuerySet[Agreement]:
    """Published versions of a kind, the newest first."""
    return _versions_at(kind, now())


def _versions_at(kind: str, at: datetime) -> QuerySet[Agreement]:
    return Agreement.objects.filter(kind=kind, published_at__lte=at).order_by("-published_at", "-id")


# What is asked before every application, and on every page after login.
_VERSIONS = Prepared(
    Agreement, lambda kind, at: _versions_at(kind, at).only("requires_new_consent"), str, datetime
)
_GIVEN_FOR_ENTERPRISE = Prepared(
    AgreementConsent,
    lambda enterprise_id, kind: AgreementConsent.objects.filter(
        enterprise_id=enterprise_id, agreement__kind=kind, withdrawn_at__isnull=True
    ).only("agreement_id"),
    UUID,
    str,
)
_GIVEN_BY_USER = Prepared(
    AgreementConsent,
    lambda user_id, kind: AgreementConsent.objects.filter(
        user_id=user_id, agreement__kind=kind, withdrawn_at__isnull=True
    ).only("agreement_id"),
    UUID,
    str,
)


def agreement_current(*, kind: str) -> Agreement:
    """The version in force. Raises Agreement.DoesNotExist where none was ever published."""
    found = agreement_versions(kind=kind).first()
    if found is None:
        raise Agreement.DoesNotExist(f"no published agreement of kind {kind}")
    return found


def agreement_newer_bundled(*, kind: str) -> BundledText | None:
    """The text that comes with the software where this site never published it: an operator's own text is in force."""
    text = bundled_text(kind=kind)
    known = Agreement.objects.filter(kind=kind).filter(Q(sha256=text.sha256) | Q(version=text.version))
    return None if known.exists() else text


def consent_missing(*, enterprise: Enterprise) -> Agreement | None:
    """The 平台协议 that must be asked for before this enterprise applies; None when a consent holds (P5)."""
    given = _GIVEN_FOR_ENTERPRISE.rows(enterprise.pk, str(AgreementKind.PLATFORM))
    return _missing(kind=AgreementKind.PLATFORM, given={consent.agreement_id for consent in given})


def user_consent_missing(*, user: User, kind: str) -> Agreement | None:
    """The version of a personal kind that this user has yet to agree to; None when a consent holds."""
    given = _GIVEN_BY_USER.rows(user.pk, kind)
    return _missing(kind=kind, given={consent.agreement_id for consent in given})


def _missing(*, kind: str, given: Container[UUID]) -> Agreement | None:
    """The version to ask for, unless one that still holds is among those ``given`` consent to.

    That are the current version, and earlier ones back to the last that asked anew.
    """
    for version in _VERSIONS.rows(kind, now()):
        if version.pk in given:
            return None
        if version.requires_new_consent:
            break
    return agreement_versions(kind=kind).first()


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
