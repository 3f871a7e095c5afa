"""A supplement begins with the paper the institution asked for (C6)."""

from __future__ import annotations

import pytest

from yuzhengdai.sites.member.applications.detail import asked_kind


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
