"""The card that says how an enterprise's 企业认证 stands and leads into it: of the app's home, of 「我的」 and of 「认证信息」."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from yuzhengdai.domain.verification.desk import review_due_at
from yuzhengdai.domain.verification.enums import GateState
from yuzhengdai.domain.verification.selectors import verification_gate, verification_latest_for
from yuzhengdai.domain.verification.words import GATE
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.money import moment_near
from yuzhengdai.sites.web.site import site_of


def verification_card(request: HttpRequest) -> dict[str, str] | None:
    """The card; None once there is nothing to do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = verification_gate(actor=actor)
    said = GATE.get(state)
    if said is None:
        return None
    text = said.text
    if state == GateState.IN_REVIEW:
        text = text.format(answer=review_answer(actor))
    site = site_of(request)
    to_phone = reverse("app:verification-certificate")
    href = to_phone if state == GateState.CERTIFICATE else site.url("verification")
    if state == GateState.OPEN and not site.is_app:
        href = site.url(site.gate)  # the way to the phone, with 人工认证 beside it
    return {
        "title": said.title,
        "text": text,
        "label": said.button,
        "href": href,
        "state": state.value,
        "is_open": str(state == GateState.OPEN),
    }


def review_answer(actor: Actor) -> str:
    """「已提交审核，预计今天 17:10 前答复，结果会短信通知您」: the time promised when it was handed in."""
    row = verification_latest_for(actor=actor)
    due_at = review_due_at(row) if row is not None else None
    when = f"预计{moment_near(due_at, today())} 前答复，" if due_at is not None else ""
    return f"已提交审核，{when}结果会短信通知您"
