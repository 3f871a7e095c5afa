"""What each step says to whom: a line in 「消息中心」 and, where it cannot wait, an SMS to the demand's contact.

SMS never carries amounts, rates, reasons or names of institutions; those are read after login. A line to an institution never
names an enterprise that does not show its name, and says nothing of other institutions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yuzhengdai.domain.demands.enums import HELD_STATES, DeclineReason, DemandState, LapseReason
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.foundation.notifications.models import MessageKind, Notification
from yuzhengdai.foundation.notifications.services import notifications_create, sms_enqueue


@dataclass(frozen=True, slots=True)
class Text:
    """Texts may name {title} and {until}, those of an offer {institution} and {why} too, those of a demand {note}."""

    title: str
    body: str
    sms: str = ""
    template: str = ""
    is_todo: bool = False


_LOOK = "请登录「管理需求」查看。"

DEMAND_TO_ENTERPRISE: dict[str, Text] = {
    "published": Text(
        "需求已发布", "您的需求「{title}」已发布，有效期至 {until}。有机构提交方案时会通知您。"
    ),
    "held": Text("需求已提交，待审核", "您的需求「{title}」需要人工核对文字，审核通过后发布。"),
    "pass": Text(
        "需求已发布",
        "您的需求「{title}」已通过审核并发布，有效期至 {until}。",
        f"您的融资需求已通过审核并发布，{_LOOK}",
        "demand_published",
    ),
    "return": Text(
        "需求需要修改",
        "您的需求「{title}」需要修改后再提交：{note}",
        f"您的融资需求需要修改，{_LOOK}",
        "demand_returned",
        is_todo=True,
    ),
    "remove": Text(
        "需求已下架",
        "您的需求「{title}」已由平台下架：{note}",
        f"您的融资需求已由平台下架，{_LOOK}",
        "demand_removed",
    ),
    "close": Text("需求已撤回", "您的需求「{title}」已撤回，未接受的方案同时失效。"),
    "expire": Text(
        "需求已过期",
        "您的需求「{title}」已过有效期，未接受的方案同时失效。需要资金时可以再次发布。",
        f"您的融资需求已过有效期，{_LOOK}",
        "demand_expired",
    ),
    "expiring": Text(
        "需求即将到期",
        "您的需求「{title}」有效期至 {until}，到期自动下架。需要时可以延长有效期。",
        "您的融资需求即将到期，需要时请登录「管理需求」延长。",
        "demand_expiring",
        is_todo=True,
    ),
    "reopen": Text(
        "需求已重新开放", "您的需求「{title}」已重新开放，有效期至 {until}，此前提交过方案的机构已收到通知。"
    ),
}

OFFER_TO_ENTERPRISE: dict[str, Text] = {
    "sent": Text(
        "收到融资方案",
        "{institution}对您的需求「{title}」提交了意向方案，请在「管理需求」比较。",
        f"您的融资需求收到新的意向方案，{_LOOK}",
        "demand_offer",
        is_todo=True,
    ),
    "edit": Text("融资方案已修改", "{institution}修改了对「{title}」的意向方案，请查看修改后的内容。"),
    "confirm": Text("融资方案仍然有效", "{institution}已确认对「{title}」的方案按修改后的需求仍然有效。"),
    "withdraw": Text("融资方案已撤回", "{institution}撤回了对「{title}」的意向方案。"),
    "lapse": Text("融资方案已失效", "{institution}对「{title}」的意向方案已过有效期。"),
}

OFFER_TO_INSTITUTION: dict[str, Text] = {
    "pending": Text("方案待放行", "对需求「{title}」的融资方案超过放行金额，请业务主管放行。", is_todo=True),
    "release": Text("方案已放行", "对需求「{title}」的融资方案已放行，企业可以看到。"),
    "accept": Text("企业接受方案", "企业接受了本机构对「{title}」的方案并提交了申请，请在受理时限内办理。"),
    "decline": Text("企业谢绝方案", "企业谢绝了本机构对「{title}」的方案：{why}。"),
    "pass_over": Text("企业已选择其他方案", "对需求「{title}」，企业已选择其他方案，本机构的方案结束。"),
    "lapse": Text("方案已失效", "本机构对「{title}」的方案已失效：{why}。"),
    "edited": Text(
        "企业修改了需求",
        "企业修改了需求「{title}」：{why}。本机构的方案基于修改前的需求，请确认仍然有效、修改或撤回。",
        is_todo=True,
    ),
    "extended": Text("企业延长了需求有效期", "需求「{title}」的有效期延长至 {until}。"),
    "reopened": Text(
        "需求重新开放", "企业重新开放了需求「{title}」，有效期至 {until}，本机构可以再次提交方案。"
    ),
}


def tell_owner(demand: FinancingDemand, what: str, *, note: str = "", key: str = "") -> None:
    """One line and perhaps an SMS to the enterprise; once per demand, version and ``what`` (or ``key``)."""
    text = DEMAND_TO_ENTERPRISE.get(what)
    if text is None:
        return
    words = {"title": demand.title, "until": demand.valid_until.isoformat(), "note": note or "详见需求页面"}
    _to_enterprise(
        demand, text, words, key or f"demand:{demand.pk}:{demand.version}:{what}", MessageKind.DEMAND
    )


def tell_owner_of_offer(offer: Offer, what: str) -> None:
    """As ``tell_owner``, about an offer that the enterprise has seen or sees now."""
    text = OFFER_TO_ENTERPRISE.get(what)
    if text is None:
        return
    demand = offer.demand
    words = {"title": demand.title, "institution": offer.institution.short_name}
    _to_enterprise(demand, text, words, f"offer:{offer.pk}:{offer.version}:{what}", MessageKind.OFFER)


def tell_institutions(offers: Iterable[Offer], what: str, *, why: str = "") -> None:
    """One line to the institution of each of these offers."""
    text = OFFER_TO_INSTITUTION[what]
    notifications_create(
        [
            Notification(
                recipient_kind="institution",
                recipient_id=offer.institution_id,
                category=MessageKind.OFFER,
                title=text.title,
                body=text.body.format(
                    title=title_for_institutions(offer.demand),
                    until=offer.demand.valid_until.isoformat(),
                    why=why or why_of(offer),
                )[:500],
                dedupe_key=f"offer:{offer.pk}:{offer.version}:{offer.demand.version}:{what}:institution",
                subject_kind="offer",
                subject_id=offer.pk,
                is_todo=text.is_todo,
            )
            for offer in offers
        ]
    )


def title_for_institutions(demand: FinancingDemand) -> str:
    """The demand's name, or what stands for it while its words wait for the operator or were taken down."""
    is_hidden = demand.state in {*HELD_STATES, DemandState.REMOVED}
    return "（文字未公开）" if is_hidden else demand.title


def why_of(offer: Offer) -> str:
    """Why it ended, in words: the coded reason and the enterprise's sentence."""
    code = offer.end_reason
    label = next((str(e(code).label) for e in (DeclineReason, LapseReason) if code in e.values), "")
    return "，".join(part for part in (label, offer.end_note) if part) or "未说明原因"


def _to_enterprise(
    demand: FinancingDemand, text: Text, words: dict[str, str], key: str, category: MessageKind
) -> None:
    notifications_create(
        [
            Notification(
                recipient_kind="enterprise",
                recipient_id=demand.enterprise_id,
                category=category,
                title=text.title,
                body=text.body.format(**words)[:500],
                dedupe_key=f"{key}:enterprise",
                subject_kind="demand",
                subject_id=demand.pk,
                is_todo=text.is_todo,
            )
        ]
    )
    if text.sms and demand.contact_phone:
        sms_enqueue(
            phone=demand.contact_phone,
            template=text.template,
            params={},
            text=f"【豫正贷】{text.sms}",
            dedupe_key=f"{key}:sms",
        )
