"""「我的申请」 and 「数据授权」 over HTTP (C6, K2)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from python_calamine import CalamineWorkbook

from tests import factories
from tests.domain.applications import applying
from tests.support.markup import tight
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, ApplicationDocument, CostItem, CostList
from yuzhengdai.domain.applications.services.step import application_step_plain
from yuzhengdai.domain.credit.enums import DataItem
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.credit.services import authorisations_expire_due, authorised_data_read
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.errors import Forbidden
from yuzhengdai.foundation.notifications.models import Notification
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY
from yuzhengdai.sites.web.spreadsheet import safe_cell

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


def sheet_rows(content: bytes) -> list[list[Any]]:
    """The cells of a workbook as a spreadsheet would understand them."""
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def part_of(content: bytes, name: str) -> str:
    """One file inside of a workbook."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def client_of(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, enterprise_id=str(who.enterprise_id))


def png(size: int = 20) -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (size, size), "white").save(out, "PNG")
    out.seek(0)
    out.name = "报表.png"
    return out


def returned_application(who: EnterpriseMember) -> Application:
    row = applying.submit(who, applying.opened(who, applying.product()))
    officer = factories.officer_actor(factories.officer(institution=row.institution))
    application_step_plain(actor=officer, application_id=row.pk, action="accept")
    return application_step_plain(
        actor=officer, application_id=row.pk, action="return", note="请补充财务报表"
    )


@pytest.mark.parametrize("state", S.values)
def test_c6_every_state_has_its_line_and_its_page(login: Login, state: str) -> None:
    who = factories.member()
    row = factories.application(state=state, enterprise=who.enterprise)
    client = client_of(login, who)
    page = client.get(reverse("console:application-list")).content.decode()
    assert S(state).label in page
    assert row.product_version.name in page
    answer = client.get(reverse("console:application-detail", args=[row.pk]))
    if state == S.DRAFT:
        assert answer.url == reverse("portal:apply", args=[row.product_id])
    else:
        html = answer.content.decode()
        assert S(state).label in html
        assert row.number in html
        assert ("撤回申请" in html) == (
            state in {"submitted", "accepted", "due_diligence", "approving", "returned"}
        )


def test_c6_filter_search_and_pages(login: Login) -> None:
    who = factories.member()
    sold = factories.product(version={"name": "独一无二贷"})
    wanted = factories.application(enterprise=who.enterprise, product=sold)
    for _ in range(11):
        factories.application(enterprise=who.enterprise, state=S.ACCEPTED)
    foreign = factories.application()
    client = client_of(login, who)
    url = reverse("console:application-list")
    assert "第 2 页" in client.get(url).content.decode()
    for query in (
        {"q": "独一无二"},
        {"q": wanted.number},
        {"q": sold.institution.short_name},
        {"q": f"{sold.institution.short_name}独一无二贷"},
        {"q": f"独一无二 {sold.institution.short_name}"},
        {"q": " 独 一 无 二 "},
        {"q": wanted.number.replace("-", "").lower()},
        {"q": wanted.number.replace("-", " － ")},
        {"q": "".join(chr(ord(sign) + 0xFEE0) for sign in wanted.number)},
        {"q": f"申请编号：{wanted.number}"},
        {"q": wanted.number[-6:]},
        {"state": "submitted"},
    ):
        html = client.get(url, query).content.decode()
        assert html.count("application-row__name") == 1, query
        assert wanted.number in html
    html = client.get(url, {"q": "没有这样的"}).content.decode()
    assert "没有符合条件的申请" in html
    assert foreign.number not in client.get(url, {"page": "999"}).content.decode()
    assert client.get(url, {"page": "x", "state": "'; DROP", "q": "\x00%_"}).status_code == 200


def test_c6_list_and_page_take_a_constant_number_of_queries(
    login: Login, django_assert_max_num_queries: Any
) -> None:
    who = factories.member()
    row = factories.application(enterprise=who.enterprise, state=S.DISBURSED)
    client = client_of(login, who)
    url = reverse("console:application-list")
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)
    for state in (S.APPROVED, S.RETURNED, S.DISBURSED, S.REJECTED, S.DRAFT) * 2:
        factories.application(enterprise=who.enterprise, state=state)
    with django_assert_max_num_queries(12):
        client.get(url)
    with django_assert_max_num_queries(15):
        client.get(reverse("console:application-detail", args=[row.pk]))


