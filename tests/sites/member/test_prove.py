"""A session begun by a scan proves its person before it submits or signs; what was typed is there afterwards."""

from __future__ import annotations

import base64
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.domain.certificates.phone import ORIGIN
from tests.domain.certificates.phone import Phone as Key
from tests.phones import last_code
from tests.sites.app.test_scan import Pc, scan
from tests.sites.route_table import TABLE
from tests.sites.route_world import World, make_world
from yuzhengdai.domain.access.services import proof_is_needed
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.models import KeptPost
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
SIGNING = [
    ("portal:apply", {"do": "submit"}),
    ("app:apply", {"do": "submit"}),
    ("portal:apply-agreement", {}),
    ("console:application-supplement", {"do": "submit", "note": "已补充流水"}),
    ("app:application-supplement", {}),
    ("console:application-costs", {"has_read": "1"}),
    ("console:authorisation-confirm", {"do": "confirm"}),
    ("console:demand-new", {"do": "submit"}),
    ("portal:demand-new", {"do": "submit"}),
    ("console:demand-edit", {}),
    ("console:member-invite", {"phone": "13800138009"}),
    ("console:member", {}),
    ("console:member-confirm", {}),
    ("console:member-end", {}),
    ("console:verification-review", {}),
    ("app:verification-face", {}),
    ("app:verification-utilities", {}),
    ("app:verification-result", {}),
    ("app:verification-certificate", {}),
    ("portal:invitation-accept", {}),
    ("app:invitation-accept", {}),
    ("app:certificate-revoke", {}),
    ("app:certificate-renew", {}),
    ("console:platform-unlink", {}),
    ("app:platform-unlink", {}),
    ("console:application-withdraw", {}),
    ("app:application-withdraw", {}),
    ("console:application-forgo", {}),
    ("console:authorisation-revoke", {}),
    ("console:authorisations-revoke", {}),
    ("console:demand-close", {}),
    ("console:demand-extend", {}),
    ("app:demand-reopen", {}),
    ("console:offer-decline", {}),
]
NOT_SIGNING = [
    ("portal:apply", {"do": "save"}),
    ("console:application-supplement", {"do": "upload"}),
    ("console:authorisation-confirm", {"do": "refuse"}),
    ("console:demand-new", {"do": "save"}),
    ("console:messages-read-all", {}),
    ("portal:invitation-decline", {}),
    ("console:invitation-withdraw", {}),
    ("console:member-refuse", {}),
    ("console:application-discard", {}),
    ("console:devices-end", {}),
]


@pytest.fixture
def world() -> World:
    return make_world()


def by_scan(world: World) -> Client:
    client = world.client("admin")
    session = client.session
    session["login_way"] = "scan"
    session.save()
    return client


def url_of(route: str, world: World) -> str:
    args = TABLE[route].args
    return reverse(route, kwargs=args(world) if args else {})


def is_asked(answer: object) -> bool:
    return "/login/prove/" in str(getattr(answer, "url", ""))


@pytest.mark.parametrize(("route", "data"), SIGNING)
def test_who_came_by_a_scan_proves_it_first(world: World, route: str, data: dict[str, str]) -> None:
    client, url = by_scan(world), url_of(route, world)
    before = AuditEvent.objects.count()
    assert is_asked(client.post(url, data))
    assert AuditEvent.objects.count() == before, "nothing was done"
    told = client.post(url, data, headers={"X-Submit": "login", "Accept": "text/html"})
    assert told.status_code == 401
    assert urlsplit(told.json()["login"]).path.endswith("/login/prove/")
    assert not is_asked(world.client("admin").post(url, data)), "who came by another way is not asked"


@pytest.mark.parametrize(("route", "data"), NOT_SIGNING)
def test_looking_and_preparing_needs_no_proof(world: World, route: str, data: dict[str, str]) -> None:
    assert not is_asked(by_scan(world).post(url_of(route, world), data))


def test_the_code_opens_a_quarter_of_an_hour(world: World) -> None:
    client = by_scan(world)
    phone = str(world.members["admin"].user.phone)
    page = client.get("/login/prove/?next=/console/applications/")
    assert phone[3:] not in page.content.decode(), "the number is masked"
    assert client.post("/login/prove/code/", {"next": "/console/applications/"}).status_code == 200
    assert client.post("/login/prove/", {"code": "000000"}).status_code == 422
    assert client.post("/login/prove/", {"code": ""}).status_code == 422
    answer = client.post("/login/prove/", {"code": last_code(phone), "next": "/console/applications/"})
    assert answer.url == "/console/applications/"
    assert AuditEvent.objects.filter(action="access.proved").count() == 1
    invite = reverse("console:member-invite")
    assert not is_asked(client.post(invite, {}))
    with clock.frozen(clock.now() + timedelta(minutes=15)):
        assert is_asked(client.post(invite, {}))


def test_a_code_for_another_purpose_proves_nothing(world: World) -> None:
    client = by_scan(world)
    phone = str(world.members["admin"].user.phone)
    Client().post("/login/code/", {"phone": phone[3:]})
    assert client.post("/login/prove/", {"code": last_code(phone)}).status_code == 422
    assert is_asked(client.post(reverse("console:member-invite"), {}))


def test_next_leads_nowhere_else(world: World) -> None:
    client = by_scan(world)
    phone = str(world.members["admin"].user.phone)
    client.post("/login/prove/code/")
    answer = client.post("/login/prove/", {"code": last_code(phone), "next": "https://evil.example/"})
    assert answer.url == "/"


