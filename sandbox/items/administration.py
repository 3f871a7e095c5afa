"""公共信用信息平台：行政许可、行政处罚、资质荣誉。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "administration", "行政许可、行政处罚", "公共信用信息平台（模拟）"


def licences(subject: Subject) -> dict[str, Any]:
    rows = [
        {
            "number": f"示例许〔{subject.today.year - n}〕{subject.draw.randint(100, 999)} 号",
            "what": what,
            "authority": "示例行政审批局",
            "decided_on": subject.ago(365 * n + 1, 365 * n + 300),
            "valid_until": None,
        }
        for n, what in enumerate(("排污登记", "道路运输经营许可")[: subject.draw.randint(0, 2)])
    ]
    return {"rows": rows}


def penalties(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.15:
        return {"rows": []}
    row = {
        "number": f"示例罚〔{subject.today.year - 1}〕{subject.draw.randint(10, 99)} 号",
        "what": "未按规定公示价格",
        "result": "警告",
        "authority": "示例市场监督管理局",
        "decided_on": subject.ago(370, 500),
        "grade": "轻微",
        "published_until": None,
        "is_repaired": subject.draw.random() < 0.5,
    }
    return {"rows": [row]}


PATHS = {"administration/licences": licences, "administration/penalties": penalties}
