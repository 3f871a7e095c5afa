"""动产抵押登记。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "pledges", "动产抵押", "动产融资统一登记（模拟）"


def pledges(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.1:
        return {"rows": []}
    row = {
        "number": f"SL-{subject.draw.randint(10**6, 10**7 - 1)}",
        "what": "示例生产设备一套",
        "secured_yuan": f"{subject.draw.randint(100_000, 900_000)}.00",
        "registered_on": subject.ago(100, 600),
        "is_ended": subject.draw.random() < 0.5,
    }
    return {"rows": [row]}


PATHS = {"assets/pledges": pledges}
