"""The terms of a credit and its cost list as an officer fills them in: one check for proposing, approving and the preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from yuzhengdai.domain.applications.beside_offer import (
    REASON_LENGTH,
    Approved,
    beside_offer,
    worse_points,
)
from yuzhengdai.domain.applications.costs import (
    MAX_ITEMS,
    Cost,
    CostCycle,
    CostPayer,
    CostSheet,
    Terms,
    cost_sheet,
)
from yuzhengdai.domain.applications.enums import RateKind
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services.inputs import (
    NOTE_LENGTH,
    check_amount,
    check_day,
    given,
)
from yuzhengdai.domain.applications.slips import above_cap, fee_contradiction
from yuzhengdai.domain.applications.words import OFF_PLATFORM, RELATED
from yuzhengdai.domain.products.enums import GuaranteeMode, RepaymentMethod
from yuzhengdai.domain.products.models import ProductVersion
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.collecting import Errors
from yuzhengdai.foundation.core.money import rate, wan

LONGEST_VALIDITY_DAYS = 3 * 366
LARGEST = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class ApprovalData:
    """What the officer fills in. With rate_kind "lpr" the rate is ``lpr_pct`` + ``spread_bp`` / 100, else ``annual_rate_pct``.

    ``off_platform_yuan``: what the customer owes or may draw at the institution beside the platform; 0 has to be said.
    """

    approved_amount_yuan: Decimal | None = None
    is_revolving: bool = False
    valid_until: date | None = None
    single_term_months: int | None = None
    rate_kind: str = RateKind.FIXED.value
    lpr_pct: Decimal | None = None
    spread_bp: int | None = None
    annual_rate_pct: Decimal | None = None
    repayment_method: str = ""
    guarantee_mode: str = ""
    conditions: str = ""
    worse_reason: str = ""
    off_platform_yuan: Decimal | None = None
    related_yuan: Decimal | None = None
    related_reason: str = ""
    costs: Sequence[Cost] = field(default_factory=tuple)

    @property
    def rate_pct(self) -> Decimal | None:
        """The annual simple rate that follows; None while something is missing."""
        if self.rate_kind != RateKind.LPR:
            return self.annual_rate_pct
        if self.lpr_pct is None or self.spread_bp is None:
            return None
        return self.lpr_pct + Decimal(self.spread_bp) / 100


def approval_check(
    *, application: Application, data: ApprovalData, errors: Errors | None = None
) -> tuple[ApprovalData, CostSheet]:
    """Check terms and costs against the product and work the list out; for the preview too.

    ``errors``: what was found wrong beside them, told together. Raises FieldErrors.
    """
    errors = errors or Errors()
    _check_terms(errors, data, application)
    conditions = errors.text("conditions", data.conditions, "放款前条件", NOTE_LENGTH, required=False)
    credit = data.approved_amount_yuan
    related_reason = _check_exposure(errors, data)
    costs = [_clean_cost(errors, index, cost, credit) for index, cost in enumerate(data.costs)]
    errors.require(len(costs) <= MAX_ITEMS, "costs", f"费用最多 {MAX_ITEMS} 项")
    errors.raise_if_any()
    sheet = _sheet(errors, application, data, costs)
    reason = _worse_reason(errors, application, data, sheet)
    errors.raise_if_any()
    return replace(
        data, conditions=conditions, costs=costs, worse_reason=reason, related_reason=related_reason
    ), sheet


def _sheet(errors: Errors, application: Application, data: ApprovalData, costs: Sequence[Cost]) -> CostSheet:
    """The list worked out; a list that is too dear is noted. Raises FieldErrors for figures that make no loan."""
    version = application.product_version
    terms = Terms(
        amount_yuan=given(data.approved_amount_yuan),
        annual_rate_pct=given(data.rate_pct),
        months=given(data.single_term_months),
        method=data.repayment_method,
        institution=application.institution.short_name,
        kind=version.kind,
    )
    try:
        sheet = cost_sheet(terms=terms, costs=costs, start_on=today())
    except ValueError:
        errors.add("costs", "费用合计不应达到授信额度，请核对金额")
        errors.raise_if_any()
        raise
    too_dear = above_cap(version.kind, sheet.all_in_rate_pct)
    errors.require(not too_dear, "costs", too_dear)
    return sheet


def _worse_reason(errors: Errors, application: Application, data: ApprovalData, sheet: CostSheet) -> str:
    """Why the credit is worse than the offer that the enterprise accepted; "" where it is not."""
    approved = Approved(
        given(data.approved_amount_yuan),
        given(data.rate_pct),
        given(data.single_term_months),
        data.guarantee_mode,
        sheet.enterprise_fees_yuan,
    )
    worse = worse_points(beside_offer(application, approved))
    if not worse:
        return ""
    said = errors.text("worse_reason", data.worse_reason, "与方案不同的原因", REASON_LENGTH, required=False)
    errors.require(bool(said), "worse_reason", f"{worse}不如企业接受的方案，请写明原因，企业会看到")
    return said


def _check_terms(errors: Errors, data: ApprovalData, application: Application) -> None:
    """Within the bounds of the product version, and not more than was applied for."""
    version = application.product_version
    _check_amount(errors, data.approved_amount_yuan, application)
    months = data.single_term_months
    least, most = version.term_min_months, version.term_max_months
    if months is None:
        errors.add("single_term_months", "请填写单笔期限")
    else:
        errors.require(
            least <= months <= most,
            "single_term_months",
            f"单笔期限应为 {least} 至 {most} 个月（产品公布的期限）",
        )
    first, last = today() + timedelta(days=1), today() + timedelta(days=LONGEST_VALIDITY_DAYS)
    check_day(errors, "valid_until", data.valid_until, "额度有效期", first=first, last=last)
    _check_rate(errors, data, version)
    methods = version.repayment_methods or RepaymentMethod.values
    errors.require(data.repayment_method in methods, "repayment_method", "请选择产品支持的还款方式")
    modes = version.guarantee_modes or GuaranteeMode.values
    errors.require(data.guarantee_mode in modes, "guarantee_mode", "请选择产品支持的担保方式")


def _check_exposure(errors: Errors, data: ApprovalData) -> str:
    """What is typed of the customer's exposure; returns the reason of 关联企业授信, "" where there is none."""
    off = data.off_platform_yuan
    if off is None:
        errors.add("off_platform_yuan", f"请填写{OFF_PLATFORM}，没有的填 0")
    else:
        errors.require(0 <= off < LARGEST, "off_platform_yuan", f"{OFF_PLATFORM}应为不小于 0 的数")
    related = data.related_yuan or Decimal(0)
    errors.require(0 <= related < LARGEST, "related_yuan", f"{RELATED}应为不小于 0 的数")
    reason = errors.text("related_reason", data.related_reason, "关联关系说明", 200, required=False)
    errors.require(not related or bool(reason), "related_reason", "请写明是哪些企业、什么关联关系")
    return reason if related else ""


