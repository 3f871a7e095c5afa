"""The portal's side of applying over HTTP: gate, agreement, form, success (R4, R5, P4–P7)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import factories
from tests.domain.applications import applying
from yuzhengdai.domain.applications.models import Application, ApplicationDocument
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.products.models import Product, ProductVersion

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


@pytest.fixture
def sold() -> Product:
    return applying.product()


def client_of(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, enterprise_id=str(who.enterprise_id))


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, name
    return found.group(1)


def open_form(client: Client, sold: Product) -> tuple[str, dict[str, Any]]:
    """(html, a right form's data) of the application page."""
    response = client.get(reverse("portal:apply", args=[sold.pk]))
    assert response.status_code == 200, response
    html = response.content.decode()
    marks = {name: hidden(html, name) for name in ("application", "product_version", "version", "tab")}
    if 'name="opened"' in html:
        marks["opened"] = hidden(html, "opened")
    return html, {**applying.TYPED, **marks, "grants": ["identity", "tax"], "do": "submit"}


def png(size: int = 20) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "white").save(out, "PNG")
    out.seek(0)
    out.name = "报表.png"
    return out


def test_r4_unverified_sees_the_gate_and_goes_on_once_verified(login: Login, sold: Product) -> None:
    who = applying.applicant(enterprise=factories.enterprise(state="claimed"))
    client = client_of(login, who)
    target = reverse("portal:apply", args=[sold.pk])
    answer = client.get(target, follow=True)
    html = answer.content.decode()
    assert "请先完成企业认证" in html
    assert "刷新二维码" in html
    assert "认证遇到问题" in html
    assert reverse("console:verification") in html
    assert re.search(r'<path d="M\d', html)
    who.enterprise.state = "verified"
    who.enterprise.save()
    assert client.get(reverse("portal:gate") + f"?next={target}").url == target


def test_not_logged_in_goes_to_login_and_back(client: Client, sold: Product) -> None:
    answer = client.get(reverse("portal:apply", args=[sold.pk]))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("portal:login"))
    assert "next=" in answer.url


def test_p5_agreement_first_then_the_form(login: Login, sold: Product) -> None:
    who = applying.applicant(consented=False)
    client = client_of(login, who)
    page = client.get(reverse("portal:apply", args=[sold.pk]), follow=True)
    html = page.content.decode()
    assert page.redirect_chain[-1][0] == reverse("portal:apply-agreement", args=[sold.pk])
    assert ">同意</button>" in html
    assert "不同意" in html
    wrong = client.post(reverse("portal:apply-agreement", args=[sold.pk]), {"sha256": "x"})
    assert wrong.url == reverse("portal:apply-agreement", args=[sold.pk])
    done = client.post(reverse("portal:apply-agreement", args=[sold.pk]), {"sha256": hidden(html, "sha256")})
    assert done.url == reverse("portal:apply", args=[sold.pk])
    assert client.get(done.url).status_code == 200


