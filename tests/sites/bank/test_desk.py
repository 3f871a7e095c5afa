"""At the officer's desk: what is on record, what a list and a field say, and where one stands after an act."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests import factories
from tests.sites.bank.conftest import Bank
from tests.sites.bank.test_actions import approval_input, good
from tests.sites.bank.test_actions import url as act
from tests.sites.bank.test_pages import TABS, url
from tests.support.markup import tight
from yuzhengdai.domain.applications.models import StatusChange
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import frozen

pytestmark = pytest.mark.django_db
Enter = Callable[[Officer], Client]


class FirstSubmits(HTMLParser):
    """Of each POST form with a field to type a line into: whether its first submit button is inert."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._open: dict[str, Any] | None = None
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and given.get("method") == "post":
            self._open = {"action": given.get("action"), "submits": [], "lines": 0}
            self.forms.append(self._open)
        if self._open is None:
            return
        if tag == "button" and given.get("type", "submit") == "submit" and "form" not in given:
            self._open["submits"].append("disabled" in given)
        if tag == "input" and given.get("type", "text") in {"text", "search", "date", "number"}:
            self._open["lines"] += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def deciding_by_enter(markup: str) -> list[str]:
    return [
        f["action"] for f in FirstSubmits(markup).forms if f["lines"] and f["submits"] and not f["submits"][0]
    ]


@pytest.mark.parametrize(
    "state", ["submitted", "accepted", "due_diligence", "approving", "signing", "disbursed"]
)
def test_enter_in_a_line_decides_nothing(bank: Bank, enter: Enter, state: str) -> None:
    """The first submit button, which Enter presses, is inert on every page of a file and in every form of an act."""
    row, client = bank.application(state), enter(bank.manager)
    acts = [
        "decline",
        "return",
        "note",
        "disburse",
        "release",
        "send_entry_back",
        "settle",
        "hand_over",
        "accept",
        "reject",
        "send_back",
        "refuse",
    ]
    tails = ["", "approval/", "proposal/", *(f"actions/{name}/" for name in acts)]
    pages = [client.get(url(row, tail)) for tail in tails]
    shown = [page.content.decode() for page in pages if page.status_code == 200]
    assert len(shown) > 5
    assert [action for page in shown for action in deciding_by_enter(page)] == []


def events(action: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action=action).order_by("created_at"))


