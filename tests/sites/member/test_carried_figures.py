"""What is asked is kept: amount, term, use and method go from the finder through list and product into the application (P1–P6)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.domain.applications import applying
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.products.models import Product

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
SITES = ("portal", "app")


@pytest.fixture
def sold() -> Product:
    return applying.product()


def href(html: str, path: str) -> str:
    """The address of the first link that begins with ``path``, as a browser follows it."""
    found = re.search(rf'href="({re.escape(path)}[^"]*)"', html)
    assert found, path
    return found.group(1).replace("&amp;", "&")


def value(html: str, name: str) -> str:
    """What stands in a field of the application."""
    for pattern in (
        rf'<input[^>]*name="{name}"[^>]*type="radio"[^>]*value="([^"]*)"[^>]*\schecked',
        rf'<input[^>]*type="radio"[^>]*name="{name}"[^>]*value="([^"]*)"[^>]*\schecked',
        rf'<input(?![^>]*type="radio")[^>]*name="{name}"[^>]*\svalue="([^"]*)"',
        rf'<select[^>]*name="{name}".*?<option value="([^"]*)"\s*selected',
    ):
        found = re.search(pattern, html, re.DOTALL)
        if found:
            return found.group(1)
    return ""


@pytest.mark.parametrize("site", SITES)
def test_from_the_finder_to_the_form(login: Login, sold: Product, site: str) -> None:
    """Each page leads to the next with what was asked for."""
    who = applying.applicant()
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    query = "amount_wan=80&term_months=12&use=raw_materials"
    listed = client.get(reverse(f"{site}:product-list") + f"?{query}").content.decode()
    page = href(listed, reverse(f"{site}:product-detail", args=[sold.pk]))
    shown = client.get(page).content.decode()
    assert 'name="amount" value="80"' in shown
    form = href(shown, reverse(f"{site}:apply", args=[sold.pk]))
    html = client.get(form).content.decode()
    assert value(html, "amount_wan") == "80"
    assert value(html, "term_months") == "12"
    assert value(html, "use") == "raw_materials"
    assert value(html, "repayment_method") == ""


@pytest.mark.parametrize("site", SITES)
def test_from_the_calculator_to_the_form(login: Login, sold: Product, site: str) -> None:
    """Without scripts by the page itself, with scripts by what the server says of the figures last calculated."""
    who = applying.applicant()
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    figures = "amount=55.5&months=24&method=interest_first&rate=4"
    shown = client.get(reverse(f"{site}:product-detail", args=[sold.pk]) + f"?{figures}").content.decode()
    part = client.get(reverse("portal:product-calculation", args=[sold.pk]) + f"?{figures}").content.decode()
    carried = re.search(r'data-apply-query="([^"]*)"', part)
    assert carried
    form = href(shown, reverse(f"{site}:apply", args=[sold.pk]))
    assert form.endswith(carried.group(1).replace("&amp;", "&"))
    html = client.get(form).content.decode()
    assert (value(html, "amount_wan"), value(html, "term_months")) == ("55.5", "24")
    assert value(html, "repayment_method") == "interest_first"


def test_figures_that_cannot_be_taken_are_not_carried(client: Client, sold: Product) -> None:
    shown = client.get(reverse("portal:product-detail", args=[sold.pk]) + "?amount=9999&months=12").content
    assert href(shown.decode(), reverse("portal:apply", args=[sold.pk])) == reverse(
        "portal:apply", args=[sold.pk]
    )
    part = client.get(reverse("portal:product-calculation", args=[sold.pk]) + "?amount=9999&months=12")
    assert 'data-apply-query=""' in part.content.decode()


def test_the_agreement_before_the_first_application_loses_nothing(login: Login, sold: Product) -> None:
    who = applying.applicant(consented=False)
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    query = "amount_wan=80&term_months=12"
    page = client.get(reverse("portal:apply", args=[sold.pk]) + f"?{query}", follow=True)
    html = page.content.decode()
    action = re.search(r'action="([^"]*agreement[^"]*)"', html)
    sha256 = re.search(r'name="sha256" value="([^"]*)"', html)
    assert action
    assert sha256
    done = client.post(action.group(1).replace("&amp;", "&"), {"sha256": sha256.group(1)})
    assert value(client.get(done.url).content.decode(), "amount_wan") == "80"


def test_what_was_typed_before_stays_and_the_difference_is_said(login: Login, sold: Product) -> None:
    who = applying.applicant()
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    path = reverse("portal:apply", args=[sold.pk])
    html = client.get(path).content.decode()
    marks = {
        name: value(html, name) for name in ("application", "opened", "product_version", "version", "tab")
    }
    client.post(path, {**marks, "amount_wan": "30", "do": "save"})
    again = client.get(f"{path}?amount_wan=80&term_months=12").content.decode()
    assert value(again, "amount_wan") == "30"
    assert value(again, "term_months") == "12"
    assert "您刚才选择的是借款金额 80 万元，与草稿里填写的不同" in again
    assert Application.objects.get().draft_data["amount_wan"] == "30"


@pytest.mark.parametrize(
    "rubbish", ["amount_wan=%00&term_months=x", "use=nothing&repayment_method=<b>", "amount_wan=9999999"]
)
def test_rubbish_in_the_address_fills_nothing(login: Login, sold: Product, rubbish: str) -> None:
    who = applying.applicant()
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    html = client.get(reverse("portal:apply", args=[sold.pk]) + f"?{rubbish}").content.decode()
    assert [value(html, name) for name in ("amount_wan", "term_months", "use")] == ["", "", ""]


@pytest.mark.parametrize("site", SITES)
def test_what_is_verified_and_what_the_name_tells_is_not_asked(
    login: Login, sold: Product, site: str
) -> None:
    """电力户号 and 社保号 stand masked in 核对企业信息; 行业 is filled from the name where the register says nothing (P6)."""
    who = applying.applicant(enterprise=factories.enterprise(name="郑州示例面业有限公司", industry_code=""))
    factories.utility_account(enterprise=who.enterprise, number="4101234562087")
    client = login(who.user, enterprise_id=str(who.enterprise_id))
    html = client.get(reverse(f"{site}:apply", args=[sold.pk])).content.decode()
    assert "4101****2087" in html
    assert "4101234562087" not in html
    assert re.findall(r'<option value="(\d\d)" selected', html)[-1] == "13"
    assert "中国共产党机关" not in html
    assert "国际组织" not in html
