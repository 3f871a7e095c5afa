"""A supplement begins with the paper the institution asked for (C6)."""

from __future__ import annotations

import pytest

from yuzhengdai.domain.applications.asked import asked_items, asked_kind


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("请补充近 6 个月的银行流水", "bank_statement"),
        ("请上传 2025 年财务报表和纳税证明", "financial_statement"),
        ("完税证明不清楚，另请提供购销合同", "tax_certificate"),
        ("请提供房产证复印件", "collateral"),
        ("经营场所的租赁合同过期了", "lease"),
        ("请说明用途", "other"),
        ("", "other"),
    ],
)
def test_the_first_paper_named(note: str, kind: str) -> None:
    assert asked_kind(note) == kind


@pytest.mark.parametrize(
    ("note", "items"),
    [
        ("请补充近 6 个月银行流水。", ["请补充近 6 个月银行流水"]),
        (
            "1. 近 6 个月银行流水\n2、最近一期财务报表；（3）经营场所租赁合同",
            ["近 6 个月银行流水", "最近一期财务报表", "经营场所租赁合同"],
        ),
        ("一、购销合同\r\n\r\n二、发票\n二、发票", ["购销合同", "发票"]),
        ("① 纳税证明;② 承诺书", ["纳税证明", "承诺书"]),
        ("2025 年度审计报告", ["2025 年度审计报告"]),
        ("12 月的流水", ["12 月的流水"]),
        ("；\n。", []),
        ("\n".join(f"材料{no}" for no in range(30)), [f"材料{no}" for no in range(10)]),
    ],
)
def test_each_thing_by_itself(note: str, items: list[str]) -> None:
    assert asked_items(note) == items
