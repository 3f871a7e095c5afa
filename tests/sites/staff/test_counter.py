"""窗口协办 on the pages of a bank and of the operator: the whole line, without scripts."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests import counter_way, factories, phone_way
from tests.phones import hidden, last_code, log_in
from yuzhengdai.domain.accounts.models import StaffPost
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.domain.verification.counter import rights, sessions
from yuzhengdai.domain.verification.models import CounterRight, CounterSession, Verification
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db
PHONE = counter_way.PHONE
NAME = counter_way.NAME


@pytest.fixture
def officer_client(login: Callable[..., Client]) -> Callable[[Officer], Client]:
    """A client of the bank's workbench after the second factor."""

    def make(officer: Officer) -> Client:
        return login(officer.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})

    return make


@pytest.fixture
def staff_client(login: Callable[..., Client]) -> Callable[[StaffPost], Client]:
    """The same of the operator's."""

    def make(post: StaffPost) -> Client:
        return login(post.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})

    return make


@pytest.fixture
def bank(officer_client: Any) -> tuple[Officer, Client]:
    """An officer with the right, logged in."""
    officer, _ = counter_way.holder()
    agreements_install()
    return officer, officer_client(officer)


def begin(client: Client, site: str = "bank", **changes: str) -> CounterSession:
    data = {
        "phone": PHONE.removeprefix("+86"),
        "uscc": make_uscc(seed="pages"),
        "enterprise_name": NAME,
        "entity_type": "company",
        **changes,
    }
    answer = client.post(f"/{site}/counter/", data)
    assert answer.status_code == 302, answer.content.decode()
    return CounterSession.objects.latest("created_at")


def agree(client: Client, session: CounterSession, site: str = "bank") -> Any:
    url = f"/{site}/counter/{session.pk}/consent/"
    page = client.get(url).content.decode()
    assert "申请人本人" in page
    sent = client.post(f"{url}code/", {"submission": hidden(page, "submission")})
    assert sent.status_code == 200
    ticked = re.findall(r'name="agree"[^>]*value="([^"]+)"', page.replace("\n", " "))
    assert len(ticked) == 4
    return client.post(
        url, {"agree": ticked, "code": last_code(PHONE), "submission": hidden(page, "submission")}
    )


def picture_file(seed: int) -> io.BytesIO:
    buffer = io.BytesIO()
    Image.new("RGB", (800, 500), (seed, 90, 200)).save(buffer, "JPEG")
    buffer.seek(0)
    buffer.name = "a.jpg"
    return buffer


def fill(client: Client, session: CounterSession, site: str = "bank") -> None:
    base = f"/{site}/counter/{session.pk}/"
    session.refresh_from_db()
    row = Verification.objects.select_related("enterprise").get(pk=session.verification_id)
    assert client.post(f"{base}role/", {"role": "legal_representative", "paper": "resident_id"}).url.endswith(
        "papers/"
    )
    phone_way.show_papers(row)
    for seed, kind in enumerate(("id_front", "id_back", "licence")):
        sent = client.post(f"{base}papers/{kind}/", {"picture": picture_file(seed)})
        assert sent.status_code == 302, sent.content.decode()
    assert client.post(f"{base}papers/").url.endswith("identity/")
    page = client.get(f"{base}identity/").content.decode()
    assert phone_way.identity()["id_number"] in page
    assert client.post(f"{base}identity/", phone_way.identity()).url.endswith("licence/")
    assert client.post(f"{base}licence/", phone_way.licence(row)).url.endswith("confirm/")


def confirm(client: Client, session: CounterSession, site: str = "bank", **changes: str) -> Any:
    url = f"/{site}/counter/{session.pk}/confirm/"
    page = client.get(url).content.decode()
    assert phone_way.NAME in page
    assert client.post(f"{url}code/").status_code == 200
    data = {
        "version": hidden(page, "version"),
        "submission": hidden(page, "submission"),
        "is_seen": "on",
        "code": last_code(PHONE),
        **changes,
    }
    return client.post(url, data)


