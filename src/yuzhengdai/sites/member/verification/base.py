"""What every page of 企业认证 has: the attempt, where it stands, going on, keeping it for later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.enums import PictureKind
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.parts import field_part
from yuzhengdai.domain.verification.selectors import (
    verification_editable_for,
    verification_latest_for,
    verification_papers,
)
from yuzhengdai.domain.verification.services.draft import verification_keep_typed
from yuzhengdai.domain.verification.wizard import WizardState, wizard_state
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.sites.web.file_response import file_response, picture_response
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import site_of
from yuzhengdai.sites.web.typed_form import TypedForm

APPLICANTS = frozenset({"enterprise:admin", "enterprise:agent"})
KEPT = "已保存，7 天内可继续"
"""What 「暂不认证」 answers (R9)."""
_NEXT_KEY = "verification_next"
"""Session key: where the applicant was going when 企业认证 came in between."""


class VerificationView(EnterpriseView):
    """A page of 企业认证. Members who only look get 403."""

    allowed_roles = APPLICANTS

    @property
    def head_title(self) -> str:
        """法定代表人, 经营者, … as the licence calls the head of such an entity (R6)."""
        return EntityType(self.enterprise.entity_type).head_title

    def front(self) -> str:
        """Where the applicant is led on from, whatever the state."""
        return site_of(self.request).url("verification")

    def find(self) -> Verification | None:
        """The attempt that can be filled in now."""
        return verification_editable_for(actor=self.request.actor)

    def remember_next(self) -> None:
        """Keep a ``next`` that stays on this site."""
        request, target = self.request, self.request.GET.get("next", "")
        if target and url_has_allowed_host_and_scheme(
            target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        ):
            request.session[_NEXT_KEY] = target[:500]

    def next_url(self) -> str:
        """Where the applicant was going; the products for one who was going nowhere."""
        return str(self.request.session.get(_NEXT_KEY) or site_of(self.request).url("product-list"))


class StepView(VerificationView):
    """One step of the attempt under way. GET shows it, POST does it and goes on, or keeps it with 「暂不认证」 (R9).

    Whoever comes too early, too late or without an attempt is led to the place where it goes on.
    """

    step: ClassVar[str]
    typed_key: ClassVar[str] = "pages"
    """Key of ``Verification.typed`` that keeps what is not finished; "pages" where nothing is typed."""
    way: ClassVar[str] = ""
    """The way by which the steps are counted; "" for the attempt's own."""
    row: Verification
    state: WizardState

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        away = self.elsewhere()
        return redirect(away) if away else self.show(**kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do the step. Its refusals come back on the page."""
        away = self.elsewhere()
        if away:
            return redirect(away)
        return self.keep() if "later" in request.POST else self.save(**kwargs)

    def elsewhere(self) -> str:
        """Where to go instead, "" when this step may be opened now; sets ``row`` and ``state``."""
        row = self.find()
        if row is None:
            return self.front()
        self.row, self.state = row, wizard_state(verification=row, way=self.way)
        return "" if self.may_open() else self.place_url(self.state)

    def may_open(self) -> bool:
        """Whether the step may be opened now."""
        raise NotImplementedError

    def place_url(self, state: WizardState) -> str:
        """The page where the attempt goes on."""
        raise NotImplementedError

    def here(self) -> str:
        raise NotImplementedError

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """The page of the step."""
        raise NotImplementedError

    def save(self, **kwargs: Any) -> HttpResponse:
        raise NotImplementedError

    def onward(self) -> str:
        """Where it goes on after this step was done."""
        row = self.find()
        return self.front() if row is None else self.place_url(wizard_state(verification=row, way=self.way))

    def go_on(self) -> HttpResponse:
        """To the next place."""
        return redirect(self.onward())

    def typed(self) -> Mapping[str, Any]:
        """What was typed so far, for 「暂不认证」."""
        return {}

    def keep(self) -> HttpResponse:
        """「暂不认证」: keep what was typed, stay on this page."""
        try:
            self.keep_typed(self.typed())
        except Refused as error:
            messages.error(self.request, error.sentence)
        else:
            messages.success(self.request, KEPT)
        return redirect(self.here())

    def keep_typed(self, typed: Mapping[str, Any]) -> None:
        """Keep it with the attempt; nothing of it is checked. Raises Refused."""
        verification_keep_typed(
            actor=self.request.actor, verification_id=self.row.pk, step=self.typed_key, typed=typed
        )


class PictureView(VerificationView):
    """One of the applicant's own pictures; a PDF comes as a download."""

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        """404 for everything that is not the own attempt's, and for the live face: only an operator sees that."""
        row = verification_latest_for(actor=self.request.actor)
        if row is None or kind not in PictureKind.values:
            raise Http404
        file = verification_papers(verification=row).get(kind)
        if file is None:
            raise Http404
        return file_response(file, inline=True)


class FieldPartView(VerificationView):
    """The place on the applicant's own photograph where a doubtful field was read, enlarged beside its box."""

    def get(self, request: HttpRequest, kind: str, field: str) -> HttpResponse:
        """404 for everything that is not a doubtful field of the own attempt's newest photograph."""
        row = verification_latest_for(actor=self.request.actor)
        part = None if row is None else field_part(verification=row, paper=kind, field=field)
        if part is None:
            raise Http404
        return picture_response(part)
