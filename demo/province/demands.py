"""融资需求 and 融资方案: most of verified enterprises at large, and one in every state of the walked enterprise, with offers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from demo.data.voices import DEMANDS
from demo.province.enterprises import Profile
from demo.province.tape import Tape
from demo.rows import write
from demo.seed import LoadDay, demo_id, stream, weighted
from yuzhengdai.domain.applications.enums import ApplicationState
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.demands.enums import ENDED_STATES, CloseReason, OfferState, ShownFact
from yuzhengdai.domain.demands.models import DemandChange, DemandState, FinancingDemand, Offer
from yuzhengdai.domain.institutions.enums import WORKERS
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.products.enums import GuaranteeMode, ProductKind
from yuzhengdai.domain.products.models import Product, ProductVersion
from yuzhengdai.foundation.core.masking import mask_name

DEMAND_COUNT = 110
_WAN = 10_000
_STATES = [
    (DemandState.PUBLISHED, 66.0), (DemandState.OFFERED, 24.0), (DemandState.WITHDRAWN, 5.0), (DemandState.EXPIRED, 5.0),
]  # fmt: skip
_FREE = {
    "name": "抵（质）押登记费", "payee": "登记机构", "payer": "金融机构", "standard": "按登记机构标准", "method": "机构支付",
    "cycle": "一次性", "amount_yuan": "0.00",
}  # fmt: skip
# Of the walked enterprise: state → name, use, words.
_WALKED: dict[DemandState, tuple[str, str, str]] = {
    DemandState.OFFERED: (
        "小麦收购季采购原料周转",
        "raw_materials",
        "六月上旬起收购小麦约 600 吨，九月回款，已签供货合同 260 万元。",
    ),
    DemandState.PUBLISHED: ("配套设备试产线", "equipment", "新增一条试产线，设备合同已签，预计三个月投产。"),
    DemandState.IN_REVIEW: ("仓储扩建周转", "plant", "详情请加微信了解。"),
    DemandState.RETURNED: ("秋粮收购周转", "raw_materials", "欢迎来电咨询，量大从优。"),
    DemandState.MATCHED: ("出口备货周转", "order", "手持订单，账期 90 天。"),
    DemandState.WITHDRAWN: ("叉车更新", "equipment", "更新电动叉车 4 台。"),
    DemandState.EXPIRED: ("支付工资和场租", "wages_rent", "淡季周转，旺季前归还。"),
    DemandState.REMOVED: ("低息周转", "working_capital", "百分百下款，欢迎同行合作。"),
}
_HELD = {
    DemandState.IN_REVIEW: ["chat"],
    DemandState.RETURNED: ["advertising"],
    DemandState.REMOVED: ["advertising", "broker"],
}
_SAID = {
    DemandState.RETURNED: "请删去招揽咨询的文字，只写资金用途、时间和还款来源",
    DemandState.REMOVED: "内容是招揽贷款的广告，不是企业自己的资金需求",
}


@dataclass(slots=True)
class Book:
    """One list a model, written parents first."""

    demands: list[FinancingDemand] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    changes: list[DemandChange] = field(default_factory=list)
    chosen: list[tuple[Application, Offer]] = field(default_factory=list)
    """Applications whose offer is written only after them."""

    def note(self, row: FinancingDemand, action: str, at: datetime, **more: Any) -> None:
        """One step of the history."""
        number = len(self.changes)
        self.changes.append(
            DemandChange(
                id=demo_id(at, "demand-change", number), created_at=at, demand=row, action=action,
                **{"to_state": row.state, "side": "enterprise", **more},
            )
        )  # fmt: skip

    def flush(self) -> int:
        """Write everything; returns how many demands."""
        write(self.demands)
        write(self.offers)
        write(self.changes)
        return len(self.demands)


@dataclass(frozen=True, slots=True)
class Lenders:
    """Products on the shelf by the amount and term they suit, and who offers for an institution."""

    products: list[Product]
    officers: dict[Any, list[Officer]]

    def fitting(
        self, demand: FinancingDemand, rng: random.Random
    ) -> Iterator[tuple[ProductVersion, Officer]]:
        """(version, officer) of institutions that could lend this, in a random order, each institution once."""
        seen: set[Any] = set()
        for product in rng.sample(self.products, len(self.products)):
            version = product.published_version
            officers = self.officers.get(product.institution_id)
            if version is None or not officers or product.institution_id in seen:
                continue
            fits = (
                version.kind == ProductKind.LOAN
                and version.amount_min_yuan <= demand.amount_yuan <= version.amount_max_yuan
            )
            if fits and version.term_min_months <= demand.term_months <= version.term_max_months:
                seen.add(product.institution_id)
                yield version, rng.choice(officers)


def load_demands(day: LoadDay, profiles: list[Profile], products: list[Product], tape: Tape) -> int:
    """Write demands with their offers and histories; returns how many."""
    able = [profile for profile in profiles if profile.can_apply and profile.enterprise.state == "verified"]
    officers: dict[Any, list[Officer]] = {}
    for officer in Officer.objects.filter(role__in=WORKERS, is_active=True).order_by("id"):
        officers.setdefault(officer.institution_id, []).append(officer)
    lenders = Lenders([product for product in products if product.published_version_id], officers)
    book = Book()
    for number in range(DEMAND_COUNT):
        rng = stream("demand", number)
        state = DemandState.PUBLISHED if number < len(DEMANDS) * 2 else weighted(rng, _STATES)
        profile = rng.choice(able)
        row = _demand(day, number, profile, DEMANDS[number % len(DEMANDS)], state=state, rng=rng)
        _play(day, book, row, lenders, rng)
    walked = next(profile for profile in able if profile.is_walked)
    for number, (state, said) in enumerate(_WALKED.items(), start=DEMAND_COUNT):
        rng = stream("demand", "walked", state)
        row = _demand(day, number, walked, said, state=state, rng=rng, days_ago=3 + number - DEMAND_COUNT)
        if state == DemandState.MATCHED:
            _matched(book, row, tape, lenders)
        else:
            _play(day, book, row, lenders, rng, offers=3)
    written = book.flush()
    _link(book)
    return written


def _demand(
    day: LoadDay,
    number: int,
    profile: Profile,
    said: tuple[str, str, str],
    *,
    state: DemandState,
    rng: random.Random,
    days_ago: int = 0,
) -> FinancingDemand:
    title, use, text = said
    made_at = day.moment(days_ago or 1 + number // 3, rng.randint(8, 17), rng.randrange(60))
    is_over = state in ENDED_STATES
    enterprise = profile.enterprise
    never_shown = state in {DemandState.IN_REVIEW, DemandState.RETURNED}
    return FinancingDemand(
        id=demo_id(made_at, "demand", number), created_at=made_at, enterprise=enterprise, created_by=profile.owner,
        title=title, state=state, amount_yuan=Decimal(rng.choice((30, 50, 60, 80, 100, 120, 150, 200, 260, 300)) * _WAN),
        term_months=rng.choice((6, 12, 12, 24)), use=use,
        guarantee_mode=rng.choice((GuaranteeMode.CREDIT, GuaranteeMode.PLEDGE_REAL_ESTATE, GuaranteeMode.GUARANTEE)),
        rate_max_pct=Decimal(rng.choice(("3.900", "4.200", "4.500", "4.800", "5.200"))),
        region_code=enterprise.region_code or profile.city_code, industry_code=enterprise.industry_code, description=text,
        contact_name=profile.owner.name, contact_phone=profile.owner.phone,
        valid_until=day.before(1 if is_over else -rng.randint(20, 90)), shows_name=rng.random() < 0.3,
        shown_facts=[fact for fact in (ShownFact.ESTABLISHED, ShownFact.SIZE) if rng.random() < 0.6],
        max_offers=rng.choice((3, 5, 10)), shows_offer_limit=rng.random() < 0.5,
        published_at=None if never_shown else made_at + timedelta(minutes=2), held_for=_HELD.get(state, []),
        returned_reason=_SAID.get(state, ""), closed_reason=CloseReason.NOT_NEEDED if state == DemandState.WITHDRAWN else "",
        ended_at=day.moment(1, 17) if is_over else None, version=1,
    )  # fmt: skip


def _play(
    day: LoadDay, book: Book, row: FinancingDemand, lenders: Lenders, rng: random.Random, *, offers: int = 2
) -> None:
    """The row's history, and offers where the state says that there are some."""
    at = row.created_at + timedelta(minutes=2)
    book.demands.append(row)
    by = {"by_user_id": row.created_by_id, "by_name": mask_name(row.contact_name)}
    held = row.state in _HELD or (row.state == DemandState.IN_REVIEW)
    book.note(row, "publish", at, to_state=DemandState.IN_REVIEW if held else DemandState.PUBLISHED, **by)
    if row.state == DemandState.OFFERED:
        found = list(_offers(day, row, lenders, rng, offers))
        if not found:
            row.state = DemandState.PUBLISHED
        for offer in found:
            _add_offer(book, row, offer)
    elif row.state in {DemandState.RETURNED, DemandState.REMOVED}:
        action = "return" if row.state == DemandState.RETURNED else "remove"
        note = _SAID.get(DemandState(row.state), "")
        book.note(row, action, at + timedelta(hours=1), side="operator", note=note, from_state="in_review")
    elif row.state == DemandState.WITHDRAWN:
        book.note(row, "close", row.ended_at or at, from_state=DemandState.PUBLISHED, **by)
    elif row.state == DemandState.EXPIRED:
        book.note(row, "expire", row.ended_at or at, side="system", from_state=DemandState.PUBLISHED)


