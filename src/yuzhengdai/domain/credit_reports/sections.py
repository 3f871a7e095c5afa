"""Which sections a report has and which items stand in each.

Part one follows the order of 公共信用信息报告标准（2022 年版） and GB/T 42337-2023; a section without an item has no source here
yet, and says 「未接入」. Part two is printed only for what the enterprise ticked.
"""

from __future__ import annotations

from dataclasses import dataclass

from yuzhengdai.domain.data_items.items import Item, items_of


@dataclass(frozen=True, slots=True)
class Section:
    """One section; ``codes`` of ``data_items``; ``what`` says what stands here where there is no source."""

    key: str
    title: str
    codes: tuple[str, ...] = ()

    @property
    def items(self) -> list[Item]:
        """The rows of its codes."""
        return items_of(self.codes)


PART_ONE = (
    Section(
        "registration",
        "登记注册信息",
        (
            "registration_profile",
            "registration_shareholders",
            "registration_people",
            "registration_changes",
        ),
    ),
    Section("licences", "行政许可信息", ("licences",)),
    Section("penalties", "行政处罚信息", ("penalties",)),
    Section("other-administration", "其他行政管理信息"),
    Section("honours", "守信激励与荣誉信息", ("honours",)),
    Section("blacklist", "严重失信主体名单信息"),
    Section("abnormal", "经营异常名录信息", ("abnormal",)),
    Section("commitments", "信用承诺信息"),
    Section("ratings", "信用评价信息"),
    Section("judicial", "司法信息", ("dishonest", "enforced", "rulings")),
    Section("objections", "异议标注信息"),
)
PART_TWO = (
    Section("tax", "纳税信息", ("tax_rating", "tax_amount", "tax_arrears")),
    Section(
        "social-insurance", "社会保险与公积金信息", ("social_headcount", "social_payment", "housing_fund")
    ),
    Section("electricity", "用电与水气信息", ("electricity_use", "electricity_payment", "water", "gas")),
    Section("assets", "资产信息", ("estates", "pledges", "intellectual_property")),
)
PUBLIC_CODES = tuple(code for section in PART_ONE for code in section.codes)
"""Asked for in every report: published by law."""
TICKED_CODES = tuple(code for section in PART_TWO for code in section.codes)
"""Asked for and printed only where ticked."""
