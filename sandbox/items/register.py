"""工商：照面、股东、主要人员、变更、经营异常。"""

from __future__ import annotations

from typing import Any

from sandbox.facts import Subject

FAULT, LABEL, SOURCE = "register", "工商（登记信息、四要素）", "市场监管登记信息（模拟）"
_STATES = {"active": "存续", "cancelled": "注销", "revoked": "吊销", "moved_out": "迁出"}
_SURNAMES = "王李张刘陈杨赵黄周吴"


def _person(subject: Subject) -> str:
    return subject.draw.choice(_SURNAMES) + "示例"


def profile(subject: Subject) -> dict[str, Any]:
    known = subject.known
    capital = subject.draw.choice((500_000, 1_000_000, 2_000_000, 5_000_000)) * (
        10 if subject.is_large else 1
    )
    return {
        "name": known.name,
        "state": _STATES.get(known.state, known.state),
        "entity_type": known.entity_type,
        "registered_address": known.registered_address,
        "established_on": known.established_on or None,
        "registered_capital_yuan": f"{capital}.00",
        "industry": known.industry_code,
        "business_scope": "示例经营范围，以登记机关核准的为准。",
        "authority": "示例市场监督管理局",
    }


def shareholders(subject: Subject) -> dict[str, Any]:
    first = subject.draw.choice((51, 60, 70, 90))
    shares = (first, 100 - first)
    return {
        "rows": [
            {
                "name": _person(subject),
                "kind": "自然人股东",
                "share_pct": f"{share}.00",
                "subscribed_yuan": None,
            }
            for share in shares
        ]
    }


def people(subject: Subject) -> dict[str, Any]:
    return {"rows": [{"name": _person(subject), "post": post} for post in ("执行董事兼总经理", "监事")]}


def changes(subject: Subject) -> dict[str, Any]:
    rows = [
        {
            "changed_on": subject.ago(100 * n, 100 * n + 90),
            "what": what,
            "before": "示例原内容",
            "after": "示例新内容",
        }
        for n, what in enumerate(
            ("住所变更", "经营范围变更", "注册资本变更")[: subject.draw.randint(0, 3)], 1
        )
    ]
    return {"rows": rows}


def abnormal(subject: Subject) -> dict[str, Any]:
    if subject.draw.random() > 0.1:
        return {"rows": []}
    row = {
        "reason": "未按规定期限公示年度报告",
        "authority": "示例市场监督管理局",
        "listed_on": subject.ago(400, 700),
        "removed_on": subject.ago(100, 300),
    }
    return {"rows": [row]}


PATHS = {
    "registration/profile": profile,
    "registration/shareholders": shareholders,
    "registration/people": people,
    "registration/changes": changes,
    "administration/abnormal": abnormal,
}