def _offers(
    day: LoadDay, row: FinancingDemand, lenders: Lenders, rng: random.Random, at_most: int
) -> Iterator[Offer]:
    for place, (version, officer) in enumerate(lenders.fitting(row, rng)):
        if place == min(at_most, row.max_offers):
            return
        at = min(
            row.created_at + timedelta(hours=3 + 5 * place), day.starts_at - timedelta(minutes=30 - place)
        )
        yield _offer(row, version, officer, at, day)


def _offer(
    row: FinancingDemand, version: ProductVersion, officer: Officer, at: datetime, day: LoadDay
) -> Offer:
    until = min(row.valid_until, day.before(-25)) if row.state == DemandState.OFFERED else row.valid_until
    return Offer(
        id=demo_id(at, "offer", row.pk, version.pk), created_at=at, demand=row, institution_id=officer.institution_id,
        officer=officer, product_version=version, state=OfferState.SENT, amount_yuan=row.amount_yuan,
        annual_rate_pct=version.rate_min_pct, term_months=row.term_months,
        repayment_method=next(iter(version.repayment_methods), "equal_instalment"),
        guarantee_mode=next(iter(version.guarantee_modes), "credit"),
        fees=[] if "credit" in version.guarantee_modes else [_FREE],
        message="凭纳税和用电信息办理，资料线上提交。", valid_until=until, sent_at=at, version=1,
    )  # fmt: skip


