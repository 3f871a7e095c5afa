"""The workbench's pages: every tab in every state, bounded queries, outsiders, masks, print (B1)."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.sites.bank.conftest import Bank
from tests.support.markup import tight
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application, StatusChange
from yuzhengdai.domain.applications.services.applicant import application_withdraw
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.institutions.services import officer_set_active
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen, now

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]

STATES = [state.value for state in S if state != S.DRAFT]
TABS = [
    "",
    "enterprise/",
    "documents/",
    "grants/",
    "due-diligence/",
    "talks/",
    "history/",
    "print/",
]


def url(application: Application, tail: str = "") -> str:
    return f"/bank/applications/{application.pk}/{tail}"


@pytest.mark.parametrize("state", STATES)
def test_every_tab_of_every_state_opens(bank: Bank, enter: Enter, state: str) -> None:
    row = bank.application(state)
    client = enter(bank.officer)
    for tail in TABS:
        answer = client.get(url(row, tail))
        assert answer.status_code == 200, tail
        assert row.enterprise.name in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_the_menu_offers_only_what_is_there(bank: Bank, enter: Enter) -> None:
    client = enter(bank.officer)
    page = tight(client.get("/bank/").content.decode())
    menu = re.findall(r'<a class="workbench__link" href="([^"]+)"', page)
    assert set(menu) == {"/bank/", "/bank/applications/", "/bank/counter/", "/bank/demands/"}
    assert all(client.get(address).status_code == 200 for address in menu)
    assert "还在建设" not in client.get("/bank/").content.decode()


def test_the_queue_is_ordered_by_deadline_and_has_tabs(bank: Bank, enter: Enter) -> None:
    with frozen("2026-03-20T11:40"):
        late = bank.application("approving", due_at=now() - timedelta(hours=2))
        soon = bank.application("submitted", due_at=now() + timedelta(hours=6, minutes=20))
        far_off = bank.application("submitted", due_at=now() + timedelta(days=10))
        mine = bank.application("accepted", due_at=now() + timedelta(days=3), officer=bank.officer)
        waiting = bank.application("returned", due_at=now() + timedelta(days=1))
        bank.application("disbursed")
        client = enter(bank.officer)
        page = client.get("/bank/").content.decode()
        order = [page.index(row.enterprise.name) for row in (late, soon, mine, far_off)]
        assert order == sorted(order)
        assert waiting.enterprise.name not in page
        for words in (
            "全部 4",
            "待受理 2",
            "我的 1",
            "今日到期 2",
            "待补件 1",
            "超时 2 小时",
            "剩 6 小时 20 分",
        ):
            assert words in page, words
        assert mine.enterprise.name in (only := client.get("/bank/?f=mine").content.decode())
        assert far_off.enterprise.name not in only
        returned = client.get("/bank/?f=returned").content.decode()
        assert waiting.enterprise.name in returned
        assert "暂停计时，等企业" in returned
        assert client.get("/bank/?f=rubbish&p=rubbish").status_code == 200
        assert client.get("/bank/?p=999999999").status_code == 200


def test_branches_managers_viewers_and_strangers(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    for who, status in [
        (bank.officer, 200),
        (bank.colleague, 200),
        (bank.manager, 200),
        (bank.viewer, 200),
        (bank.far, 404),
        (factories.officer(role="manager"), 404),
    ]:
        client = enter(who)
        assert client.get(url(row)).status_code == status
        listed = row.enterprise.name in client.get("/bank/").content.decode()
        found = row.enterprise.name in client.get(f"/bank/applications/?q={row.number}").content.decode()
        everything = row.enterprise.name in client.get("/bank/applications/").content.decode()
        assert listed == found == everything == (status == 200)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        "enterprise/",
        "print/",
        "approval/",
        "phone/",
        "identity/",
        "actions/accept/",
        "actions/take/",
        "talks/",
    ],
)
def test_foreign_files_and_drafts_do_not_exist(bank: Bank, enter: Enter, tail: str) -> None:
    foreign, draft = factories.application(), bank.application("draft")
    client = enter(bank.manager)
    for row in (foreign, draft):
        assert client.get(url(row, tail)).status_code == 404
        assert client.post(url(row, tail), {"version": row.version}).status_code in {404, 405}
    assert client.get(f"/bank/applications/{bank.officer.pk}/").status_code == 404


def test_unknown_tabs_and_actions_are_not_found(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(), enter(bank.officer)
    for tail in ("nothing/", "actions/nothing/", "credit/", "actions/approve/"):
        assert client.get(url(row, tail)).status_code == 404


def test_viewers_read_and_may_not_act(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(), enter(bank.viewer)
    page = client.get(url(row)).content.decode()
    assert "您的角色可以查看" in page
    assert "不予受理" not in page
    for tail in ("actions/accept/", "actions/hand_over/", "approval/"):
        assert client.get(url(row, tail)).status_code == 403
        assert client.post(url(row, tail), {"version": 0}).status_code == 403
    row.refresh_from_db()
    assert row.state == S.SUBMITTED


def test_messages_are_about_ones_own_files_only(bank: Bank, enter: Enter) -> None:
    near, far = bank.application(), bank.application(branch=bank.other_branch)
    for row in (near, far, factories.application()):
        owner = factories.enterprise_actor(factories.member(enterprise=row.enterprise))
        application_withdraw(actor=owner, application_id=row.pk)
    for who, seen in ((bank.officer, {near}), (bank.far, {far}), (bank.manager, {near, far})):
        page = enter(who).get("/bank/messages/").content.decode()
        assert {row for row in (near, far) if row.enterprise.name in page} == seen
        assert page.count("申请已撤回") == len(seen)


def test_search_by_number_code_and_name(bank: Bank, enter: Enter) -> None:
    wanted = bank.application(
        enterprise=factories.enterprise(name="河南禾丰示例机械有限公司"), number="YZ20260319-000186"
    )
    other = bank.application(
        enterprise=factories.enterprise(name="信阳云峰示例茶业有限公司"), number="YZ20260320-000001"
    )
    client = enter(bank.officer)
    queries = ["YZ20260319-000186", "yz20260319", "ＹＺ20260319－000186", "YZ20260319000186"]
    queries += [wanted.enterprise.uscc, wanted.enterprise.uscc.lower(), "河南禾丰", "禾丰示例"]
    for query in queries:
        page = client.get("/bank/applications/", {"q": query}).content.decode()
        assert wanted.enterprise.name in page, query
        assert other.enterprise.name not in page, query
    for query in ["没有这家", "%", "_", "' OR 1=1 --", "<b>x</b>", "😀", "x" * 500]:
        answer = client.get("/bank/applications/", {"q": query})
        assert answer.status_code == 200
        assert wanted.enterprise.name not in answer.content.decode()
        assert "<b>x</b>" not in answer.content.decode()


def test_the_list_pages_by_key_without_losing_or_doubling(bank: Bank, enter: Enter) -> None:
    with frozen("2026-03-20T10:00") as at:
        rows = []
        for index in range(65):
            rows.append(bank.application(submitted_at=now()))
            if index % 3 == 0:
                at.advance(minutes=1)
        client, seen, address = enter(bank.officer), [], "/bank/applications/"
        for _ in range(5):
            page = client.get(address).content.decode()
            seen += [row.number for row in rows if f">{row.number}<" in page]
            following = re.search(r'rel="next" href="([^"]+)"', page)
            if following is None:
                break
            address = "/bank/applications/" + html.unescape(following.group(1))
        assert sorted(str(number) for number in seen) == sorted(str(row.number) for row in rows)


def queries_of(client: Client, address: str) -> int:
    client.get(address)  # the calendar is cached for a minute
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(bank: Bank, count: int) -> None:
    for _ in range(count):
        row = bank.application("due_diligence")
        for _ in range(3):
            StatusChange.objects.create(
                application=row, action="note", to_state="due_diligence", side="institution"
            )


@pytest.mark.parametrize(
    "address", ["/bank/", "/bank/?f=mine", "/bank/applications/", "/bank/applications/?q=郑州"]
)
def test_lists_take_the_same_queries_for_few_and_many(bank: Bank, enter: Enter, address: str) -> None:
    client = enter(bank.officer)
    fill(bank, 2)
    few = queries_of(client, address)
    fill(bank, 25)
    assert queries_of(client, address) == few <= 7


@pytest.mark.parametrize("tail", [tail for tail in TABS if tail])
def test_a_file_takes_the_same_queries_for_few_and_many(bank: Bank, enter: Enter, tail: str) -> None:
    client, row = enter(bank.officer), bank.application("due_diligence")
    few = queries_of(client, url(row, tail))
    fill(bank, 10)
    for _ in range(20):
        StatusChange.objects.create(
            application=row, action="note", to_state="due_diligence", side="institution", note="说明"
        )
        row.due_diligence_notes.create(officer=bank.officer, text="现场核查")
    assert queries_of(client, url(row, tail)) == few <= 14


def test_the_overview_takes_twelve_queries(bank: Bank, enter: Enter) -> None:
    assert queries_of(enter(bank.officer), url(bank.application())) <= 12


def test_the_phone_is_masked_until_a_reason_is_given_and_that_is_on_record(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(contact_phone="+8613812346021"), enter(bank.officer)
    for tail in ("", "enterprise/", "print/"):
        page = client.get(url(row, tail)).content.decode()
        assert ("138****6021" in page) == (tail != "print/")
        assert "13812346021" not in page
    assert "请选择查看原因" in client.post(url(row, "phone/"), {"reason": " "}).content.decode()
    assert not AuditEvent.objects.filter(action="applications.phone_revealed").exists()
    assert "13812346021" in client.post(url(row, "phone/"), {"reason": "contact"}).content.decode()
    event = AuditEvent.objects.get(action="applications.phone_revealed")
    assert (event.object_id, event.actor_name, event.detail["reason"]) == (row.pk, "王敏", "联系申请人")
    assert "联系申请人" in client.get(url(row, "history/")).content.decode()


def test_the_name_of_the_legal_representative_is_masked(bank: Bank, enter: Enter) -> None:
    row = bank.application(enterprise=factories.enterprise(legal_representative_name="欧阳示例"))
    page = enter(bank.officer).get(url(row)).content.decode()
    assert "欧***" in page
    assert "欧阳示例" not in page


def grant(row: Application, **values: Any) -> DataAuthorisation:
    member = factories.member(enterprise=row.enterprise)
    defaults: dict[str, Any] = {
        "enterprise": row.enterprise,
        "institution": row.institution,
        "item": "identity",
        "purpose": "本次贷款审批",
        "subject_kind": "application",
        "subject_id": row.pk,
        "granted_by": member.user,
        "granted_at": now(),
        "valid_until": now() + timedelta(days=90),
        "text": "同意",
        "text_sha256": "0" * 64,
    }
    return DataAuthorisation.objects.create(**{**defaults, **values})


@pytest.mark.parametrize(
    "values",
    [
        None,
        {"state": "revoked"},
        {"valid_until": "past"},
        {"item": "tax"},
        {"state": "pending"},
        {"foreign": True},
    ],
)
def test_identity_data_needs_a_live_grant_for_this_file(
    bank: Bank, enter: Enter, values: dict[str, Any] | None
) -> None:
    row = bank.application()
    verified(row)
    if values is not None:
        values = dict(values)
        if values.get("valid_until") == "past":
            values["valid_until"] = now() - timedelta(seconds=1)
        if values.pop("foreign", False):
            values["institution"] = factories.institution()
        grant(row, **values)
    answer = enter(bank.officer).post(url(row, "identity/"), {"reason": "check"})
    assert answer.status_code == 403
    assert "410105199001010019" not in answer.content.decode()


def verified(row: Application) -> None:
    from yuzhengdai.domain.verification.models import Verification

    Verification.objects.create(
        enterprise=row.enterprise,
        user=factories.user(),
        role="legal_representative",
        state="passed",
        person_name="欧阳示例",
        id_number="410105199001010019",
        id_is_long_term=True,
        decided_at=now(),
    )


def test_identity_data_under_a_grant_is_shown_and_the_enterprise_sees_who_read_it(
    bank: Bank, enter: Enter
) -> None:
    row, client = bank.application(), enter(bank.officer)
    verified(row)
    given = grant(row)
    assert client.get(url(row, "identity/")).status_code == 302
    assert not given.accesses.exists()
    page = client.post(url(row, "identity/"), {"reason": "check"}).content.decode()
    assert "410105199001010019" in page
    access = given.accesses.get()
    assert (access.reader_name, access.what) == ("王敏", "姓名与身份证号")
    assert "数据授权 1" in client.get(url(row)).content.decode()
    assert client.post(url(row, "identity/id_front/"), {"reason": "check"}).status_code == 404
    assert client.post(url(row, "identity/letter/"), {"reason": "check"}).status_code == 404


def test_existing_credit_counts_this_bank_only(bank: Bank, enter: Enter) -> None:
    enterprise = factories.enterprise()
    row = bank.application(enterprise=enterprise)
    bank.application("disbursed", enterprise=enterprise, amount_yuan=Decimal(600_000))
    bank.application("settled", enterprise=enterprise, amount_yuan=Decimal(5_000_000))
    factories.application(state="disbursed", enterprise=enterprise, amount_yuan=Decimal(7_000_000))
    page = tight(enter(bank.officer).get(url(row)).content.decode())
    assert '本行存量授信</dt><dd class="kpi__value num">60<' in page


@pytest.mark.parametrize(
    "address", ["/bank/?f=rubbish", "/bank/applications/?state=draft", "/bank/applications/?state=x"]
)
def test_filters_that_the_bank_does_not_have_are_named(bank: Bank, enter: Enter, address: str) -> None:
    row = bank.application()
    html = enter(bank.officer).get(address).content.decode()
    assert "没有列出内容" in html
    assert row.enterprise.name not in html


@pytest.mark.parametrize(
    "state", ["settled", "declined", "rejected", "withdrawn", "forgone", "lapsed", "expired"]
)
def test_an_ended_file_says_so_and_only_who_may_not_act_reads_of_the_role(
    bank: Bank, enter: Enter, state: str
) -> None:
    row = bank.application(state)
    page = enter(bank.officer).get(f"/bank/applications/{row.pk}/").content.decode()
    assert "没有需要办理的步骤" in page
    assert "您的角色可以查看" not in page
    assert "您的角色可以查看" in enter(bank.viewer).get(f"/bank/applications/{row.pk}/").content.decode()


def test_a_post_that_is_stopped_ends_its_sessions_for_good(enter: Enter) -> None:
    """Letting the post act again brings no session of before back."""
    officer = factories.officer(role="officer")
    client = enter(officer)
    assert client.get("/bank/").status_code == 200
    by = factories.officer_actor(factories.officer(institution=officer.institution, role="manager"))
    officer_set_active(actor=by, officer_id=officer.pk, is_active=False, reason="调离岗位")
    other = factories.officer_actor(factories.officer(institution=officer.institution, role="manager"))
    officer_set_active(actor=other, officer_id=officer.pk, is_active=True)
    assert "/bank/login/" in client.get("/bank/")["Location"]
    assert AuditEvent.objects.filter(action="accounts.sessions_end", object_id=officer.user_id).count() == 1
