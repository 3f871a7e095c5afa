"""「数据授权」: what was granted to whom, who read what, revoking, and the legal representative's own yes."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from yuzhengdai.domain.credit.enums import AuthorisationState as S
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.selectors import (
    GrantGroup,
    accesses_of,
    authorisation_for_enterprise,
    authorisation_group,
    authorisation_list,
    authorisations_of_enterprise,
)
from yuzhengdai.domain.credit.services import (
    authorisation_confirm,
    authorisation_refuse,
    authorisation_revoke,
    authorisations_revoke,
    receipt_download,
    receipts_of,
)
from yuzhengdai.domain.credit.workflow import GRANTERS, WORKFLOW
from yuzhengdai.domain.credit_reports.services import visible_sections
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import Conflict, Refused
from yuzhengdai.foundation.core.money import day, moment
from yuzhengdai.sites.web.filters import choice
from yuzhengdai.sites.web.gates import EnterpriseView
from yuzhengdai.sites.web.site import Site, redirect_to, render_page, site_of

_TURN = {S.PENDING: "you", S.ACTIVE: "ok", S.REVOKED: "end", S.EXPIRED: "end", S.ENDED: "end"}
_REVOKING = "撤回后机构不能再查看这项数据，申请可能因此无法继续办理。撤回之前已完成的查询不受影响。"
_REVOKING_ALL = (
    "撤回后{name}会收到通知，不能再查看这些数据；申请还没有办结的，可能因此无法继续办理。"
    "撤回之前已完成的查询不受影响，查看记录会保留。撤回后不能恢复。"
)
_RECEIPTS = {"given": "授权回执", "ended": "结束回执"}
_LEGAL_REPRESENTATIVE = frozenset({"enterprise:legal_representative"})


class AuthorisationListView(EnterpriseView):
    """All grants of the enterprise, by what they were given for, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Filter by state, pages, all in the address."""
        actor, state = self.request.actor, choice(request, "state", S.values, label="授权状态")
        page = authorisation_list(actor=actor, state=state, page=request.GET.get("page"))
        pending = authorisations_of_enterprise(actor=actor).filter(state=S.PENDING).count()
        context = {
            "page": page,
            "groups": [group_of(site_of(request), actor, group) for group in page],
            "state": state,
            "states": [("", "全部状态"), *S.choices],
            "pending": pending,
            "may_confirm": bool(actor.roles & _LEGAL_REPRESENTATIVE),
        }
        return render_page(request, "authorisations/list.html", context)


class AuthorisationView(EnterpriseView):
    """One grant: its words and every reading."""

    def get(self, request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
        """Of the enterprise's own, or 404."""
        row = authorisation_for_enterprise(actor=self.request.actor, authorisation_id=authorisation_id)
        return render_page(
            request,
            "authorisations/detail.html",
            detail_of(site_of(request), self.request.actor, row),
        )


class ReceiptView(EnterpriseView):
    """「授权回执」 or 「结束回执」 as a signed JSON file."""

    def get(self, request: HttpRequest, authorisation_id: UUID, event: str) -> HttpResponse:
        """Of the enterprise's own grant and of what happened, or 404."""
        text = receipt_download(actor=self.request.actor, authorisation_id=authorisation_id, event=event)
        response = HttpResponse(text.encode(), content_type="application/json; charset=utf-8")
        name = f"{_RECEIPTS[event]}-{authorisation_id}.json"
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        response["Cache-Control"] = "private, no-store"
        return response