def _add_offer(book: Book, row: FinancingDemand, offer: Offer) -> None:
    book.offers.append(offer)
    who = {"side": "institution", "by_user_id": offer.officer.user_id, "by_name": offer.officer.name}
    book.note(row, "offer", offer.created_at, to_state=DemandState.OFFERED, **who)


def _matched(book: Book, row: FinancingDemand, tape: Tape, lenders: Lenders) -> None:
    """The demand that one of the walked enterprise's applications under way was made from."""
    running = {ApplicationState.DUE_DILIGENCE, ApplicationState.APPROVING, ApplicationState.ACCEPTED}
    own = [
        a
        for a in tape.applications
        if a.enterprise_id == row.enterprise_id and a.state in running and a.submitted_at
    ]
    if not own:
        return
    application = own[0]
    at = application.submitted_at or row.created_at
    row.amount_yuan, row.term_months = (
        application.amount_yuan or row.amount_yuan,
        application.term_months or 12,
    )
    row.created_at, row.published_at, row.ended_at = at - timedelta(days=2), at - timedelta(days=2), at
    officer = application.officer or next(iter(lenders.officers[application.institution_id]))
    book.demands.append(row)
    book.note(row, "publish", row.created_at, to_state=DemandState.PUBLISHED)
    chosen = _closed_offer(row, application, officer, at)
    _add_offer(book, row, chosen)
    book.note(row, "match", at, from_state=DemandState.OFFERED)
    book.chosen.append((application, chosen))


def _closed_offer(row: FinancingDemand, application: Application, officer: Officer, at: datetime) -> Offer:
    made_at = at - timedelta(days=1)
    return Offer(
        id=demo_id(made_at, "offer", row.pk, application.pk), created_at=made_at, demand=row,
        institution_id=application.institution_id, officer=officer, product_version_id=application.product_version_id,
        state=OfferState.ACCEPTED, amount_yuan=row.amount_yuan, annual_rate_pct=application.product_version.rate_min_pct,
        term_months=row.term_months, repayment_method=application.repayment_method,
        guarantee_mode=application.guarantee_mode, valid_until=row.valid_until, sent_at=made_at, ended_at=at, version=2,
    )  # fmt: skip


def _link(book: Book) -> None:
    for application, offer in book.chosen:
        Application.objects.filter(pk=application.pk).update(offer=offer)
