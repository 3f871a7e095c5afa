"""One case of 认证审核: everything there is to judge, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yuzhengdai.domain.enterprises.desk import members_for_operator, utilities_for_operator
from yuzhengdai.domain.enterprises.enums import MemberScope, MemberState
from yuzhengdai.domain.verification import words
from yuzhengdai.domain.verification.desk import desk_facts, may_open_picture
from yuzhengdai.domain.verification.enums import (
    PictureKind,
    ReviewReason,
    VerificationRole,
    VerificationState,
    VerificationWay,
)
from yuzhengdai.domain.verification.flags import flags_of, unopened
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import (
    pictures_needed,
    verification_desk,
    verification_get,
    verification_pictures,
    verification_steps,
)
from yuzhengdai.domain.verification.services.review import (
    verification_pass,
    verification_refuse,
    verification_return,
)
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors, Forbidden, NotFound, Refused
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.sites.ops.enterprises.rows import fate_of_others, member_row
from yuzhengdai.sites.ops.shell import DeskView
from yuzhengdai.sites.ops.verifications.judging import compared, hints
from yuzhengdai.sites.ops.verifications.lines import case_lines, typed_line
from yuzhengdai.sites.ops.verifications.opened import is_open, last_reason
from yuzhengdai.sites.ops.verifications.queue import row_of
from yuzhengdai.sites.ops.verifications.same_number import same_number_lines
from yuzhengdai.sites.ops.verifications.strip import strip
from yuzhengdai.sites.staff.look_form import LookReasonForm
from yuzhengdai.sites.web.problems import or_404

PANE_SIZE = 30


class VerificationBase(DeskView):
    """Pages of one verification."""

    nav = "verifications"

    def find(self, verification_id: UUID) -> Verification:
        """404 for drafts and strangers."""
        return or_404(lambda: verification_get(actor=self.request.actor, verification_id=verification_id))

    def show(self, row: Verification, status: int = 200, **context: Any) -> HttpResponse:
        """The case page, with the queue beside it. ``is_revealed``: what is masked is shown this once."""
        is_revealed = bool(context.get("is_revealed", False))
        lines = case_lines(verification=row, is_revealed=is_revealed)
        facts = desk_facts(verification=row)
        defaults: dict[str, Any] = {
            "row": row,
            "case": row_of(row),
            **self._queue(row),
            "facts": {
                "compared": compared(row),
                "hints": hints(row, facts, flags_of(verification=row)),
                "same_code": facts.same_code,
            },
            "dossier": lines,
            "strip": strip(row, lines, list(utilities_for_operator(enterprise=row.enterprise))),
            **_members(row),
            "flags": _flags(row, actor=self.request.actor, sent=self.request.POST),
            "pictures": self._pictures(row),
            "shown": typed_line(verification=row, is_revealed=is_revealed),
            "is_revealed": False,
            "reveal_form": LookReasonForm(auto_id="reveal-%s"),
            "open_form": LookReasonForm(initial=last_reason(self.request, row.pk), auto_id="open-%s"),
            "phone": mask_phone(str(row.user.phone)),
            "same_number": same_number_lines(facts.same_number, is_revealed=is_revealed),
            "scopes": "、".join(str(MemberScope(scope).label) for scope in row.agent_scopes),
            "steps": list(verification_steps(verification=row))[::-1],
            "step_of": words.step_of,
            "actions": words.ACTIONS,
            "reasons": ReviewReason.choices,
            "can_decide": row.state == VerificationState.IN_REVIEW,
            "is_phone_way": row.way != VerificationWay.MANUAL,
            "version": row.version,
            "typed": {"reason_code": "", "reason": ""},
            "errors": {},
            "stale": "",
            "today": today(),
        }
        merged = {**defaults, **context}
        merged["error_items"] = [
            {"text": text, "href": f"#{'id_' if name.startswith('answer-') else 'decision-'}{name}"}
            for name, text in merged["errors"].items()
        ]
        return self.page("verifications/detail", status, **merged)

    def _queue(self, row: Verification) -> dict[str, Any]:
        """The pane, and the case after this one (the first, when this one does not wait)."""
        waiting = [row_of(r) for r in verification_desk(actor=self.request.actor)[:PANE_SIZE]]
        place = -1
        for number, item in enumerate(waiting):
            item["current"] = item["id"] == row.pk
            place = number if item["current"] else place
        following = waiting[place + 1] if place + 1 < len(waiting) else None
        return {"queue": waiting, "following": following}

    def _pictures(self, row: Verification) -> list[dict[str, Any]]:
        files = verification_pictures(verification=row)
        live = [PictureKind.FACE_REFERENCE.value] if row.way == VerificationWay.FACE else []
        wanted = dict.fromkeys([*pictures_needed(verification=row), *files, *live])
        return [
            {
                "kind": kind,
                "label": str(PictureKind(kind).label),
                "file": files.get(kind),
                "may_open": may_open_picture(verification=row, kind=kind),
                "is_open": is_open(self.request, row.pk, kind)
                and may_open_picture(verification=row, kind=kind),
                "missing": _missing(row, kind),
            }
            for kind in wanted
        ]


class VerificationDetailView(VerificationBase):
    def get(self, request: HttpRequest, verification_id: UUID) -> HttpResponse:
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
            answers = {
                name.removeprefix("answer-"): str(text)
                for name, text in self.request.POST.items()
                if name.startswith("answer-")
            }
            verification_pass(actor=actor, verification_id=pk, expected_version=version, answers=answers)
        elif action == "refuse":
            verification_refuse(actor=actor, verification_id=pk, expected_version=version, **typed)
        elif action == "return":
            verification_return(actor=actor, verification_id=pk, expected_version=version, **typed)
        else:
            raise Refused("verification.no_action", "请选择通过、不通过或要求补充。")


def _flags(row: Verification, *, actor: Actor, sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """The flagged points of a case that waits: what to open, and the answer as typed."""
    if row.state != VerificationState.IN_REVIEW:
        return []
    closed = set(unopened(actor=actor, verification=row))
    return [
        {
            "name": f"answer-{flag.code}",
            "text": flag.text,
            "to_open": "、".join(str(PictureKind(kind).label) for kind in flag.pictures if kind in closed),
            "typed": str(sent.get(f"answer-{flag.code}", "")),
        }
        for flag in flags_of(verification=row)
    ]


def _members(row: Verification) -> dict[str, Any]:
    """Everybody with a place in the enterprise, and what becomes of them when this case passes."""
    members = list(members_for_operator(enterprise=row.enterprise))
    mine = [one for one in members if one.user_id == row.user_id and one.state == MemberState.ACTIVE]
    has_others = len(members) > len(mine)
    fate = fate_of_others(
        row.enterprise,
        is_head=row.role == VerificationRole.LEGAL_REPRESENTATIVE,
        is_head_already=any(one.is_legal_representative for one in mine),
    )
    is_open = row.state == VerificationState.IN_REVIEW and row.renews_id is None
    return {
        "members": [member_row(one) for one in members],
        "members_fate": fate if has_others and is_open else "",
    }


def _missing(row: Verification, kind: str) -> str:
    if kind != PictureKind.FACE_REFERENCE:
        if row.wiped_at:
            return "已删除"
        return "没有留存" if row.decided_at and row.state != VerificationState.RETURNED else "未上传"
    return "未完成活体检测" if row.state == VerificationState.IN_REVIEW else "审核结束，已删除"


def _version(request: HttpRequest) -> int | None:
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