class RevokeView(EnterpriseView):
    """「撤回授权」: asks first."""

    signs = True
    allowed_roles: ClassVar[frozenset[str] | None] = GRANTERS

    def get(self, request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
        """The question, with what revoking means."""
        return self.ask(request, authorisation_id)

    def post(self, request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
        """Revoke; from now on the institution reads nothing more."""
        raw = request.POST.get("version", "")
        try:
            authorisation_revoke(
                actor=self.request.actor,
                authorisation_id=authorisation_id,
                expected_version=int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None,
            )
        except (Refused, Conflict) as refused:
            return self.ask(request, authorisation_id, error=refused.sentence)
        messages.success(request, "授权已撤回，机构此后不能再查看")
        return redirect_to(request, "authorisations")

    def ask(self, request: HttpRequest, authorisation_id: UUID, *, error: str = "") -> HttpResponse:
        row = authorisation_for_enterprise(actor=self.request.actor, authorisation_id=authorisation_id)
        context = {**detail_of(site_of(request), self.request.actor, row), "error": error}
        return render_page(request, "authorisations/revoke.html", context, status=409 if error else 200)


class RevokeAllView(EnterpriseView):
    """「全部撤回」 of what was granted for one application: asks first, and says what follows."""

    signs = True
    allowed_roles: ClassVar[frozenset[str] | None] = GRANTERS

    def get(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """The question, with each thing that would be taken back."""
        return self.ask(request, subject_id)

    def post(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """All of them or, where one cannot be, none."""
        try:
            rows = authorisations_revoke(actor=self.request.actor, subject_id=subject_id)
        except (Refused, Conflict) as refused:
            return self.ask(request, subject_id, error=refused.sentence)
        messages.success(request, f"{len(rows)} 项授权已撤回，{rows[0].institution.short_name}此后不能再查看")
        return redirect_to(request, "authorisations")

    def ask(self, request: HttpRequest, subject_id: UUID, *, error: str = "") -> HttpResponse:
        group = authorisation_group(actor=self.request.actor, subject_id=subject_id)
        items = "、".join(DataItem(row.item).label for row in group.live)
        facts = [
            ("授权给", group.institution.name),
            ("用途", group.purpose),
            (f"撤回 {len(group.live)} 项", items or "没有可以撤回的授权"),
        ]
        context = {
            "facts": facts,
            "error": error,
            "is_possible": bool(group.live),
            "revoking": _REVOKING_ALL.format(name=group.institution.short_name),
            "back": site_of(request).url("authorisations"),
            "revoke_url": site_of(request).url("authorisations-revoke", subject_id),
        }
        return render_page(request, "authorisations/revoke_all.html", context, status=409 if error else 200)


class VisibleView(EnterpriseView):
    """「机构可见内容」: exactly what the institution is shown under the live grants of one application."""

    def get(self, request: HttpRequest, subject_id: UUID) -> HttpResponse:
        """Of the enterprise's own grants, or 404."""
        group, sections, error = authorisation_group(actor=self.request.actor, subject_id=subject_id), [], ""
        try:
            sections = visible_sections(
                actor=self.request.actor, enterprise=self.enterprise, subject_id=subject_id
            )
        except Refused as refused:
            error = refused.sentence
        context = {
            "institution": group.institution.name,
            "purpose": group.purpose,
            "sections": sections,
            "error": error,
            "back": site_of(request).url("authorisations"),
        }
        response = render_page(request, "authorisations/visible.html", context, status=409 if error else 200)
        response["Cache-Control"] = "private, no-store"
        return response


class ConfirmView(EnterpriseView):
    """The legal representative reads the grant and says yes or no in person."""

    allowed_roles: ClassVar[frozenset[str] | None] = _LEGAL_REPRESENTATIVE

    def is_signing(self, request: HttpRequest) -> bool:
        """「确认授权」; saying no gives nothing away."""
        return request.POST.get("do") == "confirm"

    def get(self, request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
        """The whole sentence and two buttons."""
        row = authorisation_for_enterprise(actor=self.request.actor, authorisation_id=authorisation_id)
        context = detail_of(site_of(request), self.request.actor, row)
        return render_page(request, "authorisations/confirm.html", context)

    def post(self, request: HttpRequest, authorisation_id: UUID) -> HttpResponse:
        """「确认授权」 or 「不同意」."""
        says_yes = request.POST.get("do") == "confirm"
        act = authorisation_confirm if says_yes else authorisation_refuse
        try:
            act(actor=self.request.actor, authorisation_id=authorisation_id)
        except (Refused, Conflict) as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, "授权已确认" if says_yes else "已记录您不同意这项授权，并告知机构")
        return redirect_to(request, "authorisations")


def group_of(site: Site, actor: Actor, group: GrantGroup) -> dict[str, Any]:
    """What was granted for one thing: its head and a line for each grant; 「全部撤回」 where two or more can be taken back."""
    may_revoke = [row for row in group.live if _url(site, actor, row, "revoke")]
    is_application = group.subject_kind == "application"
    return {
        "institution": group.institution.short_name,
        "purpose": group.purpose,
        "live": len(group.live),
        "rows": [row_of(site, actor, row) for row in group.rows],
        "href": site.url("application-detail", group.subject_id) if is_application else "",
        "revoke_url": site.url("authorisations-revoke", group.subject_id) if len(may_revoke) > 1 else "",
        "visible_url": site.url("authorisations-visible", group.subject_id)
        if any(row.covers for row in group.live)
        else "",
    }


def row_of(site: Site, actor: Actor, row: DataAuthorisation) -> dict[str, Any]:
    """One line of the list."""
    state = S(row.state)
    count = int(getattr(row, "access_count", 0))
    last = getattr(row, "last_read_at", None)
    return {
        "id": str(row.pk),
        "item": DataItem(row.item).label,
        "institution": row.institution.short_name,
        "purpose": row.purpose,
        "state": state.label,
        "turn": _TURN[state],
        "until": day(row.valid_until),
        "reads": f"{count} 次，最近 {moment(last)}" if last else "未查看",
        "href": site.url("authorisation", row.pk),
        "revoke_url": _url(site, actor, row, "revoke"),
        "confirm_url": _url(site, actor, row, "confirm"),
    }


def detail_of(site: Site, actor: Actor, row: DataAuthorisation) -> dict[str, Any]:
    """Everything about one grant."""
    item = DataItem(row.item)
    facts = [
        ("授权事项", f"{item.label}（{item.description.rstrip('。')}）"),
        ("授权给", row.institution.name),
        ("用途", row.purpose),
        ("授权时间", moment(row.granted_at) if row.granted_at else "待法定代表人确认"),
        ("有效期至", day(row.valid_until)),
        ("状态", S(row.state).label),
    ]
    if row.ended_at:
        facts.append(("结束时间", moment(row.ended_at)))
    readings = accesses_of(actor=actor, authorisation=row)
    return {
        "row": row,
        "item": item.label,
        "facts": facts,
        "readings": [[moment(r.created_at), r.reader_name, r.what] for r in readings],
        "state_label": S(row.state).label,
        "turn": _TURN[S(row.state)],
        "revoking": _REVOKING,
        "revoke_url": _url(site, actor, row, "revoke"),
        "confirm_url": _url(site, actor, row, "confirm"),
        "receipts": [
            (_RECEIPTS[event], site.url("authorisation-receipt", row.pk, event)) for event in receipts_of(row)
        ],
        "back": site.url("authorisations"),
    }


def _url(site: Site, actor: Actor, row: DataAuthorisation, action: str) -> str:
    if not WORKFLOW.is_allowed(action=action, state=row.state, roles=actor.roles):
        return ""
    return site.url(f"authorisation-{action}", row.pk)
