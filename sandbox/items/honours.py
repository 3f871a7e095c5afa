"""资质荣誉。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "honours", "资质荣誉", "资质荣誉（模拟）"


def honours(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.3:
        return {"rows": []}
    row = {
        "name": "科技型中小企业",
        "authority": "示例科技局",
        "given_on": subject.ago(60, 700),
        "valid_until": None,
    }
    return {"rows": [row]}


PATHS = {"honours": honours}
