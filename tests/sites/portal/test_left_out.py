"""F16: a condition in the address that the catalogue does not understand is named on the page, with the list without it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

SITES = ("/products/", "/app/products/")


def said(page: str) -> str:
    found = re.search(r'<div class="alert alert--warn"[^>]*>(.*?)</div>', page, re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", found[1]))).strip() if found else ""


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("guarantee=abc", "「担保方式：abc」"),
        ("guarantee=credit&guarantee=abc", "「担保方式：abc」"),
        ("institution=no-such-bank", "「金融机构：no-such-bank」"),
        ("region=990000", "「适用地区：990000」"),
        ("amount_wan=很多", "「想借多少：很多」"),
        ("term_months=0", "「借多久：0」"),
        ("use=yacht", "「用途：yacht」"),
        ("collateral=gold", "「抵押物：gold」"),
        ("sort=luck", "「排序：luck」"),
        ("colour=red", "「colour」"),
        ("guarantee=%3Cb%3E", "「担保方式：<b>」"),
        ("guarantee=%00", "「担保方式」"),
    ],
)
def test_what_is_not_understood_is_named(site: str, query: str, named: str) -> None:
    factories.product()
    page = Client().get(f"{site}?{query}")
    assert page.status_code == 200
    text = said(page.content.decode())
    assert named in text, text
    assert "<b>" not in page.content.decode().split('class="alert alert--warn"')[1].split("</div>")[0]
    rest = "guarantee=credit" if "credit" in query else ""
    assert f'href="{site}{"?" + rest if rest else ""}">去掉这些条件' in page.content.decode()
    assert said(Client().get(f"{site}?{rest}").content.decode()) == "", "not kept for the next reader"
    assert site != SITES[0] or page["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=&amount_wan=&term_months=&use=&collateral=&sort=&guarantee=",
        "guarantee=credit&sort=rate&page=3&fit=1",
        "amount_wan=１００万&term_months=1年",
        "sort=overall",
        "page=rubbish",
        "utm_source=sms",
    ],
)
def test_what_is_understood_or_asks_for_nothing_is_not_told(site: str, query: str) -> None:
    factories.product()
    assert said(Client().get(f"{site}?{query}").content.decode()) == ""
