"""社保：参保人数、缴费。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "social_insurance", "社保", "社保（模拟）"


def headcount(subject: Subject) -> dict[str, Any]:
    people = subject.draw.randint(120, 400) if subject.is_large else subject.draw.randint(3, 60)
    rows = []
    for month in subject.months:
        people = max(1, people + subject.draw.randint(-1, 1))
        rows.append({"month": month, "people": people})
    return {"rows": rows}


def payment(subject: Subject) -> dict[str, Any]:
    return {"rows": [{"month": month, "is_paid": True, "paid_yuan": None} for month in subject.months]}


PATHS = {"social-insurance/headcount": headcount, "social-insurance/payment": payment}