def test_without_scripts_what_was_typed_comes_back(world: World) -> None:
    client = by_scan(world)
    page = reverse("console:member-invite")
    html = client.get(page).content.decode()
    mark = html.split('name="form_owner" value="')[1].split('"')[0]
    typed = {"form_owner": mark, "phone": "13800138009", "role": "agent"}
    answer = client.post(page, typed, headers={"Referer": f"http://testserver{page}"})
    assert parse_qs(urlsplit(answer.url).query)["next"] == [page]
    assert KeptPost.objects.count() == 1
    assert "您填写的内容还在" in client.get(answer.url).content.decode()
    assert 'value="13800138009"' in client.get(page).content.decode()


def test_another_login_asks_anew(world: World) -> None:
    """A proof belongs to one session; the one that follows starts without."""
    assert proof_is_needed(way="scan", proved_at="")
    assert proof_is_needed(way="scan", proved_at="nonsense")
    assert proof_is_needed(way="scan", proved_at=(clock.now() + timedelta(minutes=1)).isoformat())
    for way in ("", "code", "certificate", "registration", "hand_over"):
        assert not proof_is_needed(way=way, proved_at="")


class Both:
    """A PC that a phone with a certificate logged in."""

    def __init__(self) -> None:
        self.who: EnterpriseMember = factories.member()
        Verification.objects.create(
            enterprise=self.who.enterprise,
            user=self.who.user,
            state="passed",
            way="face",
            decided_at=clock.now(),
        )
        self.phone, self.key = self.logged_in(), Key()
        csr = base64.b64encode(self.key.csr()).decode()
        made = self.phone.post(
            reverse("app:verification-certificate"), {"csr": csr}, headers={"Accept": "application/json"}
        )
        self.certificate = str(made.json()["certificate"])
        self.pc = Pc()
        scan(self.phone, self.pc.code)
        self.phone.post(reverse("app:scan-login", args=[self.pc.row.pk]), {"digits": self.pc.row.digits})
        self.pc.finish()

    def logged_in(self) -> Client:
        client = Client()
        client.force_login(self.who.user)
        session = client.session
        session[ENTERPRISE_KEY] = str(self.who.enterprise_id)
        session.save()
        client.get("/app/scan/")
        return client

    def ask(self) -> None:
        self.pc.client.post("/login/prove/phone/", {"next": "/console/members/"})

    def give(self, phone: Client | None = None) -> int:
        client = phone or self.phone
        challenge = client.post(reverse("app:certificate-challenge")).json()["challenge"]
        signature = base64.b64encode(self.key.sign(challenge, purpose="confirm", origin=ORIGIN)).decode()
        answer = client.post(
            reverse("app:pc-proof"),
            {"challenge": challenge, "certificate": self.certificate, "signature": signature},
        )
        return int(answer.status_code)

    def state(self) -> str:
        return str(self.pc.client.get("/login/prove/phone/status/").json()["state"])

    def take(self) -> str:
        answer = self.pc.client.post("/login/prove/phone/done/", {"next": "/console/members/"})
        return str(answer.url)

    def is_asked(self) -> bool:
        return is_asked(self.pc.client.post(reverse("console:member-invite"), {}))


def test_the_phone_that_scanned_proves_it_with_the_certificate_password() -> None:
    both = Both()
    assert both.is_asked()
    assert both.state() == "expired"
    assert "去确认" not in both.phone.get("/app/scan/").content.decode()
    both.ask()
    assert both.state() == "waiting"
    assert "去确认" in both.phone.get("/app/scan/").content.decode()
    page = both.phone.get(reverse("app:pc-proof")).content.decode()
    assert "Chrome，Windows" in page
    assert both.give() == 200
    assert both.state() == "confirmed"
    assert both.take() == "/console/members/"
    assert not both.is_asked()
    assert AuditEvent.objects.filter(action="access.proved", detail__has_key="device").count() == 1
    assert both.take() == "/login/prove/?next=%2Fconsole%2Fmembers%2F", "once"


def test_nothing_is_given_that_was_not_asked_nor_on_another_phone_nor_late() -> None:
    both = Both()
    assert both.give() == 409
    both.ask()
    other = both.logged_in()
    assert other.get(reverse("app:pc-proof")).url == reverse("app:scan")
    assert both.give(other) == 409
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert both.give() == 409
        assert both.state() == "expired"
    assert both.take().startswith("/login/prove/")
    assert both.is_asked()


def test_without_an_answer_of_the_phone_nothing_is_taken() -> None:
    both = Both()
    both.ask()
    assert both.take().startswith("/login/prove/")
    assert "手机上还没有确认" in both.pc.client.get("/login/prove/").content.decode()
    assert both.is_asked()


def test_another_certificate_of_somebody_else_proves_nothing() -> None:
    both, stranger = Both(), Both()
    both.ask()
    both.certificate, both.key = stranger.certificate, stranger.key
    assert both.give() >= 400
    assert both.state() == "waiting"


def test_a_session_of_another_way_has_no_phone_to_ask(world: World) -> None:
    client = by_scan(world)
    assert client.post("/login/prove/phone/").url == "/login/prove/"
    assert "找不到扫码登录的那部手机" in client.get("/login/prove/").content.decode()
