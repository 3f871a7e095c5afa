"""电力：24 个月用电量、缴费。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "electricity", "电力", "电力（模拟）"
_SEASONS = (9, 8, 9, 9, 10, 12, 14, 14, 11, 9, 9, 10)


def use(subject: Subject) -> dict[str, Any]:
    base = subject.draw.randint(200, 3_000) * (30 if subject.is_large else 1)
    rows = [
        {
            "month": month,
            "amount": f"{base * _SEASONS[int(month[5:]) - 1] // 10 * subject.draw.randint(90, 110) // 100}",
        }
        for month in subject.months
    ]
    return {"unit": "千瓦时", "rows": rows}


def payment(subject: Subject) -> dict[str, Any]:
    late = subject.draw.randrange(40)
    rows = [
        {"month": month, "is_paid": n != late, "paid_yuan": f"{subject.draw.randint(200, 4_000)}.00"}
        for n, month in enumerate(subject.months)
    ]
    return {"rows": rows}


PATHS = {"electricity/use": use, "electricity/payment": payment}