def test_opening_a_file_is_on_record_once_an_hour_and_person(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    with frozen("2026-03-18T10:00"):
        client = enter(bank.officer)
        for tail in TABS:
            client.get(url(row, tail))
        enter(bank.viewer).get(url(row))
    with frozen("2026-03-18T11:01"):
        enter(bank.officer).get(url(row, "documents/"))
    found = events("applications.opened")
    assert [event.actor_name for event in found] == ["王敏", "陈可", "王敏"]
    assert {event.object_id for event in found} == {row.pk}
    assert "打开申请" in enter(bank.manager).get(url(row, "history/")).content.decode()


def test_printing_is_on_record_every_time(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(), enter(bank.officer)
    client.get(url(row, "print/"))
    client.get(url(row, "print/"))
    assert [event.object_id for event in events("applications.printed")] == [row.pk, row.pk]
    assert "打印整份申请" in client.get(url(row, "history/")).content.decode()


def test_nothing_is_recorded_for_who_may_not_see(bank: Bank, enter: Enter) -> None:
    row = bank.application()
    for tail in ("", "print/"):
        assert enter(bank.far).get(url(row, tail)).status_code == 404
    assert events("applications.opened") == events("applications.printed") == []


def test_keyword_and_state_both_narrow(bank: Bank, enter: Enter) -> None:
    company = factories.enterprise(name="河南禾丰粮油机械有限公司")
    waits = bank.application("returned", enterprise=company)
    other = bank.application("submitted", enterprise=company)
    client = enter(bank.officer)
    page = client.get("/bank/applications/", {"q": "禾丰", "state": "returned"}).content.decode()
    assert waits.number in page
    assert other.number not in page
    by_number = client.get("/bank/applications/", {"q": other.number, "state": "returned"}).content.decode()
    assert "没有找到这个状态的" in by_number


def test_the_list_stays_after_taking(bank: Bank, enter: Enter) -> None:
    """The tab and page of the list go along with the form, its links and what follows."""
    row, client = bank.application(), enter(bank.officer)
    for _ in range(31):
        bank.application()
    page = client.get(url(row) + "?f=new&p=2").content.decode()
    sent = dict(re.findall(r'<input type="hidden" name="(f|p)" value="([^"]*)" form="case-take">', page))
    assert sent == {"f": "new", "p": "2"}
    answer = client.post(act(row, "take"), {"version": row.version, **sent})
    assert answer["Location"] == url(row) + "?f=new&p=2"
    after = tight(client.get(answer["Location"]).content.decode())
    assert re.search(r'href="/bank/\?f=new"[^>]*aria-current="true"', after)
    assert f'href="{url(row, "documents/")}?f=new&amp;p=2"' in after
    plain = client.post(act(row, "start_due_diligence"), {"version": 0, "f": "rubbish", "p": "x"})
    assert plain.status_code != 500


def test_a_receipt_keeps_its_hyphen_and_is_one_number(bank: Bank, enter: Enter) -> None:
    row, client = bank.application("signing"), enter(bank.officer)
    data = {**good(bank, "disburse"), "receipt_number": "jj20261201－0001"}
    assert client.post(act(row, "disburse"), data).status_code == 302
    assert "JJ20261201-0001" in client.get(url(row, "credit/")).content.decode()
    other = bank.application("signing")
    again = client.post(act(other, "disburse"), {**data, "receipt_number": "JJ202612010001"})
    assert "已登记过" in again.content.decode()


def test_a_later_loan_of_the_institution_is_no_first_loan(bank: Bank, enter: Enter) -> None:
    company, client = factories.enterprise(), enter(bank.officer)
    row = bank.application("signing", enterprise=company)
    first = {**good(bank, "disburse"), "amount_yuan": "100000", "is_first_loan": "on"}
    assert client.post(act(row, "disburse"), first).status_code == 302
    assert enter(bank.checker).post(act(row, "release"), {"version": 1}).status_code == 302
    later = bank.application("signing", enterprise=company)
    second = {**first, "receipt_number": "JJ0002"}
    answer = client.post(act(later, "disburse"), second)
    assert answer.status_code == 422
    assert "不是首贷" in answer.content.decode()
    del second["is_first_loan"]
    assert client.post(act(later, "disburse"), second).status_code == 302
    elsewhere = factories.application(state="signing", enterprise=company)
    officer = factories.officer(institution=elsewhere.institution)
    assert enter(officer).post(act(elsewhere, "disburse"), first).status_code == 302


def test_with_lpr_the_rate_shown_is_the_one_that_follows(bank: Bank, enter: Enter) -> None:
    row, client = bank.application("approving"), enter(bank.manager)
    data = {
        **approval_input(rate_kind="lpr", lpr_pct="3.00", spread_bp="85", annual_rate_pct="3.9"),
        "version": 0,
    }
    page = client.post(url(row, "approval/"), {**data, "preview": "1"}).content.decode()
    assert re.search(r'name="annual_rate_pct"[^>]*value="3.85"', tight(page))
    broken = client.post(
        url(row, "approval/"), {**data, "spread_bp": "许多", "preview": "1"}
    ).content.decode()
    assert not re.search(r'name="annual_rate_pct"[^>]*value="3.9"', tight(broken))


def test_mistakes_of_form_and_rows_are_one_summary(bank: Bank, enter: Enter) -> None:
    row, client = bank.application("approving"), enter(bank.manager)
    data = {**approval_input(approved_amount_wan="许多"), "version": 0, "cost-0-amount_yuan": "许多"}
    page = client.post(url(row, "approval/"), data).content.decode()
    assert page.count('class="error-summary"') == 1
    said = re.search(r"还有 (\d+) 处需要修改", page)
    assert said
    assert int(said[1]) == page.count('class="error-summary__link"')


def test_what_is_wrong_stands_before_the_lead(bank: Bank, enter: Enter) -> None:
    row, client = bank.application(), enter(bank.officer)
    page = client.post(act(row, "decline"), {"version": 0}).content.decode()
    assert page.index("error-summary") < page.index("这一步不能撤销")


def test_supplement_lists_keep_their_lines(bank: Bank, enter: Enter) -> None:
    """The text is sent with its line ends, in an element that shows them."""
    row = bank.application("returned")
    StatusChange.objects.create(
        application=row, action="return", from_state="submitted", to_state="returned", side="institution",
        note="一、报表\n二、合同",
    )  # fmt: skip
    for tail in ("", "history/", "talks/"):
        page = enter(bank.officer).get(url(row, tail)).content.decode()
        assert re.search(r'class="(timeline__text|case-note__text)">一、报表\n二、合同', page), tail


def test_limits_say_what_they_allow(bank: Bank) -> None:
    from yuzhengdai.domain.institutions.words import limit_words

    assert limit_words(roles=["officer", "approver"], limit_yuan=None) == "不能审批"
    assert limit_words(roles=["manager"], limit_yuan=None) == "不限额"
    assert limit_words(roles=["viewer"], limit_yuan=bank.officer.approval_limit_yuan) == "不能审批"
    assert limit_words(roles=["approver"], limit_yuan=bank.officer.approval_limit_yuan) == "200 万元"
