"""Slips of typing that would bind: what an approval may not say at all, whoever types it.

Bounds are those of the product version and of the application; a fee's words and its amount must agree; 年化综合融资成本 stays
below the cap of the product kind (settings ``COST_CAPS_PCT``, percent a year).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from django.conf import settings

from yuzhengdai.domain.applications.costs import Cost
from yuzhengdai.domain.products.enums import ProductKind
from yuzhengdai.foundation.core.money import rate, yuan

_FREE: Final = re.compile(r"不收|免收|免费|不另收|不收费|全额减免|^无$|^免$|^(?:人民币)?0(?:\.0+)?元?$")
_FREE_AT_FIRST: Final = re.compile(r"首(?:年|次|笔|月|季)|前.{1,3}(?:年|次|笔|月|季)|第一(?:年|次|笔)")
_MONEY: Final = re.compile(r"(?<![\d.,，])([\d,，]+(?:\.\d+)?)\s*(万?)元")
_FROM_TO: Final = re.compile(r"([\d,，.]+)(?:万?元)?[至到\-–—~～](?=[\d,，.]+(万?)元)")
_SHARE: Final = re.compile(r"([\d.]+)\s*([%％‰])")
_OF_CREDIT: Final = re.compile(r"授信|贷款|借款|放款|融资|担保金?额|额度|本金")
_AT_MOST: Final = re.compile(r"不超过|不高于|最高|上限|以内|以下|至多|封顶")
_AT_LEAST: Final = re.compile(r"元起|以上|最低|不低于|不少于|至少|起收")
_TOLERANCE: Final = Decimal("1.01")


def cost_cap_pct(kind: str) -> Decimal:
    """The highest 年化综合融资成本 that may be issued for this product kind, in percent a year."""
    return Decimal(settings.COST_CAPS_PCT[ProductKind(kind).value])


def above_cap(kind: str, all_in_rate_pct: Decimal) -> str:
    """Why the list is too dear to be issued; "" where it is not."""
    cap = cost_cap_pct(kind)
    if all_in_rate_pct <= cap:
        return ""
    return f"按这些利率和费用，年化综合融资成本为 {rate(all_in_rate_pct)}，高于上限 {rate(cap)}，请核对利率和每项金额"


def fee_contradiction(cost: Cost, *, credit_yuan: Decimal | None) -> str:
    """Why a fee's 标准 and its amount do not go together; "" where they do, or where the words name no figure.

    Free and an amount above zero; figures in yuan of which the amount is none (of two, it may lie between them); a share of the
    credit that the amount exceeds.
    """
    words, amount = cost.standard.replace(" ", ""), cost.amount_yuan
    sums = _sums(words)
    # 「首年免收，次年起 300 元」 is free only at first.
    if _FREE.search(words) and not (sums and _FREE_AT_FIRST.search(words)):
        return f"标准写的是「{cost.standard}」，金额应为 0" if amount > 0 else ""
    if sums and not _reach(words, sums, amount):
        return f"标准写的是「{cost.standard}」，与金额 {yuan(amount)}不一致，请核对"
    share = _SHARE.search(words)
    if not sums and share and credit_yuan and _OF_CREDIT.search(words):
        most = credit_yuan * Decimal(share[1]) / (1000 if share[2] == "‰" else 100)
        if amount > most * _TOLERANCE:
            return f"标准写的是「{cost.standard}」，按授信额度最多 {yuan(most)}，与金额 {yuan(amount)}不一致，请核对"
    return ""


def _reach(words: str, sums: list[Decimal], amount: Decimal) -> bool:
    """Whether the amount lies where the words say; 「不超过」 and 「首年免收」 open the range downwards, 「起」 upwards."""
    low = Decimal(0) if _AT_MOST.search(words) or _FREE_AT_FIRST.search(words) else min(sums)
    return low <= amount and (bool(_AT_LEAST.search(words)) or amount <= max(sums))


def _sums(words: str) -> list[Decimal]:
    """The amounts that the words name, in yuan; none where they are a rate by the piece (「每亩 200 元」)."""
    found: list[Decimal] = []
    # 「500 至 1,000 元」 names its unit once.
    for number, wan in _MONEY.findall(_FROM_TO.sub(r"\1\2元至", words)):
        figure = re.sub(r"[,，]", "", number)
        if figure:
            found.append(Decimal(figure) * (10_000 if wan else 1))
    return [] if re.search(r"每(?!年|季|月|次|笔)", words) else found
