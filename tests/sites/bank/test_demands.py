"""需求大厅 and 融资方案 over HTTP (B2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from tests import factories
from tests.sites.bank.conftest import Bank
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.matching import hall_jobs
from yuzhengdai.domain.products.catalogue import forget
from yuzhengdai.domain.products.models import Product
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]

FEES = [
    {
        "name": "评估费",
        "payee": "评估机构",
        "payer": "企业",
        "standard": "按次",
        "method": "转账",
        "cycle": "一次",
    },
]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """A catalogue of this test alone."""
    forget()
    yield
    forget()


@pytest.fixture
def product(bank: Bank) -> Product:
    """What the bank lends: 10–300 万元, 6–24 months, 3.65–4.85 %."""
    return factories.product(institution=bank.institution, version={"fees": FEES})


def typed(demand: FinancingDemand, product: Product, **values: Any) -> dict[str, Any]:
    """A right form."""
    return {
        "key": "form-1",
        "revision": demand.revision,
        "product": str(product.pk),
        "product_version": str(product.published_version_id),
        "amount_wan": "80",
        "annual_rate_pct": "4.15",
        "term_months": "12",
        "repayment_method": "equal_instalment",
        "guarantee_mode": "credit",
        "valid_until": (today() + timedelta(days=10)).isoformat(),
        "fee-0": "0",
        "conditions": "",
        "message": "可按收购进度分两次提款。",
        **values,
    }


def text(response: Any) -> str:
    return str(response.content.decode())


def refresh() -> None:
    forget()
    while hall_jobs.hall_fits_refresh():
        pass


def test_from_the_hall_to_an_offer(bank: Bank, product: Product, enter: Enter) -> None:
    """What suits is listed with why; the demand says only what its owner shows; the offer goes out."""
    demand = factories.demand(title="小麦收购季采购")
    refresh()
    client = enter(bank.officer)
    hall = text(client.get("/bank/demands/"))
    assert "小麦收购季采购" in hall
    assert product.name in hall
    page = text(client.get(f"/bank/demands/{demand.pk}/"))
    assert "未公开名称，已认证" in page
    assert demand.enterprise.name not in page
    assert "在本机构可贷区域内" in page
    told = client.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, product))
    offer = Offer.objects.get()
    assert (told.status_code, told["Location"]) == (302, f"/bank/offers/{offer.pk}/")
    assert (offer.state, offer.amount_yuan, offer.annual_rate_pct) == ("sent", 800_000, Decimal("4.150"))
    shown = text(client.get(told["Location"]))
    assert "意向方案，最终以机构审批和合同为准" in shown
    assert "可按收购进度分两次提款" in shown
    assert re.search(r"评估费</t[dh]>.*?<td[^>]*>0\.00 元</td>", shown, re.DOTALL)
    assert text(client.get("/bank/offers/")).count("小麦收购季采购") == 1


def test_no_contact_data_in_any_page_before_the_application(
    bank: Bank, product: Product, enter: Enter
) -> None:
    """Hall, demand, offer, its edit, messages: neither name nor number of the contact, whole or masked."""
    demand = factories.demand(contact_name="张三丰", contact_phone="+8613812349876", shows_name=True)
    refresh()
    hall_jobs.hall_news_tell()
    client = enter(bank.officer)
    client.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, product))
    offer = Offer.objects.get()
    for path in (
        "demands/",
        "demands/?tab=all",
        f"demands/{demand.pk}/",
        "offers/",
        f"offers/{offer.pk}/",
        f"offers/{offer.pk}/edit/",
        f"offers/{offer.pk}/actions/withdraw/",
        "messages/",
    ):
        page = text(client.get(f"/bank/{path}"))
        assert "张三丰" not in page, path
        assert "13812349876" not in page, path
        assert "9876" not in page, path


def test_two_institutions_see_nothing_of_each_other(bank: Bank, product: Product, enter: Enter) -> None:
    """Not in a page, a count, a message or an error; the other's offer is not found for any act."""
    demand = factories.demand(max_offers=3)
    other = factories.officer(name="赵对手")
    rival = factories.product(institution=other.institution, version={"fees": FEES})
    client, theirs = enter(bank.officer), enter(other)
    before = text(client.get(f"/bank/demands/{demand.pk}/"))
    theirs.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, rival, annual_rate_pct="3.99"))
    offer = Offer.objects.get()
    after = text(client.get(f"/bank/demands/{demand.pk}/"))
    for page in (after, text(client.get("/bank/offers/")), text(client.get("/bank/messages/"))):
        for word in (other.institution.short_name, rival.name, "3.99", "赵对手", str(offer.pk)):
            assert word not in page
    assert _without_tokens(before) == _without_tokens(after)
    for path in ("", "edit/", "actions/withdraw/", "actions/confirm/", "actions/release/"):
        assert client.get(f"/bank/offers/{offer.pk}/{path}").status_code == 404, path
        assert client.post(f"/bank/offers/{offer.pk}/{path or 'edit/'}", {"version": "1"}).status_code == 404
    assert client.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, rival)).status_code == 404