def test_a_bank_proves_a_person_and_the_person_logs_in_by_code(bank: tuple[Officer, Client]) -> None:
    _, client = bank
    session = begin(client)
    assert agree(client, session).url.endswith(f"/counter/{session.pk}/")
    fill(client, session)
    assert confirm(client, session).url.endswith(f"/counter/{session.pk}/")
    page = client.get(f"/bank/counter/{session.pk}/").content.decode()
    assert "<h1" in page
    assert "认证成功" in page
    person = Client()
    assert log_in(person, PHONE).status_code == 302
    standing = person.get("/console/profile/verification/").content.decode()
    assert "窗口协办" in standing
    result = person.get("/console/verification/").content.decode()
    assert re.search(r"<h1[^>]*>\s*认证成功\s*</h1>", result)
    assert "可以再办手机证书" in result
    assert person.get("/app/verification/").url.endswith("/app/verification/certificate/")


def test_the_viewfinder_is_answered_in_json(bank: tuple[Officer, Client]) -> None:
    _, client = bank
    session = begin(client)
    agree(client, session)
    base = f"/bank/counter/{session.pk}/"
    client.post(f"{base}role/", {"role": "legal_representative", "paper": "resident_id"})
    session.refresh_from_db()
    phone_way.show_papers(Verification.objects.get(pk=session.verification_id))
    ask = {"HTTP_ACCEPT": "application/json", "HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    sent = client.post(f"{base}papers/id_front/", {"picture": picture_file(3)}, **ask)
    assert (sent.status_code, sent.json()) == (200, {"state": "done", "sentence": "", "go": f"{base}papers/"})
    page = client.get(f"{base}papers/").content.decode()
    assert page.count('data-island="viewfinder"') == 3
    broken = io.BytesIO(b"not a picture")
    broken.name = "a.jpg"
    refused = client.post(f"{base}papers/id_back/", {"picture": broken}, **ask)
    assert refused.status_code == 422
    assert refused.json()["error"]
    client.post(f"{base}cancel/")
    over = client.post(f"{base}papers/id_back/", {"picture": picture_file(4)}, **ask)
    assert over.json() == {"state": "done", "sentence": "", "go": base}


def test_a_doubtful_field_is_shown_enlarged_from_the_picture_while_the_session_is_open(
    bank: tuple[Officer, Client], officer_client: Any
) -> None:
    officer, client = bank
    session = begin(client)
    agree(client, session)
    fill(client, session)
    row = Verification.objects.get(pk=session.verification_id)
    fields = row.read_data["id_front"]["fields"]
    fields["id_address"] |= {"is_sure": False, "box": [0.1, 0.2, 0.8, 0.6]}
    fields["person_name"] |= {"is_sure": True, "box": [0.1, 0.1, 0.5, 0.2]}
    row.save(update_fields=["read_data"])
    base = f"/bank/counter/{session.pk}/"
    page = client.get(f"{base}identity/").content.decode()
    assert f'src="{base}papers/id_front/id_address/"' in page
    assert page.count('class="paper-part"') == 1
    part = client.get(f"{base}papers/id_front/id_address/")
    with Image.open(io.BytesIO(part.content)) as shown:
        assert shown.format == "JPEG"
        assert shown.width > shown.height
    assert client.get(f"{base}papers/id_front/person_name/").status_code == 404
    assert client.get(f"{base}papers/licence/id_address/").status_code == 404
    colleague = factories.officer(institution=officer.institution, name="同事示例")
    assert officer_client(colleague).get(f"{base}papers/id_front/id_address/").status_code == 404
    confirm(client, session)
    assert client.get(f"{base}papers/id_front/id_address/").status_code == 302


def test_the_form_of_the_licence_is_told_at_the_counter(bank: tuple[Officer, Client]) -> None:
    _, client = bank
    session = begin(client)
    agree(client, session)
    fill(client, session)
    base = f"/bank/counter/{session.pk}/"
    row = Verification.objects.get(pk=session.verification_id)
    assert "读到的是" not in client.get(f"{base}licence/").content.decode()
    row.read_data["licence"]["form"] = "duplicate"
    row.save(update_fields=["read_data"])
    for page in ("licence", "confirm"):
        assert "营业执照副本" in client.get(f"{base}{page}/").content.decode(), page
    assert "营业执照副本" not in client.get(f"{base}identity/").content.decode()


def test_an_operator_does_the_same_at_the_own_window(staff_client: Any) -> None:
    agreements_install()
    post = factories.staff_post()
    client = staff_client(post)
    system = factories.staff_actor(factories.staff_post(role="system_administrator"))
    security = factories.staff_actor(factories.staff_post(role="security_administrator"))
    right = rights.right_propose(actor=system, post_id=post.pk)
    rights.right_confirm(actor=security, right_id=right.pk)
    session = begin(client, "ops")
    agree(client, session, "ops")
    fill(client, session, "ops")
    confirm(client, session, "ops")
    page = client.get(f"/ops/counter/{session.pk}/").content.decode()
    assert "认证成功" in page
    assert "抽查由其他人员办理" in page
    assert "授信" not in page.split("认证成功")[1], "an operator approves no credit"


def test_a_crafted_post_of_the_officer_confirms_nothing(bank: tuple[Officer, Client]) -> None:
    _, client = bank
    session = begin(client)
    url = f"/bank/counter/{session.pk}/"
    for data in ({}, {"code": "123456", "agree": "1"}, {"code": "", "is_seen": "on", "version": "0"}):
        assert client.post(f"{url}consent/", data).status_code == 422
        assert client.post(f"{url}confirm/", data).status_code == 302
    session.refresh_from_db()
    assert (session.state, session.verification_id) == ("called", None)
    agree(client, session)
    fill(client, session)
    for changes in ({"code": "000000"}, {"code": ""}, {"is_seen": ""}):
        assert confirm_without_waiting(client, session, **changes).status_code == 422
    assert Verification.objects.get(user__phone_index=session.phone_index).state == "draft"


def confirm_without_waiting(client: Client, session: CounterSession, **changes: str) -> Any:
    page = client.get(f"/bank/counter/{session.pk}/confirm/").content.decode()
    data = {"version": hidden(page, "version"), "is_seen": "on", "code": "111111", **changes}
    return client.post(f"/bank/counter/{session.pk}/confirm/", data)


def test_pages_of_others_do_not_exist_and_papers_are_gone_afterwards(
    bank: tuple[Officer, Client], officer_client: Any
) -> None:
    officer, client = bank
    session = begin(client)
    agree(client, session)
    fill(client, session)
    shown = f"/bank/counter/{session.pk}/papers/id_front/"
    assert client.get(shown)["Content-Type"] == "image/jpeg"
    other = factories.officer(institution=officer.institution, branch=officer.branch)
    counter_way.give_right(other)
    stranger = officer_client(other)
    for page in ("", "consent/", "papers/", "identity/", "confirm/", "papers/id_front/"):
        assert stranger.get(f"/bank/counter/{session.pk}/{page}").status_code == 404, page
    confirm(client, session)
    for page in ("papers/", "identity/", "licence/", "confirm/", "papers/id_front/"):
        answer = client.get(f"/bank/counter/{session.pk}/{page}")
        assert answer.status_code == 302, page
    result = client.get(f"/bank/counter/{session.pk}/").content.decode()
    assert phone_way.identity()["id_number"] not in result
    assert phone_way.NAME not in result


def test_every_page_of_a_session_stands_in_the_workbench_and_can_be_given_up(
    bank: tuple[Officer, Client],
) -> None:
    _, client = bank
    session = begin(client)

    def stands(page: str) -> None:
        html = client.get(f"/bank/counter/{session.pk}/{page}").content.decode()
        for part in ("workbench__top", "双方确认", "取消办理", session.counter_name):
            assert part in html, (page, part)

    stands("consent/")
    agree(client, session)
    fill(client, session)
    for page in ("role/", "papers/", "identity/", "licence/", "confirm/"):
        stands(page)


def test_a_session_under_way_leads_on_and_can_be_given_up(bank: tuple[Officer, Client]) -> None:
    _, client = bank
    session = begin(client)
    assert "等待本人同意" in client.get(f"/bank/counter/{session.pk}/").content.decode()
    agree(client, session)
    assert client.get(f"/bank/counter/{session.pk}/").url.endswith("role/")
    assert client.get(f"/bank/counter/{session.pk}/confirm/").url.endswith("role/")
    assert client.post(f"/bank/counter/{session.pk}/cancel/").url == "/bank/counter/"
    assert "已结束" in client.get(f"/bank/counter/{session.pk}/").content.decode()


def test_without_the_right_the_page_says_who_gives_it(officer_client: Any) -> None:
    client = officer_client(factories.officer())
    page = client.get("/bank/counter/").content.decode()
    assert "您没有「窗口协办」权限" in page
    assert "开始办理" not in page
    assert client.post("/bank/counter/", {"phone": "13800000000"}).status_code in {403, 422}
    assert officer_client(factories.officer(role="viewer")).get("/bank/counter/").status_code == 403


def test_the_right_is_given_by_two_sides_on_their_pages(officer_client: Any, staff_client: Any) -> None:
    officer = factories.officer()
    manager = factories.officer(institution=officer.institution, role="manager")
    operator, boss = staff_client(factories.staff_post()), officer_client(manager)
    assert operator.post("/ops/counter/rights/", {"post": str(officer.pk)}).status_code == 302
    right = CounterRight.objects.get(user=officer.user)
    assert "确认权限" not in operator.get("/ops/counter/rights/").content.decode()
    operator.post(f"/ops/counter/rights/{right.pk}/confirm/")
    right.refresh_from_db()
    assert right.confirmed_at is None
    assert "确认权限" in boss.get("/bank/counter/rights/").content.decode()
    boss.post(f"/bank/counter/rights/{right.pk}/confirm/")
    right.refresh_from_db()
    assert right.confirmed_at is not None
    assert boss.post(f"/bank/counter/rights/{right.pk}/end/", {"reason": ""}).status_code == 422
    boss.post(f"/bank/counter/rights/{right.pk}/end/", {"reason": "调离岗位"})
    right.refresh_from_db()
    assert right.ended_at is not None


def test_the_sample_is_judged_on_its_page(bank: tuple[Officer, Client], staff_client: Any) -> None:
    officer, _ = bank
    session = counter_way.whole(factories.officer_actor(officer))
    client = staff_client(factories.staff_post())
    assert NAME in client.get("/ops/counter/samples/").content.decode()
    url = f"/ops/counter/samples/{session.pk}/"
    assert client.post(url, {"verdict": "", "note": ""}).status_code == 422
    assert client.post(url, {"verdict": "fine", "note": "证件与填写一致"}).status_code == 302
    assert "证件与填写一致" in client.get(url).content.decode()
    assert sessions.session_get(
        actor=factories.officer_actor(officer), session_id=session.pk
    ).sample_state == ("fine")


def test_everybody_is_told_which_counters_there_are_and_no_others(client: Client) -> None:
    for path in ("/counters/", "/app/counters/"):
        assert "现在还没有可以办理的窗口" in client.get(path).content.decode()
    officer, _ = counter_way.holder()
    other = factories.branch(institution=officer.institution, name="洛阳支行")
    for path in ("/counters/", "/app/counters/"):
        page = client.get(path).content.decode()
        assert "郑州金水支行" in page
        assert other.name not in page


def test_the_operators_window_is_listed_once_somebody_can_find_it(client: Client, settings: Any) -> None:
    post = factories.staff_post()
    system = factories.staff_actor(factories.staff_post(role="system_administrator"))
    security = factories.staff_actor(factories.staff_post(role="security_administrator"))
    right = rights.right_propose(actor=system, post_id=post.pk)
    rights.right_confirm(actor=security, right_id=right.pk)
    assert "平台运营窗口" not in client.get("/counters/").content.decode()
    settings.COUNTER_WINDOW_ADDRESS = "郑州市示例路 1 号"
    page = client.get("/counters/").content.decode()
    assert "平台运营窗口" in page
    assert "郑州市示例路 1 号" in page


def test_who_was_refused_is_shown_the_way_to_a_counter(login: Callable[..., Client]) -> None:
    who = phone_way.member()
    _, row = phone_way.open_attempt(who)
    Verification.objects.filter(pk=row.pk).update(state="refused", reason_code="other", reason="不符")
    client = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    page = client.get("/console/verification/").content.decode()
    assert 'href="/counters/"' in page


def test_the_persons_phone_says_that_a_counter_is_at_it_and_offers_another_way(
    bank: tuple[Officer, Client],
) -> None:
    _, client = bank
    session = begin(client)
    agree(client, session)
    fill(client, session)
    phone = Client()
    log_in(phone, PHONE)
    page = phone.get("/app/verification/", follow=True).content.decode()
    assert "正在窗口办理" in page
    ways = phone.get("/app/verification/way/").content.decode()
    assert 'value="counter"' not in ways
    assert "/app/counters/" in ways
    sent = phone.post("/app/verification/result/", {"version": hidden(page, "version")}, follow=True)
    assert "请在窗口由您本人确认后提交" in sent.content.decode()
    phone.post("/app/verification/way/", {"way": "manual"})
    assert client.get(f"/bank/counter/{session.pk}/identity/").status_code == 302
    assert (
        "已改用其他方式" in client.get(f"/bank/counter/{session.pk}/identity/", follow=True).content.decode()
    )
