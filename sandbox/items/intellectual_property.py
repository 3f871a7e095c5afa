"""知识产权：专利与商标。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "intellectual_property", "知识产权", "知识产权（模拟）"


def rights(subject: Subject) -> dict[str, Any]:
    rows = [
        {
            "kind": kind,
            "name": f"示例{kind}",
            "number": f"ZL{subject.draw.randint(10**9, 10**10 - 1)}",
            "granted_on": subject.ago(300 * n + 30, 300 * n + 300),
        }
        for n, kind in enumerate(("商标", "实用新型专利")[: subject.draw.randint(0, 2)])
    ]
    return {"rows": rows}


PATHS = {"intellectual-property": rights}
