"""税务：纳税信用等级、年度纳税额、欠税。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "tax", "税务", "税务（模拟）"


def rating(subject: Subject) -> dict[str, Any]:
    year = subject.today.year - 1
    return {"rows": [{"year": year - n, "grade": subject.draw.choice("AABBBM")} for n in range(2)]}


def amount(subject: Subject) -> dict[str, Any]:
    base = subject.draw.randint(20_000, 400_000) * (20 if subject.is_large else 1)
    year = subject.today.year - 1
    return {"rows": [{"year": year - n, "paid_yuan": f"{base * (100 - 8 * n) // 100}.00"} for n in range(2)]}


def arrears(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.05:
        return {"rows": []}
    balance = f"{subject.draw.randint(1_000, 90_000)}.00"
    return {"rows": [{"tax": "增值税", "balance_yuan": balance, "announced_on": subject.ago(30, 200)}]}


PATHS = {"tax/rating": rating, "tax/amount": amount, "tax/arrears": arrears}
