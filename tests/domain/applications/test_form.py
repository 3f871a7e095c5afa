"""The table of the application form: every field has a column, and reaches the enterprise's page and the institution's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.domain.applications import applying
from yuzhengdai.domain.applications.form import FORM
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

TOLD = {
    "借款金额": "100 万元",
    "借款期限": "12 个月",
    "借款用途": "采购原材料",
    "用途说明": "备货",
    "还款方式": "等额本息",
    "担保方式": "信用",
    "主要还款来源": "年度供货合同回款",
    "所属行业": "农副食品加工业",
    "企业规模": "小型",
    "上年营业收入": "2,600 万元",
    "资产总额": "1,800.5 万元",
    "现有负债": "0 万元",
    "从业人数": "46 人",
    "联系人": "李示例",
}
"""What ``applying.TYPED`` says, label by label in the order of the page, as people read it."""


def test_every_field_has_its_own_column_and_words() -> None:
    assert [field.label for field in FORM] == list(TOLD)
    columns = [field.kept_in() for field in FORM]
    assert len(set(columns)) == len(columns)
    for column in columns:
        assert Application._meta.get_field(column)


@pytest.mark.django_db
def test_what_was_handed_in_is_told_to_both_sides(login: Callable[..., Client]) -> None:
    who = applying.applicant()
    row = applying.submit(who, applying.opened(who), typed={"use_note": "备货"})
    mine = login(who.user, enterprise_id=str(who.enterprise_id))
    text = _text(mine, reverse("console:application-detail", args=[row.pk]))
    for label, words in TOLD.items():
        assert f"{label} {words}" in text
    officer = factories.officer(institution=row.institution, role="manager")
    desk = login(officer.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    text = _text(desk, reverse("bank:case-tab", args=[row.pk, "enterprise"]))
    for words in ("用途说明 备货", "还款来源 年度供货合同回款", "企业规模 小型，从业 46 人", "所属行业 农副食品加工业",
                  "上年营业收入 2,600 万元", "资产总额 1,800.5 万元", "现有负债 0 万元"):  # fmt: skip
        assert words in text


@pytest.mark.django_db
def test_the_next_draft_begins_with_what_stays_true() -> None:
    who = applying.applicant()
    applying.submit(who, applying.opened(who))
    draft = applying.opened(who, applying.product(version={"repayment_methods": ["bullet"]}))
    filled = {name: value for name, value in draft.draft_data.items() if value}
    assert filled == {
        "repayment_method": "bullet",
        "guarantee_mode": "credit",
        "repayment_source": "年度供货合同回款",
        "industry_code": "13",
        "size": "small",
        "annual_revenue_wan": "2600",
        "total_assets_wan": "1800.5",
        "existing_debt_wan": "0",
        "staff_count": "46",
        "contact_name": "李示例",
    }


def _text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", bare)