def _check_amount(errors: Errors, amount: Decimal | None, application: Application) -> None:
    field_name, version = "approved_amount_yuan", application.product_version
    if not check_amount(errors, field_name, amount, "授信额度") or amount is None:
        return
    asked, least = application.amount_yuan, version.amount_min_yuan
    most = version.amount_max_yuan
    errors.require(amount <= most, field_name, f"授信额度不能超过产品的最高额度 {wan(most)}")
    errors.require(amount >= least, field_name, f"授信额度不能低于产品的最低额度 {wan(least)}")
    if asked is not None:
        errors.require(amount <= asked, field_name, f"授信额度不能超过企业申请的金额 {wan(asked)}")


def _check_rate(errors: Errors, data: ApprovalData, version: ProductVersion) -> None:
    if not errors.require(data.rate_kind in RateKind.values, "rate_kind", "请选择利率方式"):
        return
    field_name = "annual_rate_pct"
    if data.rate_kind == RateKind.LPR:
        field_name = "spread_bp"
        lpr = data.lpr_pct
        errors.require(lpr is not None and 0 < lpr <= 20, "lpr_pct", "请填写 LPR，例如 3.00")
        spread = data.spread_bp
        errors.require(
            spread is not None and -1000 <= spread <= 3000, "spread_bp", "加减点应在 -1000 至 3000 基点之间"
        )
    value = data.rate_pct
    if value is None:
        errors.add(field_name, "请填写年化利率（单利）")
        return
    if not errors.require(value.is_finite() and 0 < value <= 36, field_name, "年化利率（单利）应大于 0"):
        return
    errors.require(value == value.quantize(Decimal("0.001")), field_name, "年化利率（单利）最多三位小数")
    low, high = version.rate_min_pct, version.rate_max_pct
    errors.require(value <= high, field_name, f"年化利率（单利）不能高于产品公布的上限 {rate(high)}")
    errors.require(value >= low, field_name, f"年化利率（单利）不能低于产品公布的下限 {rate(low)}")


def _clean_cost(errors: Errors, index: int, cost: Cost, credit_yuan: Decimal | None) -> Cost:
    def key(name: str) -> str:
        return f"cost-{index}-{name}"

    errors.require(cost.payer in CostPayer.values, key("payer"), "请选择承担方")
    errors.require(cost.cycle in CostCycle.values, key("cycle"), "请选择周期")
    amount = cost.amount_yuan
    fits = (
        amount.is_finite() and 0 <= amount < Decimal(10) ** 9 and amount == amount.quantize(Decimal("0.01"))
    )
    errors.require(fits, key("amount_yuan"), "金额应为不小于 0 的数，最多精确到分；不收取的填 0")
    if fits:
        why = fee_contradiction(cost, credit_yuan=credit_yuan)
        errors.require(not why, key("amount_yuan"), why)
    return replace(
        cost,
        name=errors.line(key("name"), cost.name, "成本项目", 40),
        payee=errors.line(key("payee"), cost.payee, "收取方", 60),
        standard=errors.line(key("standard"), cost.standard, "标准", 120),
        method=errors.line(key("method"), cost.method, "支付方式", 60),
    )
