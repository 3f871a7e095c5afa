"""The app's main pages: faces of 首页, products, applying, 我的申请, 消息, 我的, feedback; bounded queries (R5, P1–P7, C6, F1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import factories
from tests.domain.applications import applying
from tests.phones import hidden
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.sites.web.elder import ELDER_COOKIE

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


def body(answer: Any) -> str:
    return str(answer.content.decode())


def client_of(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, enterprise_id=str(who.enterprise_id))


def test_home_of_a_visitor_says_what_it_is_and_costs_no_query(client: Client) -> None:
    client.get("/app/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.get("/app/")
    html = body(answer)
    assert len(queries) == 0
    assert 'href="/app/register/">注册' in html
    assert 'href="/app/login/">登录' in html
    assert "csrf" not in html
    assert "sessionid" not in answer.cookies
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "Cookie" in answer.headers["Vary"]


def test_home_of_somebody_without_an_enterprise_leads_to_one(login: Login) -> None:
    html = body(login(factories.user()).get("/app/"))
    assert "/app/enterprises/" in html
    assert "/app/register/" in html


def test_home_of_the_unverified_leads_into_the_wizard(login: Login) -> None:
    who = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    html = body(client_of(login, who).get("/app/"))
    assert "请先完成企业认证" in html
    assert 'href="/app/verification/">去认证' in html


def test_home_of_a_member_shows_what_waits_first_and_three_applications(login: Login) -> None:
    who = applying.applicant()
    for state in ("submitted", "disbursed", "due_diligence", "returned"):
        factories.application(state=state, enterprise=who.enterprise)
    html = body(client_of(login, who).get("/app/"))
    assert "请您补充材料" in html
    assert "请先完成企业认证" not in html
    assert "全部 4 笔" in html
    # Three rows and one more place for the state: what waits for the enterprise comes first.
    assert html.count('class="app-progress__item"') == 3
    assert html.index(">待补件<") < html.index(">尽调中<")
    assert ">已放款<" not in html


@pytest.mark.parametrize(
    ("path", "at_most"),
    [("/app/", 14), ("/app/applications/", 11), ("/app/mine/", 10), ("/app/messages/", 10)],
)
def test_pages_take_the_same_queries_for_few_and_many(login: Login, path: str, at_most: int) -> None:
    who = applying.applicant()
    client = client_of(login, who)

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    for _ in range(2):
        factories.application(state="submitted", enterprise=who.enterprise)
    few = queries()
    for state in ("submitted", "returned", "approved", "disbursed", "accepted", "submitted"):
        factories.application(state=state, enterprise=who.enterprise)
    assert queries() <= few + 1 <= at_most


def test_p1_p2_products_are_found_filtered_and_bounded(client: Client) -> None:
    sold = [applying.product() for _ in range(3)]
    html = body(client.get("/app/products/"))
    assert all(one.name in html for one in sold)
    assert "筛选" in html
    few = count(client, "/app/products/")
    for _ in range(5):
        applying.product()
    client.get("/app/products/")
    assert count(client, "/app/products/") <= few <= 4
    name = sold[0].name
    html = body(client.get("/app/products/", {"q": name}))
    assert name in html
    assert sold[1].name not in html
    html = body(client.get("/app/products/", {"q": "没有这样的产品"}))
    assert "没有同时符合这些条件的产品" in html


def count(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return len(found)


def test_p3_the_products_page_has_every_part_and_an_offer_to_apply(client: Client) -> None:
    sold = applying.product()
    html = body(client.get(reverse("app:product-detail", args=[sold.pk])))
    for part in ("申请条件", "所需材料", "办理流程", "费用", "联系方式", "还款试算", "立即申请"):
        assert part in html, part
    assert reverse("app:apply", args=[sold.pk]) in html
    assert count(client, reverse("app:product-detail", args=[sold.pk])) <= 8


def test_p3_off_the_shelf_says_so(client: Client) -> None:
    sold = applying.product()
    sold.state = "off_shelf"
    sold.save()
    answer = client.get(reverse("app:product-detail", args=[sold.pk]))
    assert answer.status_code == 410
    assert "已下架" in body(answer)


def test_r4_the_unverified_are_led_to_the_wizard_and_on_afterwards(login: Login) -> None:
    sold = applying.product()
    who = applying.applicant(enterprise=factories.enterprise(state="claimed"))
    target = reverse("app:apply", args=[sold.pk])
    answer = client_of(login, who).get(target)
    assert answer["Location"].startswith("/app/verification/?next=")
    assert str(sold.pk) in answer["Location"]


def test_p5_p6_p7_agreement_form_and_success_in_the_app(login: Login) -> None:
    sold = applying.product()
    client = client_of(login, applying.applicant(consented=False))
    page = client.get(reverse("app:apply", args=[sold.pk]), follow=True)
    assert page.redirect_chain[-1][0] == reverse("app:apply-agreement", args=[sold.pk])
    done = client.post(
        reverse("app:apply-agreement", args=[sold.pk]), {"sha256": hidden(body(page), "sha256")}
    )
    assert done["Location"] == reverse("app:apply", args=[sold.pk])
    html = body(client.get(done["Location"]))
    assert "phone__main" in html
    marks = {
        name: hidden(html, name) for name in ("application", "opened", "product_version", "version", "tab")
    }
    sent = {**applying.TYPED, **marks, "grants": ["identity", "tax"], "do": "submit"}
    first, second = (client.post(reverse("app:apply", args=[sold.pk]), sent) for _ in range(2))
    row = Application.objects.get()
    assert first["Location"] == second["Location"] == reverse("app:apply-success", args=[row.pk])
    html = body(client.get(first["Location"]))
    assert "申请成功" in html
    assert str(row.number) in html
    assert "phone__main" in html


def test_p6_what_is_wrong_is_told_and_everything_typed_is_kept(login: Login) -> None:
    sold = applying.product()
    client = client_of(login, applying.applicant())
    address = reverse("app:apply", args=[sold.pk])
    html = body(client.get(address))
    marks = {
        name: hidden(html, name) for name in ("application", "opened", "product_version", "version", "tab")
    }
    answer = client.post(
        address, {**applying.TYPED, **marks, "amount_wan": "", "use_note": "进货周转示例", "do": "submit"}
    )
    assert answer.status_code == 422
    assert "处需要修改" in body(answer)
    assert "进货周转示例" in body(answer)
    kept = client.post(address, {**applying.TYPED, **marks, "do": "cancel"})
    assert kept["Location"] in {"/app/products/", address}


def test_c6_one_application_with_its_history_and_acts(login: Login) -> None:
    who = applying.applicant()
    row = factories.application(state="submitted", enterprise=who.enterprise)
    client = client_of(login, who)
    html = body(client.get(reverse("app:application-detail", args=[row.pk])))
    assert "办理记录" in html
    assert "机构承诺的时限" in html
    withdraw = reverse("app:application-withdraw", args=[row.pk])
    assert withdraw in html
    asked = body(client.get(withdraw))
    done = client.post(withdraw, {"version": hidden(asked, "version"), "note": "资金已落实"})
    assert done["Location"] == reverse("app:application-detail", args=[row.pk])
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_c6_a_foreign_application_does_not_exist(login: Login) -> None:
    row = factories.application(state="submitted")
    answer = client_of(login, applying.applicant()).get(reverse("app:application-detail", args=[row.pk]))
    assert answer.status_code == 404
    assert "phone__main" in body(answer)


def test_mine_has_everything_and_masks_the_phone(login: Login) -> None:
    who = applying.applicant()
    html = body(client_of(login, who).get("/app/mine/"))
    for label in (
        "切换企业",
        "企业认证",
        "手机证书",
        "我的反馈",
        "意见反馈",
        "长辈版",
        "隐私政策",
        "退出登录",
    ):
        assert label in html, label
    assert str(who.user.phone).removeprefix("+86") not in html
    assert who.enterprise.uscc in html


def test_f1_feedback_from_the_app_reaches_the_desk_without_login(client: Client) -> None:
    page = body(client.get("/app/feedback/?direct=1"))
    answer = client.post(
        "/app/feedback/",
        {
            "kind": "suggestion",
            "text": "希望首页再大一些",
            "contact": "13800138000",
            "submission": hidden(page, "submission"),
        },
    )
    made = Feedback.objects.get()
    assert answer["Location"] == reverse("app:feedback-sent", args=[made.number])
    assert made.number in body(client.get(answer["Location"]))


def test_f1_the_app_never_locks_the_unverified_out_of_complaining(login: Login) -> None:
    who = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    client = client_of(login, who)
    for path in ("/app/", "/app/mine/"):
        assert "/app/feedback/?direct=1" in body(client.get(path))
    assert client.get("/app/feedback/?direct=1").status_code == 200


def test_elder_pages_say_so_and_lead_back(client: Client) -> None:
    html = body(client.get("/app/"))
    assert "/elder/?on=1&amp;next=/app/" in html
    client.cookies[ELDER_COOKIE] = "elder"
    html = body(client.get("/app/"))
    assert 'data-mode="elder"' in html
    assert "标准版" in html


@pytest.mark.parametrize(
    ("route", "at_most"),
    [("app:application-detail", 20), ("app:application-withdraw", 14), ("app:authorisations", 10)],
)
def test_inner_pages_are_bounded(login: Login, route: str, at_most: int) -> None:
    who = applying.applicant()
    client = client_of(login, who)
    rows = [factories.application(state="submitted", enterprise=who.enterprise) for _ in range(6)]
    path = reverse(route, args=[] if route == "app:authorisations" else [rows[0].pk])
    assert client.get(path).status_code == 200
    assert count(client, path) <= at_most


def test_p6_the_form_is_bounded(login: Login) -> None:
    client = client_of(login, applying.applicant())
    path = reverse("app:apply", args=[applying.product().pk])
    assert client.get(path).status_code == 200
    assert count(client, path) <= 20
