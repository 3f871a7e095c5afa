"""The card that says how an enterprise's 企业认证 stands and leads into it: of the app's home, of 「我的」 and of 「认证信息」."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from yuzhengdai.domain.verification.desk import review_due_at
from yuzhengdai.domain.verification.enums import GateState
from yuzhengdai.domain.verification.selectors import verification_gate, verification_latest_for
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.money import moment_near
from yuzhengdai.sites.web.site import site_of

_VERIFY: dict[GateState, tuple[str, str, str]] = {
    GateState.OPEN: (
        "请先完成企业认证",
        "约 5 分钟，请准备身份证和营业执照。认证一次，全省产品都能申请",
        "去认证",
    ),
    GateState.IN_REVIEW: (
        "企业认证审核中",
        "{answer}。现在可以先查看金融产品",
        "查看进度",
    ),
    GateState.RETURNED: ("企业认证需要补充", "补充后继续审核，已填的内容都还在", "去补充"),
    GateState.REFUSED: ("企业认证未通过", "可以查看原因，修改后重新认证", "查看原因"),
    GateState.CERTIFICATE: ("还差最后一步：设置证书密码", "认证已通过，设置密码后手机证书就能使用", "去设置"),
    GateState.FROZEN: (
        "企业认证已冻结",
        "冻结期间不能提交新的申请，可拨打服务热线 0371-0000-0000 了解原因",
        "查看情况",
    ),
}
"""State of the enterprise's 企业认证 → title, text and button of the card."""


def verification_card(request: HttpRequest) -> dict[str, str] | None:
    """The card; None once there is nothing to do."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    state = verification_gate(actor=actor)
    if state not in _VERIFY:
        return None
    title, text, label = _VERIFY[state]
    if state == GateState.IN_REVIEW:
        text = text.format(answer=review_answer(actor))
    site = site_of(request)
    to_phone = reverse("app:verification-certificate")
    href = to_phone if state == GateState.CERTIFICATE else site.url("verification")
    if state == GateState.OPEN and not site.is_app:
        href = site.url(site.gate)  # the way to the phone, with 人工认证 beside it
    return {
        "title": title,
        "text": text,
        "label": label,
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