def _without_tokens(page: str) -> str:
    """A page without what differs on every request."""
    page = re.sub(r'name="(csrfmiddlewaretoken|key)" value="[^"]*"', "", page)
    return re.sub(r'content="[^"]*"|\d\d:\d\d:\d\d[.\d]*', "", page)


def test_one_more_than_wanted_is_told_and_keeps_what_was_typed(
    bank: Bank, product: Product, enter: Enter
) -> None:
    """The (n+1)th reads that the demand is full, and nothing of who else offered."""
    demand = factories.demand(max_offers=3)
    client = enter(bank.officer)
    others = [factories.offer(demand=demand) for _ in range(3)]
    told = client.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, product, message="留着这句话"))
    page = text(told)
    assert told.status_code == 409
    assert "这条需求已收满企业想要的方案数" in page
    assert "留着这句话" in page
    assert not any(offer.institution.short_name in page for offer in others)
    assert "已收满" in text(client.get(f"/bank/demands/{demand.pk}/"))


def test_above_the_institutions_amount_a_manager_releases(bank: Bank, product: Product, enter: Enter) -> None:
    """An officer may not; the enterprise is told only then."""
    bank.institution.offer_release_above_yuan = Decimal(500_000)
    bank.institution.save()
    demand = factories.demand()
    client = enter(bank.officer)
    client.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, product))
    offer = Offer.objects.get()
    assert offer.state == "pending"
    enterprise = {"recipient_kind": "enterprise", "recipient_id": demand.enterprise_id}
    assert not Notification.objects.filter(**enterprise).exists()
    path = f"/bank/offers/{offer.pk}/actions/release/"
    assert client.post(path, {"version": offer.version}).status_code in {403, 409}
    assert path not in text(client.get(f"/bank/offers/{offer.pk}/"))
    manager = enter(bank.manager)
    assert path in text(manager.get(f"/bank/offers/{offer.pk}/"))
    assert manager.post(path, {"version": offer.version}).status_code == 302
    offer.refresh_from_db()
    assert offer.state == "sent"
    assert Notification.objects.filter(**enterprise).count() == 1


def test_edit_confirm_and_withdraw(bank: Bank, product: Product, enter: Enter) -> None:
    """Open offers are changed; after an edit of the demand they read 「基于修改前的需求」 until confirmed; a stale page keeps its words."""
    demand = factories.demand()
    client = enter(bank.officer)
    client.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, product))
    offer = Offer.objects.get()
    edit = f"/bank/offers/{offer.pk}/edit/"
    stale = client.post(
        edit, typed(demand, product, version="0", message="另一个页面的话") | {"version": "99"}
    )
    assert stale.status_code == 409
    assert "另一个页面的话" in text(stale)
    done = client.post(edit, typed(demand, product, annual_rate_pct="4.05", version=str(offer.version)))
    assert done.status_code == 302
    offer.refresh_from_db()
    assert offer.annual_rate_pct == Decimal("4.050")
    FinancingDemand.objects.filter(pk=demand.pk).update(revision=2)
    assert "基于修改前的需求" in text(client.get(f"/bank/offers/{offer.pk}/"))
    client.post(f"/bank/offers/{offer.pk}/actions/confirm/", {"version": offer.version})
    assert "基于修改前的需求" not in text(client.get(f"/bank/offers/{offer.pk}/"))
    offer.refresh_from_db()
    client.post(f"/bank/offers/{offer.pk}/actions/withdraw/", {"version": offer.version, "note": "额度调整"})
    offer.refresh_from_db()
    assert offer.state == "withdrawn"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("amount_wan", "999999", "额度应在产品的范围内"),
        ("amount_wan", "很多", "方案金额"),
        ("annual_rate_pct", "24", "年化利率（单利）应在产品公布的范围内"),
        ("term_months", "600", "期限应在产品的范围内"),
        ("valid_until", "2020-01-01", "方案有效期应晚于今天"),
        ("fee-0", "", "请填写评估费，不收取的填 0"),
        ("message", "加我微信 abc12345 详谈", "这里不能写联系方式"),
        ("repayment_method", "magic", "请选择还款方式"),
    ],
)
def test_what_cannot_be_taken_is_told_at_its_field(
    bank: Bank, product: Product, enter: Enter, *, field: str, value: str, said: str
) -> None:
    """Nothing is made, and everything typed is still there."""
    demand = factories.demand()
    told = enter(bank.officer).post(
        f"/bank/demands/{demand.pk}/offer/", typed(demand, product, **{field: value})
    )
    assert told.status_code == 422
    assert said in text(told)
    assert "可按收购进度" in text(told) or field == "message"
    assert not Offer.objects.exists()


