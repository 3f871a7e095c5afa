"""融资需求 over HTTP, on any screen and in the app: publish, manage, edit, delete, compare, answer, apply (C7–C10, R4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.domain.applications.applying import TYPED, applicant
from tests.domain.demands.demanding import offered, published, typed
from tests.support.markup import tight
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.demands.models import FinancingDemand, Offer
from yuzhengdai.domain.demands.services.publish import demand_edit
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
BOTH = pytest.mark.parametrize("site", ["console", "app"])


@pytest.fixture
def who() -> EnterpriseMember:
    return applicant(enterprise=factories.enterprise(region_code="410102"))


@pytest.fixture
def pc(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, answer.get("Location", "")
    return tight(answer.content.decode())


def marks(html: str) -> dict[str, str]:
    """The hidden fields of the form."""
    return dict(re.findall(r'<input type="hidden" name="(demand|version|tab)" value="([^"]*)"', html))


def form(html: str, do: str = "submit", **values: Any) -> dict[str, Any]:
    data: dict[str, Any] = {**typed(**values), **marks(html), "do": do}
    return {**data, "shown_facts": data["shown_facts"].split(",")}


@BOTH
def test_publishing_ends_at_its_own_page_and_in_the_list(pc: Client, site: str) -> None:
    url = reverse(f"{site}:demand-new")
    html = page(pc, url)
    for label in (
        "需求名称", "融资金额(万元)", "融资期限", "融资用途", "担保方式", "期望利率", "所属地区", "联系人", "联系电话", "需求描述",
        "有效期至", "是否公开企业名称", "立即提交", "重置",
    ):  # fmt: skip
        assert label in html, label
    assert '<option value="410102" selected>' in html
    done = pc.post(url, form(html), follow=True)
    text = done.content.decode()
    assert "发布成功" in text
    assert "管理需求" in text
    assert "小麦收购季采购原料周转" in page(pc, reverse(f"{site}:demands"))
    assert FinancingDemand.objects.get().shown_facts == ["established", "revenue_band"]


@BOTH
def test_what_the_text_check_holds_says_so(pc: Client, site: str) -> None:
    url = reverse(f"{site}:demand-new")
    html = page(pc, url)
    text = pc.post(url, form(html, description="加微信详谈"), follow=True).content.decode()
    assert "已提交，待审核" in text
    assert "发布成功" not in text


@BOTH
def test_errors_keep_what_was_typed_in_the_page_and_in_the_draft(pc: Client, site: str) -> None:
    url = reverse(f"{site}:demand-new")
    answer = pc.post(url, form(page(pc, url), amount_wan="1万5", title="收麦周转"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="1万5"' in html
    assert 'value="收麦周转"' in page(pc, url)


def test_reset_empties_prefilled_fields_too_and_undo_brings_them_back(pc: Client) -> None:
    """Without scripts: 「重置」 is a button of the form, 「撤销」 a link to the kept draft."""
    url = reverse("console:demand-new")
    html = pc.post(url, form(page(pc, url), do="reset")).content.decode()
    assert "已清空" in html
    assert "撤销" in html
    assert 'value="小麦收购季采购原料周转"' not in html
    assert "13812346021" not in html.replace(" ", "")
    assert "selected" not in tight(html).replace('<option value="" selected', "")
    assert 'value="小麦收购季采购原料周转"' in page(pc, url)


def test_the_draft_is_kept_and_another_tab_is_not_overwritten(pc: Client) -> None:
    url = reverse("console:demand-new")
    one, two = page(pc, url), page(pc, url)
    draft = reverse("console:demand-draft", args=[marks(one)["demand"]])
    first = pc.post(draft, form(one, title="第一页"))
    assert (first.status_code, first.json()["version"]) == (200, 1)
    second = pc.post(draft, form(two, title="第二页"))
    assert second.status_code == 409
    answer = pc.post(url, form(two, title="第二页"))
    assert answer.status_code == 409
    assert 'value="第二页"' in answer.content.decode()
    assert not FinancingDemand.objects.exclude(state="draft").exists()


def test_the_preview_says_exactly_who_sees_what(pc: Client, who: EnterpriseMember) -> None:
    html = page(pc, reverse("console:demand-new"))
    data = form(html)
    answer = pc.post(reverse("console:demand-preview"), data).content.decode()
    everybody, institutions, nobody = (part.split("</aside>")[0] for part in answer.split("<aside")[1:4])
    assert "150 万元" in everybody
    assert "六月上旬" not in everybody
    assert "六月上旬" in institutions
    assert "4 年 1 个月" in institutions
    assert who.enterprise.name in nobody
    assert "法人类型" in nobody
    assert "13812346021" not in answer
    shown = pc.post(reverse("console:demand-preview"), {**data, "shows_name": "yes"}).content.decode()
    assert who.enterprise.name in shown.split("<aside")[1]


@pytest.mark.parametrize("site", ["portal", "app"])
def test_the_public_reads_no_more_than_the_preview_said(
    client: Client, who: EnterpriseMember, site: str
) -> None:
    row = published(who)
    html = page(client, reverse(f"{site}:demand-list"))
    here = reverse(f"{site}:demand-page", args=[row.pk])
    assert f'href="{here}"' in html
    one = page(client, here)
    for text in (html, one):
        assert "小麦收购季采购原料周转" in text
        assert "150 万元" in text
        assert who.enterprise.name not in text
        assert "六月上旬" not in text
        assert "13812346021" not in text
    held = published(factories.member(), title="微信同号周转")
    assert client.get(reverse(f"{site}:demand-page", args=[held.pk])).status_code == 404
    assert "微信" not in page(client, reverse(f"{site}:demand-list"))


def test_the_public_list_is_reached_on_the_phone_by_everybody(client: Client, pc: Client) -> None:
    href = f'href="{reverse("app:demand-list")}"'
    assert href in page(client, reverse("app:home"))
    assert href in page(pc, reverse("app:mine"))


@BOTH
def test_editing_shows_a_newer_edit_instead_of_overwriting_it(
    pc: Client, who: EnterpriseMember, site: str
) -> None:
    row = published(who)
    url = reverse(f"{site}:demand-edit", args=[row.pk])
    html = page(pc, url)
    assert "返回" in html
    assert "确认修改" in html
    actor = factories.enterprise_actor(who)
    demand_edit(actor=actor, demand_id=row.pk, typed=typed(amount_wan="200"), expected_version=row.version)
    answer = pc.post(url, form(html, amount_wan="90"))
    text = tight(answer.content.decode())
    assert answer.status_code == 409
    assert "200 万元" in text
    assert 'value="90"' in text
    row.refresh_from_db()
    assert row.amount_yuan == 2_000_000
    answer = pc.post(url, {**form(text, amount_wan="90")}, follow=True)
    assert "修改已保存" in answer.content.decode()
    row.refresh_from_db()
    assert row.amount_yuan == 900_000


@BOTH
def test_deleting_asks_first(pc: Client, who: EnterpriseMember, site: str) -> None:
    row = published(who)
    url = reverse(f"{site}:demand-delete", args=[row.pk])
    html = page(pc, url)
    assert "确定" in html
    assert "取消" in html
    assert "需求已删除" in pc.post(url, {"version": row.version}, follow=True).content.decode()
    assert "小麦收购季" not in page(pc, reverse(f"{site}:demands"))
    assert pc.get(reverse(f"{site}:demand-detail", args=[row.pk])).status_code == 404


def test_a_question_asked_before_a_change_is_not_answered(pc: Client, who: EnterpriseMember) -> None:
    row = published(who)
    offered(row)
    answer = pc.post(
        reverse("console:demand-close", args=[row.pk]), {"version": row.version, "reason": "other"}
    )
    assert answer.status_code == 409
    row.refresh_from_db()
    assert row.state == "offered"
    answer = pc.post(
        reverse("console:demand-close", args=[row.pk]), {"version": row.version, "reason": "", "note": "暂缓"}
    )
    assert answer.status_code == 422
    assert "请选择撤回原因" in answer.content.decode()
    assert "暂缓" in answer.content.decode()


@BOTH
def test_offers_stand_side_by_side_with_figures_and_the_sentence(
    pc: Client, who: EnterpriseMember, site: str
) -> None:
    row = published(who)
    one, two = offered(row), offered(row, message="随借随还", conditions="办妥保险")
    html = page(pc, reverse(f"{site}:demand-detail", args=[row.pk]))
    for text in (
        one.institution.short_name, two.institution.short_name, "意向方案，最终以机构审批和合同为准", "年化综合融资成本（估算）",
        "4.10%", "每期还款", "每期约 ", "本息和费用合计约", "办妥保险", "受理 1 个、尽调反馈 3 个、授信意见 5 个工作日", "近一年按时兑现",
    ):  # fmt: skip
        assert text in html, text
    declined = pc.post(
        reverse(f"{site}:offer-decline", args=[one.pk]),
        {"version": one.version, "reason": "rate"},
        follow=True,
    )
    assert "已谢绝" in declined.content.decode()
    assert Offer.objects.get(pk=one.pk).state == "declined"


@BOTH
def test_conditions_stand_one_by_one(pc: Client, who: EnterpriseMember, site: str) -> None:
    """However the institution numbered or separated them; amounts and rates stay whole."""
    row = published(who)
    offered(row, conditions="1. 办妥仓单保险；2、法定代表人担保 50.5 万元\n（三）提供 3.5 个月流水。")
    html = page(pc, reverse(f"{site}:demand-detail", args=[row.pk]))
    for one in ("办妥仓单保险", "法定代表人担保 50.5 万元", "提供 3.5 个月流水"):
        assert f"<li>{one}</li>" in tight(html), one


@BOTH
def test_a_live_demand_whose_offers_are_over_says_where_to_turn(
    pc: Client, who: EnterpriseMember, site: str
) -> None:
    """Declined, it still stands in the hall and its owner reads what to do next; with an open offer nothing is said."""
    row = published(who)
    one, two = offered(row), offered(row)
    url = reverse(f"{site}:demand-detail", args=[row.pk])
    pc.post(reverse(f"{site}:offer-decline", args=[one.pk]), {"version": one.version, "reason": "rate"})
    assert "收到过的方案都已结束" not in page(pc, url)
    pc.post(reverse(f"{site}:offer-decline", args=[two.pk]), {"version": two.version, "reason": "amount"})
    html = page(pc, url)
    assert "收到过的方案都已结束" in html
    assert "直接向下面的产品申请" in html


@BOTH
@pytest.mark.parametrize("state", ["withdrawn", "expired", "removed"])
def test_an_ended_demand_promises_no_message_of_offers(
    pc: Client, who: EnterpriseMember, site: str, state: str
) -> None:
    row = published(who)
    url = reverse(f"{site}:demand-detail", args=[row.pk])
    assert "有机构提交时会发短信" in page(pc, url)
    FinancingDemand.objects.filter(pk=row.pk).update(state=state)
    html = page(pc, url)
    assert "有机构提交时会发短信" not in html
    assert "没有收到方案" in html


@BOTH
def test_accepting_is_handing_in_the_prefilled_application(
    pc: Client, who: EnterpriseMember, site: str
) -> None:
    row = published(who)
    chosen, other = offered(row), offered(row)
    html = page(pc, reverse(f"{site}:demand-detail", args=[row.pk]))
    links = re.findall(r'href="([^"]*apply/\?offer=[^"]*)"', html)
    url = next(link for link in links if str(chosen.pk) in link)
    assert parse_qs(urlsplit(url).query) == {"offer": [str(chosen.pk)]}
    page(pc, url)
    draft = Application.objects.get()
    assert draft.draft_data["amount_wan"] == "100"
    data: dict[str, Any] = {
        **TYPED,
        "use": "raw_materials",
        "amount_wan": "100",
        "application": str(draft.pk),
    }
    data |= {"product_version": str(draft.product_version_id), "version": str(draft.version), "tab": "t"}
    cancelled = pc.post(url, {**data, "do": "cancel"})
    assert cancelled["Location"] == reverse(f"{site}:demand-detail", args=[row.pk])
    assert set(Offer.objects.values_list("state", flat=True)) == {"sent"}
    draft.refresh_from_db()
    done = pc.post(url, {**data, "version": str(draft.version), "do": "submit"}, follow=True)
    assert "申请成功" in done.content.decode()
    row.refresh_from_db()
    states = {pk: Offer.objects.get(pk=pk).state for pk in (chosen.pk, other.pk)}
    assert (row.state, states[chosen.pk], states[other.pk]) == ("matched", "accepted", "declined")


def test_foreign_offers_and_products_of_others_are_not_found(pc: Client, who: EnterpriseMember) -> None:
    offer = offered(published())
    product = offer.product_version.product_id
    assert pc.get(reverse("portal:apply", args=[product]), {"offer": str(offer.pk)}).status_code == 404
    own = offered(published(who))
    assert pc.get(reverse("portal:apply", args=[product]), {"offer": str(own.pk)}).status_code == 404
    assert pc.get(reverse("portal:apply", args=[product]), {"offer": "x"}).status_code == 404


def test_an_outdated_offer_says_so_and_cannot_be_accepted(pc: Client, who: EnterpriseMember) -> None:
    row = published(who)
    offer = offered(row)
    row.refresh_from_db()
    actor = factories.enterprise_actor(who)
    demand_edit(actor=actor, demand_id=row.pk, typed=typed(amount_wan="200"), expected_version=row.version)
    html = page(pc, reverse("console:demand-detail", args=[row.pk]))
    assert "基于修改前的需求" in html
    assert "?offer=" not in html
    url = reverse("portal:apply", args=[offer.product_version.product_id])
    answer = pc.get(url, {"offer": str(offer.pk)}, follow=True)
    assert "等机构确认或修改后才能接受" in answer.content.decode()


def test_the_list_costs_the_same_however_long(
    pc: Client, who: EnterpriseMember, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        offered(published(who))
    with django_assert_max_num_queries(12):
        pc.get(reverse("console:demands"))