def test_p6_p7_submit_redirects_to_success_and_reloading_is_harmless(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    html, data = open_form(client, sold)
    assert (
        'type="checkbox" class="checkbox" id="grant-identity" name="grants" value="identity" checked'
        not in html
    )
    answer = client.post(reverse("portal:apply", args=[sold.pk]), data)
    row = Application.objects.get()
    assert answer.url == reverse("portal:apply-success", args=[row.pk])
    for _ in range(2):
        page = client.get(answer.url).content.decode()
        assert "申请成功" in page
        assert row.number in page
        assert "受理" in page
    again = client.post(reverse("portal:apply", args=[sold.pk]), data)
    assert again.url == answer.url
    assert Application.objects.count() == 1
    assert DataAuthorisation.objects.count() == 2


def test_errors_stand_on_top_and_at_the_field_and_everything_typed_is_kept(
    login: Login, sold: Product
) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    data |= {"amount_wan": "500", "use": "", "repayment_source": "<b>回款</b>", "grants": ["tax"]}
    answer = client.post(reverse("portal:apply", args=[sold.pk]), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "还有 3 处需要修改" in html
    assert html.count("借款金额超过该产品上限，请填写 10–300 万元") == 2
    assert 'value="500"' in html
    assert "&lt;b&gt;回款&lt;/b&gt;" in html
    assert "有 1 项必需的授权还没有勾选" in html
    assert re.search(r'id="grant-tax"[^>]* checked', html)
    assert not re.search(r'id="grant-identity"[^>]* checked', html)
    assert Application.objects.get().draft_data["amount_wan"] == "500"
    # The ticks are not kept in the draft: a consent is given in the form that is sent.
    assert not re.search(r'id="grant-tax"[^>]* checked', open_form(client, sold)[0])


def test_two_tabs_and_a_stale_form(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, first = open_form(client, sold)
    _, second = open_form(client, sold)
    autosave = reverse("portal:apply-draft", args=[first["application"]])
    saved = client.post(autosave, {**first, "amount_wan": "120"})
    assert saved.json()["version"] == 1
    stale = client.post(autosave, {**second, "amount_wan": "130"})
    assert stale.status_code == 409
    assert "另一个页面" in stale.json()["error"]
    answer = client.post(reverse("portal:apply", args=[sold.pk]), {**second, "amount_wan": "130"})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="130"' in html
    knowingly = {**second, "amount_wan": "130", "version": hidden(html, "version")}
    assert client.post(reverse("portal:apply", args=[sold.pk]), knowingly).status_code == 302
    assert Application.objects.get().amount_yuan == 1_300_000
    late = client.post(reverse("portal:apply", args=[sold.pk]), first)
    assert late.url == reverse("portal:apply-success", args=[Application.objects.get().pk])


def test_cancel_keeps_the_draft_and_leads_to_the_products(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    answer = client.post(
        reverse("portal:apply", args=[sold.pk]), {**data, "do": "cancel", "amount_wan": "乱写"}
    )
    assert answer.url == reverse("portal:product-list")
    html, _ = open_form(client, sold)
    assert 'value="乱写"' in html


def test_another_enterprise_is_chosen_from_the_form_and_applies_with_its_own(
    login: Login, sold: Product
) -> None:
    """「另选企业」 leads back to this form, of the enterprise chosen there; the first one's draft stays its own."""
    who = applying.applicant()
    other = applying.applicant(user=who.user, enterprise=factories.enterprise(name="洛阳另一家商贸有限公司"))
    client = client_of(login, who)
    html, data = open_form(client, sold)
    client.post(
        reverse("portal:apply", args=[sold.pk]), data | {"do": "cancel", "repayment_source": "第一家的回款"}
    )
    found = re.search(r'href="([^"]+)">另选企业</a>', html)
    assert found
    choose = client.get(unescape(found[1])).content.decode()
    chosen = client.post(
        reverse("portal:choose-enterprise"),
        {"enterprise": str(other.enterprise_id), "next": hidden(choose, "next")},
    )
    assert chosen.url == reverse("portal:apply", args=[sold.pk])
    form = client.get(chosen.url).content.decode()
    assert "洛阳另一家商贸有限公司" in form
    assert "第一家的回款" not in form


def test_submit_over_http_takes_a_bounded_number_of_queries(
    login: Login, sold: Product, django_assert_max_num_queries: Any
) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    # As it is typed: the page has saved by itself before the button is pressed.
    saved = client.post(reverse("portal:apply-draft", args=[data["application"]]), data)
    data["version"] = str(saved.json()["version"])
    with django_assert_max_num_queries(18):
        assert client.post(reverse("portal:apply", args=[sold.pk]), data).status_code == 302


def test_submitting_under_another_product_or_without_a_draft_is_not_found(
    login: Login, sold: Product
) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    other = reverse("portal:apply", args=[applying.product().pk])
    assert client.post(other, data).status_code == 404
    here = reverse("portal:apply", args=[sold.pk])
    for wrong in ("", "rubbish", "00000000-0000-0000-0000-000000000000"):
        assert client.post(here, {**data, "application": wrong}).status_code == 404
    assert not Application.objects.exists()


def test_submitting_what_was_submitted_from_another_page_leads_to_it(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    here = reverse("portal:apply", args=[sold.pk])
    success = reverse("portal:apply-success", args=[data["application"]])
    assert client.post(here, data).url == success
    assert client.post(here, {**data, "tab": "another-page"}).url == success


def test_roles_and_foreign_objects(login: Login, sold: Product) -> None:
    who = applying.applicant()
    client = client_of(login, who)
    _, data = open_form(client, sold)
    viewer = factories.member(enterprise=who.enterprise, role="viewer", is_legal_representative=False)
    apply_url = reverse("portal:apply", args=[sold.pk])
    assert client_of(login, viewer).get(apply_url).status_code == 403
    assert client_of(login, viewer).post(apply_url, data).status_code == 403
    stranger = client_of(login, applying.applicant())
    assert stranger.post(apply_url, data).status_code == 404
    for name in ("apply-draft", "apply-documents", "apply-phone", "apply-phone-code", "apply-summary"):
        url = reverse(f"portal:{name}", args=[data["application"]])
        assert stranger.post(url, data).status_code in {404, 422}, name
    assert stranger.get(reverse("portal:apply-success", args=[data["application"]])).status_code == 404
    assert not ApplicationDocument.objects.exists()


def test_missing_token_has_a_page_of_its_own(login: Login, sold: Product) -> None:
    who = applying.applicant()
    client = client_of(login, who)
    _, data = open_form(client, sold)
    client.handler.enforce_csrf_checks = True
    answer = client.post(reverse("portal:apply", args=[sold.pk]), data)
    assert answer.status_code == 403
    assert "页面" in answer.content.decode()
    assert not Application.objects.exists()


def test_documents_with_and_without_scripts(login: Login, sold: Product, settings: Any) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    url = reverse("portal:apply-documents", args=[data["application"]])
    answer = client.post(url, {"file": png(), "document_kind": "contract", "opened": data["opened"]})
    assert answer.status_code == 201
    assert "报表.png" in answer.content.decode()
    lying = io.BytesIO(b"MZ")
    lying.name = "合同.pdf"
    assert "这个文件打不开" in client.post(url, {"file": lying}).json()["error"]
    assert client.post(url, {}).status_code == 422
    empty = io.BytesIO(b"")
    empty.name = "空.pdf"
    assert "0 字节" in client.post(url, {"file": empty}).json()["error"]
    settings.UPLOAD_FILE_MAX_BYTES = 1000
    huge = io.BytesIO(b"%PDF-" + b"0" * 5000)
    huge.name = "大.pdf"
    assert client.post(url, {"file": huge}).status_code == 422
    # Without scripts the form uploads itself; a refused file keeps what was typed.
    huge.seek(0)
    page = client.post(
        reverse("portal:apply", args=[sold.pk]), {**data, "file": huge, "amount_wan": "66", "do": "submit"}
    )
    assert page.status_code == 422
    assert 'value="66"' in page.content.decode()
    document = ApplicationDocument.objects.get()
    client.post(reverse("portal:apply", args=[sold.pk]), {**data, "do": f"remove:{document.pk}"})
    document.refresh_from_db()
    assert document.removed_at is not None


def test_a_body_of_impossible_size_is_refused_unread(login: Login, sold: Product, settings: Any) -> None:
    settings.UPLOAD_BODY_REFUSED_BYTES = 1000
    client = client_of(login, applying.applicant())
    answer = client.post(reverse("portal:apply", args=[sold.pk]), {"file": png(300), "x": "y" * 2000})
    assert answer.status_code == 413
    assert "单个文件不超过 10 MB" in answer.content.decode()


def test_p6_another_contact_phone_by_code(login: Login, sold: Product) -> None:
    from yuzhengdai.foundation.notifications.models import OutboxMessage

    who = applying.applicant()
    client = client_of(login, who)
    _, data = open_form(client, sold)
    code_url = reverse("portal:apply-phone-code", args=[data["application"]])
    asked = {"contact_phone": "13912345678", "opened": data["opened"]}
    sent = client.post(code_url, asked, headers={"Accept": "application/json"})
    assert sent.status_code == 200, sent.content
    code = OutboxMessage.objects.latest("created_at").payload["params"]["code"]
    url = reverse("portal:apply-phone", args=[data["application"]])
    wrong = client.post(url, {"contact_phone": "13912345678", "code": "000000" if code != "000000" else "1"})
    assert wrong.status_code == 422
    done = client.post(url, {"contact_phone": "１３９１２３４５６７８", "code": code})
    assert done.status_code == 302, done.content.decode()
    row = Application.objects.get()
    assert row.contact_phone == "+8613912345678"
    assert who.user.phone != row.contact_phone
    assert "139****5678" in open_form(client, sold)[0]


def test_what_may_come_of_granting_tax_is_told_before_the_tick(login: Login, sold: Product) -> None:
    """征信业管理条例 第十四条: at the tick, in the text that is kept, and for no item that has no such consequence."""
    told = "机构可能据此下调额度或不予授信。"
    client = client_of(login, applying.applicant())
    assert open_form(client, sold)[0].count(told) == 1
    assert told in client.get(reverse("portal:apply-grant-text", args=[sold.pk, "tax"])).content.decode()
    page = client.get(reverse("portal:apply-grant-text", args=[sold.pk, "identity"])).content.decode()
    assert "不利后果" not in page


def test_grant_text_says_who_what_why_until_when(login: Login, sold: Product) -> None:
    who = applying.applicant()
    client = client_of(login, who)
    page = client.get(reverse("portal:apply-grant-text", args=[sold.pk, "tax"])).content.decode()
    assert who.enterprise.name in page
    assert sold.institution.name in page
    assert "撤回" in page
    assert client.get(reverse("portal:apply-grant-text", args=[sold.pk, "weapons"])).status_code == 404


def test_summary_fragment(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    url = reverse("portal:apply-summary", args=[data["application"]])
    page = client.post(url, data).content.decode()
    assert "100 万元" in page
    assert "每月约还" in page
    assert "—" in client.post(url, {}).content.decode()


def test_the_page_takes_a_constant_number_of_queries(
    login: Login, sold: Product, django_assert_max_num_queries: Any
) -> None:
    client = client_of(login, applying.applicant())
    open_form(client, sold)
    with django_assert_max_num_queries(20):
        open_form(client, sold)
    data = open_form(client, sold)[1]
    for n in range(5):
        client.post(reverse("portal:apply-documents", args=[data["application"]]), {"file": png(30 + n)})
    with django_assert_max_num_queries(20):
        open_form(client, sold)


def test_a_draft_is_listed_once_something_was_saved(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    name = sold.published_version.name if sold.published_version else ""
    assert name not in client.get(reverse("console:application-list")).content.decode()
    client.post(reverse("portal:apply-draft", args=[data["application"]]), data)
    assert name in client.get(reverse("console:application-list")).content.decode()
    gone = client.post(reverse("console:application-discard", args=[data["application"]]))
    assert gone.url == reverse("console:application-list")
    assert not Application.objects.exists()


def test_the_files_of_one_request_are_bounded_together(login: Login, sold: Product, settings: Any) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    one, two = png(200), png(201)
    settings.UPLOAD_REQUEST_MAX_BYTES = len(one.getvalue()) + 10
    page = client.post(reverse("portal:apply", args=[sold.pk]), {**data, "file": [one, two], "do": "upload"})
    assert page.status_code == 422
    assert ApplicationDocument.objects.count() == 1


def test_a_product_taken_off_the_shelf_meanwhile_keeps_every_word(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    Product.objects.filter(pk=sold.pk).update(state="off_shelf")
    page = client.post(reverse("portal:apply", args=[sold.pk]), {**data, "amount_wan": "88"})
    assert page.status_code == 409
    assert "已下架" in page.content.decode()
    assert 'value="88"' in page.content.decode()
    assert Application.objects.get().draft_data["amount_wan"] == "88"
    again = client.get(reverse("portal:apply", args=[sold.pk]))
    assert again.url == reverse("portal:product-detail", args=[sold.pk])


def test_a_product_changed_meanwhile_is_shown_anew(login: Login, sold: Product) -> None:
    client = client_of(login, applying.applicant())
    _, data = open_form(client, sold)
    old = sold.published_version
    assert old is not None
    values = {f.attname: getattr(old, f.attname) for f in ProductVersion._meta.fields if f.name != "id"}
    new = ProductVersion.objects.create(**{**values, "number": 2, "amount_max_yuan": 500_000})
    Product.objects.filter(pk=sold.pk).update(published_version=new)
    page = client.post(reverse("portal:apply", args=[sold.pk]), data)
    html = page.content.decode()
    assert page.status_code == 409
    assert "产品内容刚刚更新过" in html
    assert "10–50 万元" in html
    assert 'value="100"' in html
    assert hidden(html, "product_version") == str(new.pk)


def test_p6_usual_amounts_and_no_debt_are_picked_from_a_list(login: Login, sold: Product) -> None:
    """The browser's own list beside the field, of amounts that the product takes; anything else may be typed."""
    html, _ = open_form(client_of(login, applying.applicant()), sold)
    picks = dict(re.findall(r'<datalist id="id_(\w+)_picks">(.*?)</datalist>', html, re.DOTALL))
    assert re.findall(r'value="(\d+)"', picks["amount_wan"]) == [
        "10",
        "20",
        "30",
        "50",
        "80",
        "100",
        "200",
        "300",
    ]
    assert re.findall(r'value="(\d+)">\s*没有贷款', picks["existing_debt_wan"]) == ["0"]
    assert 'list="id_amount_wan_picks"' in html