def test_the_hall_is_filtered_by_rate_and_taken_along_as_a_file(
    bank: Bank, product: Product, enter: Enter
) -> None:
    """The file holds the lines listed, nobody's name and no way to call; the audit keeps that it was taken."""
    shown = factories.demand(
        title="=CMD 收购", rate_max_pct=Decimal(5), contact_name="欧阳示例", contact_phone="+8613800001111"
    )
    factories.demand(title="磨床更新", rate_max_pct=Decimal(3))
    refresh()
    client = enter(bank.officer)
    html = text(client.get("/bank/demands/?tab=all&rate=4"))
    assert "CMD 收购" in html
    assert "磨床更新" not in html
    answer = client.get("/bank/demands/export.xlsx?tab=all&rate=4")
    with ZipFile(BytesIO(answer.content)) as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "'=CMD 收购" in words
    assert "磨床更新" not in words
    for private in ("欧阳示例", "13800001111", shown.enterprise.name):
        assert private not in words
    event = AuditEvent.objects.filter(action="demands.export").get()
    assert event.detail == {"count": 1}
    assert (
        client.get("/bank/demands/export.xlsx?rate=9").status_code
        == client.get("/bank/demands/?rate=9").status_code
    )


def test_marks_and_roles(bank: Bank, product: Product, enter: Enter) -> None:
    """不感兴趣 hides, 恢复关注 brings back; who may only look offers nothing; an ended demand is not found."""
    demand = factories.demand()
    refresh()
    client = enter(bank.officer)
    assert "新" in text(client.get("/bank/demands/"))
    client.get(f"/bank/demands/{demand.pk}/")
    assert demand.title not in text(client.get("/bank/demands/?unseen=1"))
    client.post(f"/bank/demands/{demand.pk}/interest/", {"interested": "0"})
    assert demand.title not in text(client.get("/bank/demands/"))
    assert demand.title in text(client.get("/bank/demands/?tab=hidden"))
    client.post(f"/bank/demands/{demand.pk}/interest/", {"interested": "1"})
    assert demand.title in text(client.get("/bank/demands/"))
    viewer = enter(bank.viewer)
    assert "您的角色可以查看" in text(viewer.get(f"/bank/demands/{demand.pk}/"))
    assert viewer.post(f"/bank/demands/{demand.pk}/offer/", typed(demand, product)).status_code == 403
    FinancingDemand.objects.filter(pk=demand.pk).update(state="withdrawn")
    assert client.get(f"/bank/demands/{demand.pk}/").status_code == 404


def test_where_the_institution_lends_is_a_managers_to_set(bank: Bank, enter: Enter) -> None:
    """Counties and functional zones; the amount; rubbish is told, a stale page too."""
    manager = enter(bank.manager)
    version = bank.institution.version
    page = text(manager.get("/bank/lending/"))
    assert "航空港区" in page
    done = manager.post(
        "/bank/lending/", {"areas": ["410173", "419001"], "release_above": "200", "version": version}
    )
    assert done.status_code == 302
    bank.institution.refresh_from_db()
    assert bank.institution.lending_areas == ["410173", "419001"]
    assert bank.institution.offer_release_above_yuan == 2_000_000
    assert manager.post("/bank/lending/", {"areas": ["999999"], "version": version + 1}).status_code == 422
    assert (
        manager.post("/bank/lending/", {"release_above": "很多", "version": version + 1}).status_code == 422
    )
    assert manager.post("/bank/lending/", {"version": version}).status_code == 409
    assert enter(bank.officer).get("/bank/lending/").status_code == 403


def test_rubbish_in_addresses(bank: Bank, product: Product, enter: Enter) -> None:
    """Unknown products and actions are not found, unknown filters are named."""
    demand = factories.demand()
    client = enter(bank.officer)
    assert client.get(f"/bank/demands/{demand.pk}/?product=x").status_code == 404
    assert client.post(f"/bank/demands/{demand.pk}/offer/", {"product": "x"}).status_code == 404
    assert "没有列出内容" in text(client.get("/bank/demands/?tab=everything"))
    offer = factories.offer(officer=bank.officer, demand=demand)
    assert client.get(f"/bank/offers/{offer.pk}/actions/eat/").status_code == 404
    assert client.get("/bank/demands/?q=%00%ff&page=x").status_code == 200
