"""供水企业：用水量。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "water", "供水", "供水（模拟）"


def use(subject: Subject) -> dict[str, Any] | None:
    if subject.draw.random() < 0.3:
        return None
    base = subject.draw.randint(20, 400)
    rows = [
        {"month": month, "amount": f"{base * subject.draw.randint(80, 120) // 100}"}
        for month in subject.months
    ]
    return {"unit": "吨", "rows": rows}


PATHS = {"water/use": use}
