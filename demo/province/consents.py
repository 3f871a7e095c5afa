"""Who agreed to what: the personal texts at registration, 平台协议 before the first application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from demo.province.enterprises import Profile
from demo.province.tape import Tape
from demo.rows import write
from demo.seed import LoadDay, demo_id
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import Agreement, AgreementConsent, AgreementKind
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember

_PUBLISHED_DAYS_AGO = 860
_ADDRESS = "203.0.113.10"
_PERSONAL = (AgreementKind.USER_SERVICE, AgreementKind.PRIVACY)


def load_agreements(day: LoadDay) -> dict[str, Agreement]:
    """The texts that come with the software, in force since before anybody registered; by kind."""
    agreements_install()
    Agreement.objects.update(published_at=day.moment(_PUBLISHED_DAYS_AGO, 9))
    return {agreement.kind: agreement for agreement in Agreement.objects.all()}


def load_consents(profiles: Iterable[Profile], tape: Tape, agreements: dict[str, Agreement]) -> None:
    """Consents of all members, and of each enterprise that ever applied."""
    rows: dict[object, AgreementConsent] = {}

    def add(kind: AgreementKind, user: User, at: datetime, enterprise: Enterprise | None = None) -> None:
        key = (kind, user.pk if enterprise is None else enterprise.pk)
        if key not in rows or rows[key].created_at > at:
            rows[key] = AgreementConsent(
                id=demo_id(at, "consent", *key), created_at=at, agreement=agreements[kind], user=user,
                enterprise=enterprise, sha256=agreements[kind].sha256, address=_ADDRESS,
            )  # fmt: skip

    for profile in profiles:
        for kind in _PERSONAL:
            add(kind, profile.owner, profile.enterprise.created_at)
    for member in EnterpriseMember.objects.select_related("user"):
        for kind in _PERSONAL:
            add(kind, member.user, member.created_at)
    for application in tape.applications:
        if application.created_by is not None:
            add(
                AgreementKind.PLATFORM, application.created_by, application.created_at, application.enterprise
            )
    write(rows.values())