def test_c6_outsiders_get_404_and_viewers_may_look_but_not_act(login: Login) -> None:
    who = factories.member()
    row = factories.application(enterprise=who.enterprise)
    stranger = client_of(login, factories.member())
    names = ("detail", "withdraw", "forgo", "discard", "costs")
    for name in names:
        assert stranger.get(reverse(f"console:application-{name}", args=[row.pk])).status_code == 404, name
        assert stranger.post(reverse(f"console:application-{name}", args=[row.pk])).status_code in {404, 405}
    assert stranger.post(reverse("console:application-supplement", args=[row.pk])).status_code == 404
    viewer = factories.member(enterprise=who.enterprise, role="viewer", is_legal_representative=False)
    client = client_of(login, viewer)
    html = client.get(reverse("console:application-detail", args=[row.pk])).content.decode()
    assert "撤回申请</button>" not in html
    assert client.post(reverse("console:application-withdraw", args=[row.pk])).status_code == 403
    assert client.post(reverse("console:application-costs", args=[row.pk])).status_code in {302, 403}
    row.refresh_from_db()
    assert row.state == S.SUBMITTED


def test_c6_withdraw_asks_and_a_stale_question_changes_nothing(login: Login) -> None:
    who = factories.member()
    row = factories.application(enterprise=who.enterprise)
    client = client_of(login, who)
    url = reverse("console:application-withdraw", args=[row.pk])
    assert "确认撤回" in client.get(url).content.decode()
    stale = client.post(url, {"version": "7", "note": "写过的原因"})
    assert stale.status_code == 409
    assert "写过的原因" in stale.content.decode()
    assert client.post(url, {"version": "0", "note": "字" * 301}).status_code == 422
    assert client.post(url, {"version": "0"}).status_code == 302
    row.refresh_from_db()
    assert row.state == S.WITHDRAWN
    assert client.post(url, {"version": "1"}).status_code == 409


def test_c6_supplement_with_files_and_words(login: Login) -> None:
    who = applying.applicant()
    row = returned_application(who)
    client = client_of(login, who)
    page = client.get(reverse("console:application-detail", args=[row.pk])).content.decode()
    assert "请补充财务报表" in page
    assert "提交补件" in page
    url = reverse("console:application-supplement", args=[row.pk])
    assert client.post(url, {"version": row.version}).status_code == 422
    add = reverse("console:application-documents", args=[row.pk])
    assert client.post(add, {"file": png()}).status_code == 201
    document = ApplicationDocument.objects.get()
    got = client.get(reverse("console:application-document", args=[row.pk, document.pk]))
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.content.startswith(b"\x89PNG")
    stranger = client_of(login, factories.member())
    foreign = reverse("console:application-document", args=[row.pk, document.pk])
    assert stranger.get(foreign).status_code == 404
    assert client.post(url, {"version": row.version, "note": "已补"}).status_code == 302
    row.refresh_from_db()
    assert row.state == S.ACCEPTED
    delete = reverse("console:application-document-delete", args=[row.pk, document.pk])
    client.post(delete)
    document.refresh_from_db()
    assert document.removed_at is None


