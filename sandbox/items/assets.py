"""不动产登记；动产抵押在另一个文件，因为是另一家来源。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "estates", "不动产", "不动产登记（模拟）"


def estates(subject: Subject) -> dict[str, Any]:
    if not subject.is_large and subject.draw.random() > 0.2:
        return {"rows": []}
    row = {
        "district": "郑州市",
        "use": "工业",
        "area_m2": f"{subject.draw.randint(200, 5_000)}.00",
        "is_mortgaged": subject.draw.random() < 0.4,
        "is_sealed": False,
    }
    return {"rows": [row]}


PATHS = {"assets/estates": estates}
