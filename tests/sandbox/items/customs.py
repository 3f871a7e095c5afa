"""A source that no row of the platform names: 海关进出口, for the test that adds one."""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "customs", "海关", "海关（模拟）"


def trade(subject: Subject) -> dict[str, Any]:
    return {"rows": [{"month": month, "usd": "1200.00"} for month in subject.months]}


PATHS = {"customs/trade": trade}
