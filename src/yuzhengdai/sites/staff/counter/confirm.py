"""双方确认: the officer says to have seen the person, the person reads everything and types a second code."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.enterprises.enums import EntityType, MemberScope
from yuzhengdai.domain.verification.counter.proving import (
    confirm_code_send,
    confirm_missing,
    counter_confirm,
)
from yuzhengdai.domain.verification.counter_enums import CounterState
from yuzhengdai.domain.verification.enums import IdPaper, PictureKind, VerificationRole
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.reading import licence_words
from yuzhengdai.domain.verification.selectors import verification_papers
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.core.money import day
from yuzhengdai.foundation.reference.regions import region
from yuzhengdai.sites.staff.counter.base import OpenPage, place
from yuzhengdai.sites.staff.counter.consent import code_page
from yuzhengdai.sites.staff.counter.forms import ConfirmForm
from yuzhengdai.sites.web.codes import CodeAnswer, code_answer


class ConfirmView(OpenPage):
    """Everything once more, then both."""

    step = "confirm"

    def load(self) -> str:
        """When nothing lacks any more; what is done already is shown."""
        if self.session.state == CounterState.DONE:
            return self.link("counter-session", self.session.pk)
        away = super().load()
        if away:
            return away
        where = place(self.row)
        return "" if where == "confirm" else self.link(f"counter-{where}", self.session.pk)

    def show(self, **kwargs: Any) -> HttpResponse:
        return self._page(self._blank())

    def save(self, **kwargs: Any) -> HttpResponse:
        """Hand in and show what came of it."""
        form = ConfirmForm(self.request.POST)
        try:
            counter_confirm(
                actor=self.request.actor,
                session_id=self.session.pk,
                code=str(form.typed.get("code") or ""),
                is_seen=bool(form.typed.get("is_seen")),
                expected_version=form.shown_version,
                submission=str(form.typed.get("submission") or ""),
            )
        except FieldErrors as error:
            form.add_field_errors(error)
            return self._page(form, 422)
        except Conflict as error:
            self.fresh()
            form.add_error(None, error.sentence)
            return self._page(form, error.http_status)
        return self.go("counter-session", self.session.pk)

    def _blank(self) -> ConfirmForm:
        return ConfirmForm(initial={"submission": uuid4().hex, "version": self.row.version})

    def _page(
        self, form: ConfirmForm, status: int = 200, *, answer: CodeAnswer | None = None
    ) -> HttpResponse:
        form.show_version(self.row.version)
        problems = list(confirm_missing(verification=self.row).values())
        return self.step_page(
            "confirm",
            status,
            form=form,
            parts=parts(self.row, self.head_title),
            papers=[
                {"kind": kind, "label": str(PictureKind(kind).label), "file": file}
                for kind, file in verification_papers(verification=self.row).items()
            ],
            problems=problems,
            answer=answer,
            phone=mask_phone(self.session.phone),
        )


class ConfirmCodeView(ConfirmView):
    """「获取验证码」 for what stands on the page."""

    def post(self, request: HttpRequest, session_id: UUID, **kwargs: Any) -> HttpResponse:
        """JSON for scripts; the page again without them."""
        return self._guarded(session_id, self._send)

    def show(self, **kwargs: Any) -> HttpResponse:
        return self.go("counter-confirm", self.session.pk)

    def _send(self) -> HttpResponse:
        def ask(proof: str) -> object:
            confirm_code_send(actor=self.request.actor, session_id=self.session.pk, proof=proof)
            return None

        try:
            answer = code_answer(self.request, phone=self.session.phone, ask=ask)
        except FieldErrors as error:
            answer = CodeAnswer(422, error=next(iter(error.fields.values())))
        form = self._blank()
        form.initial["is_seen"] = bool(self.request.POST.get("is_seen"))
        return code_page(self.request, answer, lambda: self._page(form, answer=answer))


def parts(row: Verification, head_title: str) -> list[dict[str, Any]]:
    """What the person is to read, in full: the person's own data, on the counter's screen."""
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    until = "长期" if row.id_is_long_term else (day(row.id_valid_until) if row.id_valid_until else "")
    licence = row.licence
    where = region(str(licence.get("region_code", "")))
    role = [("办理身份", head_title if is_head else "经办人")]
    if not is_head:
        role.append(("授权内容", "、".join(str(MemberScope(one).label) for one in row.agent_scopes)))
        role.append(("授权截止", day(row.agent_ends_on) if row.agent_ends_on else ""))
    kinds = dict(EntityType.choices)
    identity = [
        ("证件类型", str(IdPaper(row.paper).label)),
        ("姓名", row.person_name),
        ("证件号码", row.id_number),
        ("住址", row.id_address),
        ("签发机关", row.issuing_authority),
        ("有效期", f"{day(row.id_valid_from) if row.id_valid_from else ''} 至 {until}"),
    ]
    company = [
        ("执照形式", licence_words(verification=row)),
        ("企业名称", licence.get("name", "")),
        ("统一社会信用代码", licence.get("uscc", "")),
        ("法人类型", str(kinds.get(licence.get("entity_type", ""), ""))),
        (f"{head_title}姓名", licence.get("legal_representative_name", "")),
        ("住所", licence.get("registered_address", "")),
        ("成立日期", licence.get("established_on", "")),
        ("所属地区", where.name if where else ""),
    ]
    found = (("办理身份", "role", role), ("身份信息", "identity", identity), ("营业执照", "licence", company))
    return [
        {
            "label": label,
            "step": step,
            "rows": [{"key": key, "value": value} for key, value in rows if value],
        }
        for label, step, rows in found
    ]
