"""What a refusal means: per coded reason what it says, what would change it, and which facts it is about.

The sentences name what an owner can look up or do. None promises that another institution will decide otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import models

from yuzhengdai.domain.applications.enums import ApplicationState as S


class RejectionReason(models.TextChoices):
    """Coded reason of 不予受理 and 未通过; the applicant reads the label and the officer's sentence."""

    NOT_IN_SCOPE = "not_in_scope", "不在产品适用范围"
    INDUSTRY = "industry", "行业不符合准入"
    OPERATING_TIME = "operating_time", "经营时间不足"
    INCOME = "income", "经营收入不足以覆盖还款"
    EXISTING_DEBT = "existing_debt", "现有负债较高"
    CREDIT_RECORD = "credit_record", "信用记录不符合要求"
    GUARANTEE = "guarantee", "担保条件不足"
    MATERIALS = "materials", "材料不完整或无法核实"
    USE = "use", "用途不符合规定"
    OTHER = "other", "其他原因"


def rejection_reasons() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in RejectionReason.choices]


REFUSED_STATES = frozenset({S.DECLINED.value, S.REJECTED.value, S.EXPIRED.value})
"""Ends after which the enterprise is shown where else it may turn."""


@dataclass(frozen=True, slots=True)
class Explained:
    """``meaning`` and ``change`` are sentences; ``doubted`` are codes of products.facts that the reason is about."""

    meaning: str
    change: str
    doubted: tuple[str, ...] = ()


REASONS: Mapping[str, Explained] = MappingProxyType(
    {
        RejectionReason.NOT_IN_SCOPE.value: Explained(
            "机构认为企业不在这个产品的适用范围内，例如注册地、法人类型或规模不符。",
            "换一个适用范围包含本企业的产品。所在地区、行业和规模填得不对的，先在「个人中心」更正。",
            ("region_code", "entity_type", "size", "is_agricultural", "is_high_tech", "first_time_borrower"),
        ),
        RejectionReason.INDUSTRY.value: Explained(
            "企业所属行业不在这个产品或这家机构的准入范围内。",
            "核对申请里选择的行业是不是主营业务；行业没有选错的，换一个适用行业包含本行业的产品。",
            ("industry_code",),
        ),
        RejectionReason.OPERATING_TIME.value: Explained(
            "企业成立或正常经营的时间短于产品要求。",
            "时间会满足的，到期后可以再申请；现在需要资金的，选择对成立时间要求更短的产品。",
            ("established_months", "tax_months", "electricity_months", "social_insurance_months"),
        ),
        RejectionReason.INCOME.value: Explained(
            "机构按已有材料测算，经营收入不足以按期还款。",
            "减少金额或延长期限可以降低每期还款；补充银行流水、合同等能证明收入的材料。",
            ("annual_revenue_yuan", "annual_tax_yuan", "insured_count", "staff_count"),
        ),
        RejectionReason.EXISTING_DEBT.value: Explained(
            "机构认为现有负债相对收入或资产较高。",
            "还清或置换部分贷款后再申请；核对申请里填写的现有负债是否多算。",
            ("loan_balance_yuan", "assets_yuan"),
        ),
        RejectionReason.CREDIT_RECORD.value: Explained(
            "企业或法定代表人的信用记录不符合这家机构的要求。",
            "查询企业和个人征信报告，有逾期、欠税的先结清；记录有误的，向报送机构提出异议。",
            ("has_overdue", "has_enforcement", "has_penalty", "has_tax_arrears", "tax_level"),
        ),
        RejectionReason.GUARANTEE.value: Explained(
            "提供的担保不足以支持申请的金额。",
            "增加抵押物、保证人或担保公司担保，或者减少金额；没有担保的，选择信用方式的产品。",
            ("has_collateral", "requested_guarantee"),
        ),
        RejectionReason.MATERIALS.value: Explained(
            "材料不完整，或者机构无法核实其中的内容。",
            "按机构的说明补齐或更换材料后再申请。",
        ),
        RejectionReason.USE.value: Explained(
            "申请的用途不符合规定或产品的约定。",
            "把资金用于采购、设备、工资等经营用途，并准备合同、订单等能说明用途的材料。",
            ("requested_use",),
        ),
        RejectionReason.OTHER.value: Explained(
            "机构给出的是其他原因，见机构的说明。",
            "按机构的说明处理；不清楚的，可以联系经办的客户经理询问。",
        ),
    }
)

SUPPLEMENT_LATE = Explained(
    "机构退回补件后，材料没有在期限内补齐，申请自动关闭，不是审批结果。",
    "准备好机构要求的材料后再申请，同一个产品也可以重新申请。",
)


DEMAND_EXPIRED = Explained(
    "需求到了有效期，没有达成。已收到的方案同时失效。",
    "需要资金的，可以再次发布需求，或者直接向下面的产品申请；金额、期限或担保方式写得更宽，适合的机构更多。",
)
DEMAND_WITHOUT_FIT = Explained(
    "您撤回需求时选择了「没有合适的方案」。",
    "可以换一个金额、期限或担保方式再发布，或者直接向下面的产品申请。",
)

DEMAND_OFFERS_OVER = Explained(
    "收到过的方案都已结束：您谢绝了，或者方案过了有效期、被机构撤回。需求仍然公开，机构还可以提交新的方案。",
    "可以修改需求的金额、期限、期望利率或担保方式，或者直接向下面的产品申请。",
)


def explained(*, state: str, reason_code: str) -> Explained | None:
    """What is said of an application that ended like this; None where there is nothing to explain."""
    if state == S.EXPIRED:
        return SUPPLEMENT_LATE
    if state not in REFUSED_STATES:
        return None
    return REASONS.get(reason_code, REASONS[RejectionReason.OTHER.value])
