"""住房公积金。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "housing_fund", "住房公积金", "住房公积金（模拟）"


def payment(subject: Subject) -> dict[str, Any] | None:
    if subject.draw.random() < 0.3:
        return None
    return {"rows": [{"month": month, "is_paid": True, "paid_yuan": None} for month in subject.months]}


PATHS = {"housing-fund": payment}
