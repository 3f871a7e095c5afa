"""What the pages of 人工认证 have in common: the attempt under way, the steps, where to go on afterwards."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import user_consent_missing
from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.enums import VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_open_for, verification_pictures
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import current_enterprise, current_user
from yuzhengdai.sites.web.gates import EnterpriseView

NEXT_KEY = "verification_next"
"""Session key: where the applicant was going when 企业认证 came in between."""

APPLICANTS = frozenset({"enterprise:admin", "enterprise:agent"})
EDITABLE = frozenset({VerificationState.DRAFT.value, VerificationState.RETURNED.value})

STEPS = (
    ("start", "阅读并同意"),
    ("role", "办理身份"),
    ("identity", "身份信息"),
    ("licence", "营业执照"),
    ("review", "核对提交"),
)


class VerificationBase(EnterpriseView):
    """A page of 人工认证. Members who only look get 403."""

    allowed_roles = APPLICANTS

    @property
    def enterprise(self) -> Enterprise:
        """The enterprise of this session; there is one after dispatch."""
        return cast(Enterprise, current_enterprise(self.request))

    @property
    def user(self) -> User:
        """The applicant."""
        return cast(User, current_user(self.request))

    @property
    def head_title(self) -> str:
        """法定代表人, 经营者, … as the licence calls the head of such an entity (R6)."""
        return EntityType(self.enterprise.entity_type).head_title

    def open_row(self) -> Verification | None:
        """The attempt under way, none when it ran out and the worker has not come by yet."""
        row = verification_open_for(actor=self.request.actor)
        if row is not None and row.state in EDITABLE and row.expires_at and row.expires_at < now():
            return None
        return row

    def has_consented(self) -> bool:
        """Whether the consent for identity data holds."""
        return user_consent_missing(user=self.user, kind=AgreementKind.IDENTITY_DATA) is None

    def page(self, request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """One page of the feature."""
        context.setdefault("enterprise", self.enterprise)
        context.setdefault("head_title", self.head_title)
        return render(request, f"console/verification/{template}.html", context, status=status)


def step_states(row: Verification | None, current: str) -> list[tuple[str, str]]:
    """(label, "" | done | now) for the bar on top."""
    done = finished_steps(row)
    return [(label, "now" if key == current else ("done" if key in done else "")) for key, label in STEPS]


def finished_steps(row: Verification | None) -> set[str]:
    """Steps that hold what they need, pictures included."""
    if row is None:
        return set()
    there = verification_pictures(verification=row)
    done = {"start"}
    if row.role and (row.role != "agent" or "letter" in there):
        done.add("role")
    if row.id_number and {"id_front", "id_back"} <= there.keys():
        done.add("identity")
    if row.licence.get("registered_address") and "licence" in there:
        done.add("licence")
    return done


def first_open_step(row: Verification) -> str:
    """Where to go on."""
    done = finished_steps(row)
    return next((key for key, _ in STEPS if key not in done), "review")


def remember_next(request: HttpRequest) -> None:
    """Keep a ``next`` that stays on this site."""
    target = request.GET.get("next", "")
    if target and url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        request.session[NEXT_KEY] = target[:500]


def to_step(step: str) -> HttpResponse:
    """To the page of a step."""
    return redirect(f"console:verification-{step}")
