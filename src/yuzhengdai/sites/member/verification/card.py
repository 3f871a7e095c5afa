"""The card that says how an enterprise's 企业认证 stands and leads into it: of the app's home, of 「我的」 and of 「认证信息」."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification import words
from yuzhengdai.domain.verification.desk import review_due_at
from yuzhengdai.domain.verification.enums import GateState
from yuzhengdai.domain.verification.selectors import verification_gate, verification_latest_for
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.near import near_moment
from yuzhengdai.sites.web.site import site_of

_TURNS = {
    EnterpriseState.CLAIMED: "you",
    EnterpriseState.VERIFIED: "ok",
    EnterpriseState.FROZEN: "no",
    EnterpriseState.CANCELLED: "end",
}


def verification_card(request: HttpRequest) -> dict[str, str] | None:
    """The card; None once there is nothing to do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = verification_gate(actor=actor)
    said = words.GATE.get(state)
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


def standing_chip(enterprise: Enterprise, card: dict[str, str] | None) -> tuple[str, str]:
    """The label of an enterprise's standing and whose turn it is; one that waits for its review is not just 未认证."""
    state = EnterpriseState(enterprise.state)
    if state == EnterpriseState.CLAIMED and card is not None and card["state"] == GateState.IN_REVIEW:
        return "认证审核中", "them"
    return state.label, _TURNS[state]


def review_answer(actor: Actor) -> str:
    """The sentence with the time that was promised when it was handed in."""
    row = verification_latest_for(actor=actor)
    due_at = review_due_at(row) if row is not None else None
    if due_at is None:
        return words.REVIEW_ANSWER_SOMETIME
    return near_moment(due_at, today()).within(words.REVIEW_ANSWER)
