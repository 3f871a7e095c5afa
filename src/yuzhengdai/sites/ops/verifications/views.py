"""核验台: what waits, one case, pictures that open with a record, the decision."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.desk import desk_counts, desk_facts, review_due_at, urgency
from yuzhengdai.domain.verification.enums import PictureKind, ReviewReason, VerificationState
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import (
    pictures_needed,
    verification_desk,
    verification_get,
    verification_pictures,
    verification_steps,
)
from yuzhengdai.domain.verification.services.review import (
    verification_number_reveal,
    verification_pass,
    verification_picture_open,
    verification_refuse,
    verification_return,
)
from yuzhengdai.foundation.core.clock import now, today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.masking import mask_id_number, mask_phone
from yuzhengdai.foundation.core.money import moment_near
from yuzhengdai.foundation.core.paging import Page, page_number
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.shared.file_response import file_response
from yuzhengdai.sites.shared.problems import or_404

OPENED_KEY = "opened_pictures"
OPENED_FOR = timedelta(minutes=10)
"""How long a picture stays open in this session after it was opened and recorded."""

PAGE_SIZE = 30
PANE_SIZE = 30

TABS = (
    ("in_review", "待审核", [VerificationState.IN_REVIEW]),
    ("returned", "需补充", [VerificationState.RETURNED]),
    ("done", "已处理", [VerificationState.PASSED, VerificationState.REFUSED, VerificationState.EXPIRED]),
)
TURNS = {"in_review": "you", "returned": "them", "passed": "ok", "refused": "no", "expired": "end"}


class VerificationListView(DeskView):
    """By waiting time; the ones done, newest first."""

    nav = "verifications"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One tab, one page."""
        chosen = request.GET.get("tab", "in_review")
        states = next((states for key, _, states in TABS if key == chosen), TABS[0][2])
        found = verification_desk(actor=self.request.actor, states=[s.value for s in states])
        if chosen == "done":
            found = found.order_by("-decided_at", "-pk")
        total = found.count()
        number = page_number(request.GET.get("page"), pages=-(-total // PAGE_SIZE))
        rows = [_row(row) for row in found[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]]
        counts = desk_counts()
        tabs = [
            {
                "label": label,
                "href": f"?tab={key}",
                "count": sum(counts.get(state.value, 0) for state in states_),
                "current": states_ == states,
            }
            for key, label, states_ in TABS
        ]
        return self.page(
            "verifications/list", rows=rows, tabs=tabs, page=Page(rows, number, PAGE_SIZE, total)
        )


class VerificationBase(DeskView):
    """Pages of one verification."""

    nav = "verifications"

    def find(self, verification_id: UUID) -> Verification:
        """404 for drafts and strangers."""
        return or_404(lambda: verification_get(actor=self.request.actor, verification_id=verification_id))

    def show(self, row: Verification, status: int = 200, **context: Any) -> HttpResponse:
        """The case page, with the queue beside it."""
        waiting = [_row(r) for r in verification_desk(actor=self.request.actor)[:PANE_SIZE]]
        for item in waiting:
            item["current"] = item["id"] == row.pk
        facts = desk_facts(verification=row)
        defaults: dict[str, Any] = {
            "row": row,
            "case": _row(row),
            "queue": waiting,
            "facts": facts,
            "pictures": self._pictures(row),
            "number": mask_id_number(row.id_number),
            "revealed": "",
            "reveal_error": "",
            "reveal_reason": "",
            "phone": mask_phone(str(row.user.phone)),
            "scopes": "、".join(str(MemberScope(scope).label) for scope in row.agent_scopes),
            "steps": list(verification_steps(verification=row))[::-1],
            "reasons": ReviewReason.choices,
            "can_decide": row.state == VerificationState.IN_REVIEW,
            "version": row.version,
            "typed": {"reason_code": "", "reason": ""},
            "errors": {},
            "stale": "",
            "today": today(),
        }
        merged = {**defaults, **context}
        merged["error_items"] = [
            {"text": text, "href": f"#decision-{name}"} for name, text in merged["errors"].items()
        ]
        return self.page("verifications/detail", status, **merged)

    def _pictures(self, row: Verification) -> list[dict[str, Any]]:
        files = verification_pictures(verification=row)
        wanted = dict.fromkeys([*pictures_needed(verification=row), *files])
        return [
            {
                "kind": kind,
                "label": str(PictureKind(kind).label),
                "file": files.get(kind),
                "is_open": is_open(self.request, row.pk, kind),
            }
            for kind in wanted
        ]


class VerificationDetailView(VerificationBase):
    """One case."""

    def get(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        """The page."""
        return self.show(self.find(verification_id))


class VerificationDecideView(VerificationBase):
    """通过, 不通过, 要求补充. A second operator is told and overwrites nothing."""

    def get(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        """Back to the case."""
        return redirect("ops:verification-detail", verification_id=self.find(verification_id).pk)

    def post(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        """Decide, or say why not with what was typed."""
        row = self.find(verification_id)
        typed = {name: request.POST.get(name, "") for name in ("reason_code", "reason")}
        try:
            self._decide(row.pk, request.POST.get("action", ""), typed, _version(request))
        except FieldErrors as error:
            return self.show(row, 422, typed=typed, errors=dict(error.fields))
        except (NotFound, Forbidden):
            raise
        except (Conflict, Refused) as error:
            return self.show(self.find(verification_id), 409, typed=typed, stale=error.sentence)
        messages.success(request, f"「{row.enterprise.name}」已处理，申请人会收到短信和消息。")
        following = verification_desk(actor=self.request.actor).first()
        if following is None:
            return redirect("ops:verification-list")
        return redirect("ops:verification-detail", verification_id=following.pk)

    def _decide(self, pk: UUID, action: str, typed: dict[str, str], version: int | None) -> None:
        actor = self.request.actor
        if action == "pass":
            verification_pass(actor=actor, verification_id=pk, expected_version=version)
        elif action == "refuse":
            verification_refuse(actor=actor, verification_id=pk, expected_version=version, **typed)
        elif action == "return":
            verification_return(actor=actor, verification_id=pk, expected_version=version, **typed)
        else:
            raise Refused("verification.no_action", "请选择通过、不通过或要求补充。")


class NumberRevealView(VerificationBase):
    """「查看」: the whole ID number for a reason; the answer to the POST shows it, nothing else does."""

    def get(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        """Back to the case."""
        return redirect("ops:verification-detail", verification_id=self.find(verification_id).pk)

    def post(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
        """Recorded, then shown."""
        row = self.find(verification_id)
        reason = request.POST.get("reason", "")
        try:
            number = verification_number_reveal(
                actor=self.request.actor, verification_id=row.pk, reason=reason
            )
        except FieldErrors as error:
            return self.show(row, 422, reveal_error=error.fields["reason"], reveal_reason=reason)
        return self.show(row, revealed=number)


class PictureOpenView(VerificationBase):
    """Opens a picture: recorded first, then shown for ten minutes in this session."""

    def get(self, request: HttpRequest, verification_id: UUID, kind: str) -> HttpResponse:
        """Back to the case."""
        return redirect("ops:verification-detail", verification_id=self.find(verification_id).pk)

    def post(self, request: HttpRequest, verification_id: UUID, kind: str) -> HttpResponse:
        """Record and open."""
        file = verification_picture_open(actor=self.request.actor, verification_id=verification_id, kind=kind)
        opened = {k: at for k, at in request.session.get(OPENED_KEY, {}).items() if not _is_over(at)}
        opened[f"{verification_id}:{kind}"] = now().isoformat()
        request.session[OPENED_KEY] = opened
        if not file.is_reencoded:
            return redirect("ops:verification-picture", verification_id=verification_id, kind=kind)
        target = reverse("ops:verification-detail", kwargs={"verification_id": verification_id})
        return redirect(f"{target}#picture-{kind}")


class PictureView(VerificationBase):
    """The bytes of a picture that was opened in this session; 404 otherwise."""

    def get(self, request: HttpRequest, verification_id: UUID, kind: str) -> HttpResponse:
        """Inline when we encoded it ourselves, else as a download."""
        row = self.find(verification_id)
        file = verification_pictures(verification=row).get(kind)
        if file is None or not is_open(request, row.pk, kind):
            raise Http404
        return file_response(file, inline=True)


def is_open(request: HttpRequest, verification_id: UUID, kind: str) -> bool:
    """Whether this session opened this picture within the last ten minutes."""
    at = request.session.get(OPENED_KEY, {}).get(f"{verification_id}:{kind}")
    return at is not None and not _is_over(at)


def _is_over(at: str) -> bool:
    return now() - datetime.fromisoformat(at) > OPENED_FOR


def _version(request: HttpRequest) -> int | None:
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def _row(row: Verification) -> dict[str, Any]:
    due_at = review_due_at(row) if row.state == VerificationState.IN_REVIEW else None
    head = EntityType(row.enterprise.entity_type).head_title
    return {
        "id": row.pk,
        "name": row.enterprise.name,
        "uscc": row.enterprise.uscc,
        "entity_type": row.enterprise.get_entity_type_display(),
        "role": "经办人" if row.role == "agent" else head,
        "status": row.get_state_display(),
        "turn": TURNS.get(row.state, "end"),
        "submitted_at": row.submitted_at,
        "decided_at": row.decided_at,
        "deadline": _deadline(due_at),
        "urgency": urgency(due_at),
        "href": reverse("ops:verification-detail", kwargs={"verification_id": row.pk}),
    }


def _deadline(due_at: datetime | None) -> str:
    if due_at is None:
        return "等企业补充"
    return "已超时" if urgency(due_at) == "late" else f"{moment_near(due_at, today())} 前"