def test_c6_costs_are_read_ticked_and_confirmed(login: Login) -> None:
    who = factories.member()
    row = factories.application(state=S.APPROVED, enterprise=who.enterprise)
    costs = CostList.objects.create(application=row, all_in_rate_pct="4.35", sha256="c" * 64)
    CostItem.objects.create(
        cost_list=costs, position=1, name="利息", payee="示例银行", payer="企业", standard="年利率 4.20%",
        method="按月扣收", cycle="每月",
    )  # fmt: skip
    client = client_of(login, who)
    url = reverse("console:application-costs", args=[row.pk])
    page = client.get(url).content.decode()
    assert "4.35%" in page
    assert "按月扣收" in page
    form = {"version": row.version, "sha256": "c" * 64}
    assert client.post(url, form).status_code == 422
    assert client.post(url, {**form, "has_read": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.state == S.SIGNING


def test_c6_export_is_harmless_to_spreadsheets(login: Login) -> None:
    who = factories.member()
    evil = factories.product(version={"name": '=HYPERLINK("http://x")'})
    factories.application(enterprise=who.enterprise, product=evil)
    factories.application()
    answer = client_of(login, who).get(reverse("console:application-export"))
    rows = sheet_rows(answer.content)
    assert len(rows) == 2
    assert rows[1][1] == '\'=HYPERLINK("http://x")'
    assert "<f>" not in part_of(answer.content, "xl/worksheets/sheet1.xml")
    for value in ("=1", "+1", "-1", "@x", "\tx", "\r=x", " =1"):
        assert str(safe_cell(value)).startswith("'"), value
    assert safe_cell(-5) == -5
    assert safe_cell("正常") == "正常"


def test_c6_export_has_real_days_that_stay_true_tomorrow(login: Login) -> None:
    who = factories.member()
    with frozen("2026-03-20T10:00"):
        factories.application(
            enterprise=who.enterprise,
            state=S.SUBMITTED,
            submitted_at=now(),
            due_at=now() + timedelta(days=1, hours=8),
        )
        answer = client_of(login, who).get(reverse("console:application-export"))
    heads, row = sheet_rows(answer.content)
    cells = dict(zip(heads, row, strict=True))
    assert cells["提交时间"] == datetime(2026, 3, 20, 10, 0)
    assert cells["期限或结束时间"] == datetime(2026, 3, 21, 18, 0)
    assert 'formatCode="yyyy-mm-dd hh:mm"' in part_of(answer.content, "xl/styles.xml")
    assert cells["是什么期限"] == "受理时限"
    words = "".join(str(cell) for cell in row)
    assert not any(word in words for word in ("今天", "明天", "昨天"))


@pytest.mark.parametrize("state", S.values)
def test_c6_every_state_exports(login: Login, state: str) -> None:
    who = factories.member()
    factories.application(state=state, enterprise=who.enterprise)
    answer = client_of(login, who).get(reverse("console:application-export"))
    assert len(sheet_rows(answer.content)) == 2


def test_k2_list_revoke_and_who_read_what(login: Login) -> None:
    who = applying.applicant()
    row = applying.submit(who, applying.opened(who, applying.product()))
    officer = factories.officer_actor(factories.officer(institution=row.institution))
    read = {"subject_kind": "application", "subject_id": row.pk, "item": DataItem.TAX, "what": "纳税信用"}
    authorised_data_read(actor=officer, **read)
    grant = DataAuthorisation.objects.get(item="tax")
    client = client_of(login, who)
    page = client.get(reverse("console:authorisations")).content.decode()
    assert "纳税信用等级与纳税额" in page
    assert "1 次" in page
    one = client.get(reverse("console:authorisation", args=[grant.pk])).content.decode()
    assert "王示例" in one
    stranger = client_of(login, factories.member())
    assert stranger.get(reverse("console:authorisation", args=[grant.pk])).status_code == 404
    assert stranger.post(reverse("console:authorisation-revoke", args=[grant.pk])).status_code == 404
    revoke = reverse("console:authorisation-revoke", args=[grant.pk])
    assert "确认撤回" in client.get(revoke).content.decode()
    assert client.post(revoke, {"version": "9"}).status_code == 409
    assert client.post(revoke, {"version": "0"}).status_code == 302
    assert Notification.objects.filter(recipient_id=row.institution_id, title="企业撤回数据授权").exists()
    with pytest.raises(Forbidden):
        authorised_data_read(actor=officer, **read)
    other = factories.officer_actor(factories.officer())
    with pytest.raises(Forbidden):
        authorised_data_read(actor=other, **{**read, "item": DataItem.IDENTITY})
    assert (
        client.get(reverse("console:authorisations"), {"state": "revoked"})
        .content.decode()
        .count("grant-list__item")
        == 1
    )


def test_k2_grants_run_out(login: Login) -> None:
    who = applying.applicant()
    row = applying.submit(who, applying.opened(who, applying.product()))
    officer = factories.officer_actor(factories.officer(institution=row.institution))
    with clock.frozen(clock.now() + timedelta(days=92)):
        with pytest.raises(Forbidden):
            authorised_data_read(
                actor=officer, subject_kind="application", subject_id=row.pk, item=DataItem.TAX, what="x"
            )
        assert authorisations_expire_due() == 2
    assert set(DataAuthorisation.objects.values_list("state", flat=True)) == {"expired"}


def test_k2_only_the_legal_representative_confirms_the_identity_grant(login: Login) -> None:
    enterprise = factories.enterprise()
    head = applying.applicant(enterprise=enterprise)
    agent = factories.member(
        enterprise=enterprise,
        role="agent",
        scopes=["submit_application", "authorise_data"],
        is_legal_representative=False,
    )
    row = applying.submit(agent, applying.opened(agent, applying.product()))
    grant = DataAuthorisation.objects.get(item="identity")
    officer = factories.officer_actor(factories.officer(institution=row.institution))
    read = {"subject_kind": "application", "subject_id": row.pk, "item": DataItem.IDENTITY, "what": "证件"}
    with pytest.raises(Forbidden):
        authorised_data_read(actor=officer, **read)
    url = reverse("console:authorisation-confirm", args=[grant.pk])
    assert client_of(login, agent).post(url, {"do": "confirm"}).status_code == 403
    page = client_of(login, head).get(url).content.decode()
    assert "确认授权" in page
    client_of(login, head).post(url, {"do": "confirm"})
    assert authorised_data_read(actor=officer, **read).pk == grant.pk


@pytest.mark.parametrize(
    ("route", "query"),
    [
        ("console:application-list", {"state": "shelved"}),
        ("console:application-list", {"period": "decade"}),
        ("console:application-export", {"state": "shelved"}),
        ("console:authorisations", {"state": "shelved"}),
        ("console:messages", {"show": "secret"}),
        ("app:application-list", {"state": "shelved"}),
    ],
)
def test_filters_that_a_list_does_not_have_are_named_and_nothing_is_listed(
    login: Login, route: str, query: dict[str, str]
) -> None:
    who = factories.member()
    row = factories.application(enterprise=who.enterprise)
    page = client_of(login, who).get(reverse(route), query)
    html = page.content.decode()
    assert "里没有「" in html
    assert "没有列出内容" in html
    assert row.number not in html


def test_what_a_supplement_lacks_stands_on_top_with_links(login: Login) -> None:
    """A file that cannot be taken is told in a summary that leads to the field (C6)."""
    who = applying.applicant()
    row = returned_application(who)
    client = client_of(login, who)
    for site in ("console", "app"):
        bad = io.BytesIO(b"MZ nothing")
        bad.name = "a.exe"
        url = reverse(f"{site}:application-supplement", args=[row.pk])
        answer = client.post(url, {"version": row.version, "file": bad, "do": "submit"})
        assert answer.status_code == 422
        assert 'href="#id_file"' in answer.content.decode()


ASKED = "1. 近 6 个月银行流水\n2. 最近一期财务报表"


@pytest.mark.parametrize("site", ["console", "app"])
def test_a_place_for_each_thing_that_was_asked_for(login: Login, site: str) -> None:
    """Named as the officer named it, ticked when it is there; the officer sees which paper answers what (C6)."""
    who = applying.applicant()
    row = returned_application(who)
    row.changes.filter(action="return").update(note=ASKED)
    client = client_of(login, who)
    detail, url = (reverse(f"{site}:application-{name}", args=[row.pk]) for name in ("detail", "supplement"))
    page = tight(client.get(detail).content.decode())
    assert page.count("待上传") == 2
    assert 'name="file-0"' in page
    assert 'name="file-1"' in page
    # Without scripts: a file in its place, 「上传」.
    assert client.post(url, {"version": row.version, "do": "upload", "file-1": png()}).status_code == 200
    document = ApplicationDocument.objects.get()
    assert (document.asked_item, document.kind) == ("最近一期财务报表", "financial_statement")
    # Nothing says why the other is missing.
    answer = client.post(url, {"version": row.version, "do": "submit"})
    assert answer.status_code == 422
    assert "还缺：近 6 个月银行流水" in tight(answer.content.decode())
    # By script; the same paper may answer both.
    added = client.post(
        reverse(f"{site}:application-documents", args=[row.pk]),
        {"file": png(), "asked": "0", "document_kind": "other"},
    )
    assert added.status_code == 201
    page = tight(client.get(detail).content.decode())
    assert (page.count("待上传"), page.count("已上传")) == (0, 2)
    assert client.post(url, {"version": row.version, "do": "submit"}).status_code == 302
    officer = factories.officer(institution=row.institution, role="manager")
    desk = login(officer.user, staff=True, **{SECOND_FACTOR_KEY: clock.iso()})
    shown = desk.get(reverse("bank:case-tab", args=[row.pk, "documents"]))
    assert "补件：近 6 个月银行流水" in shown.content.decode()


def test_what_nobody_asked_for_answers_nothing(login: Login) -> None:
    who = applying.applicant()
    row = returned_application(who)
    client = client_of(login, who)
    add = reverse("console:application-documents", args=[row.pk])
    for asked in ("7", "x", "-1", "99"):
        client.post(add, {"file": png(), "asked": asked})
    assert set(ApplicationDocument.objects.values_list("asked_item", flat=True)) == {""}
