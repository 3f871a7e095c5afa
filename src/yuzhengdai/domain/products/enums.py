from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.db import models


class ProductKind(models.TextChoices):
    """What is sold decides what its price is called."""

    LOAN = "loan", "贷款"
    GUARANTEE = "guarantee", "融资担保"
    LEASING = "leasing", "融资租赁"

    @property
    def rate_label(self) -> str:
        """How the price is named in lists (P2)."""
        return {"loan": "年化利率（单利）", "guarantee": "年化担保费率", "leasing": "租赁综合年化成本"}[
            self.value
        ]

    @property
    def price_name(self) -> str:
        """What the price itself is called where costs are listed."""
        return {"loan": "贷款利息", "guarantee": "融资担保费", "leasing": "租息"}[self.value]


class ProductState(models.TextChoices):
    """DRAFT → IN_REVIEW → ON_SHELF ⇄ OFF_SHELF; RETURNED."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    RETURNED = "returned", "已退回"
    ON_SHELF = "on_shelf", "已上架"
    OFF_SHELF = "off_shelf", "已下架"


class VersionState(models.TextChoices):
    """A new version of a product goes the same way as a new product."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    RETURNED = "returned", "已退回"
    PUBLISHED = "published", "已发布"
    REPLACED = "replaced", "已替换"


class GuaranteeMode(models.TextChoices):
    """担保方式."""

    CREDIT = "credit", "信用"
    PLEDGE_REAL_ESTATE = "mortgage", "抵押"
    PLEDGE = "pledge", "质押"
    GUARANTEE = "guarantee", "保证"
    GUARANTEE_COMPANY = "guarantee_company", "担保公司担保"
    COMBINED = "combined", "组合担保"


class RepaymentMethod(models.TextChoices):
    """还款方式."""

    EQUAL_INSTALMENT = "equal_instalment", "等额本息"
    EQUAL_PRINCIPAL = "equal_principal", "等额本金"
    INTEREST_FIRST = "interest_first", "先息后本"
    BULLET = "bullet", "到期一次性还本付息"


class ProductTag(models.TextChoices):
    """产品标签."""

    FIRST_LOAN = "first_loan", "首贷"
    CREDIT = "credit_loan", "信用贷"
    TECHNOLOGY = "technology", "科技"
    GREEN = "green", "绿色"
    SUBSIDISED = "subsidised", "省级贴息"
    AGRICULTURE = "agriculture", "涉农"
    SUPPLY_CHAIN = "supply_chain", "供应链"
    PROCUREMENT = "procurement", "政府采购"
    EXPORT = "export", "外贸"
    RENEWAL = "renewal", "无还本续贷"
    EQUIPMENT = "equipment", "设备更新"
    ONLINE = "online", "全线上"


class LoanUse(models.TextChoices):
    """贷款用途."""

    RAW_MATERIALS = "raw_materials", "采购原材料"
    EQUIPMENT = "equipment", "购置设备"
    WORKING_CAPITAL = "working_capital", "日常经营周转"
    WAGES_RENT = "wages_rent", "支付工资房租"
    PLANT = "plant", "厂房建设改造"
    RESEARCH = "research", "研发投入"
    ORDER = "order", "订单备货"
    OTHER = "other", "其他经营用途"


RENEWAL_PURPOSE = "renewal"
"""A purpose of a product beside the uses of a new loan: it takes over a loan of the same institution that falls due."""

PURPOSE_LABELS: Mapping[str, str] = MappingProxyType(
    {**{use.value: str(use.label) for use in LoanUse}, RENEWAL_PURPOSE: "本机构到期贷款续贷"}
)
"""Everything that ``ProductVersion.purposes`` may name, with its words."""


def purposes_said(purposes: Iterable[str]) -> str:
    """The purposes of a version in words, for its page and its review."""
    return (
        "、".join(PURPOSE_LABELS[code] for code in purposes if code in PURPOSE_LABELS)
        or "企业生产经营，不限具体用途"
    )


class Facet(models.TextChoices):
    """What the list can be narrowed by; values of a product are rows of ProductFacet."""

    INSTITUTION_KIND = "institution_kind", "机构类型"
    INSTITUTION = "institution", "金融机构"
    GUARANTEE = "guarantee", "担保方式"
    AMOUNT = "amount", "贷款额度"
    TERM = "term", "贷款期限"
    RATE = "rate", "利率区间"
    REGION = "region", "适用地区"
    INDUSTRY = "industry", "适用行业"
    TAG = "tag", "产品标签"


def facets_known() -> list[tuple[str, str]]:
    """Choices of the column, named and not listed in migrations: a new value needs none."""
    return [(value, str(label)) for value, label in Facet.choices]
