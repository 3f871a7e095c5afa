"""司法：企业自身的失信、被执行与裁判。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "court", "法院", "法院（模拟）"


def dishonest(subject: Subject) -> dict[str, Any]:
    return {"rows": []}


def enforced(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.06:
        return {"rows": []}
    return {"rows": [_case(subject, "执", "买卖合同纠纷", "执行完毕")]}


def rulings(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.2:
        return {"rows": []}
    return {"rows": [_case(subject, "民初", "买卖合同纠纷，本企业为原告", "已结案")]}


def _case(subject: Subject, kind: str, what: str, state: str) -> dict[str, Any]:
    return {
        "number": f"（{subject.today.year - 1}）豫示例{kind}{subject.draw.randint(100, 9999)} 号",
        "court": "示例人民法院",
        "filed_on": subject.ago(200, 600),
        "what": what,
        "amount_yuan": f"{subject.draw.randint(10_000, 300_000)}.00",
        "state": state,
    }


PATHS = {"judicial/dishonest": dishonest, "judicial/enforced": enforced, "judicial/rulings": rulings}
