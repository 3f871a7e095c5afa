"""「认证平台」 (L6): through the pages and the running stand-in, by OpenID Connect and by ticket, in the portal and in the app."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from tests import factories
from tests.phones import last_code
from tests.support.identity_platform import NEW_NAME, NEW_USCC, SHOWN_NAME, SHOWN_USCC, StandIn, running
from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.codes import make_phone
from yuzhengdai.foundation.core.validators import national_phone
from yuzhengdai.foundation.notifications.models import OutboxMessage
from yuzhengdai.sites.member.access import platform_ways

pytestmark = pytest.mark.django_db
KINDS = pytest.mark.parametrize("kind", ["oidc", "ticket"])
SITES = pytest.mark.parametrize("prefix", ["", "/app"])
STRAYED = "不是在这个浏览器里开始的"


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("platform"), site="http://testserver") as found:
        yield found


@pytest.fixture(autouse=True)
def rows(settings, stand_in: StandIn) -> None:
    settings.IDENTITY_PLATFORMS = stand_in.rows


def away(client: Client, kind: str, *, prefix: str = "", then: str = "") -> str:
    """Press a platform; the address there."""
    answer = client.get(f"{prefix}/login/platforms/{kind}/" + (f"?next={then}" if then else ""))
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def there(stand_in: StandIn, address: str, login: str, press: str = "") -> str:
    """Log in there; the path that the browser comes back to."""
    came_to = stand_in.log_in(address, login, press=press)
    assert came_to.startswith("http://testserver/"), came_to
    return came_to.removeprefix("http://testserver")


def arrive(
    client: Client, stand_in: StandIn, kind: str, login: str, *, prefix: str = "", then: str = ""
) -> str:
    """The whole way there and back; where the browser is led then."""
    back = there(stand_in, away(client, kind, prefix=prefix, then=then), login)
    answer = client.get(back)
    assert answer.status_code == 302
    return str(answer["Location"])


def bind(client: Client, phone: str, *, prefix: str = "", code: str = "", **typed: str) -> object:
    """Ask for a code and send the form."""
    national = national_phone(phone)
    asked = client.post(
        f"{prefix}/login/platform-phone/code/", {"phone": national}, headers={"accept": "application/json"}
    )
    assert asked.status_code == 200, asked.content.decode()
    form = {"phone": national, "code": code or last_code(phone), "consent": "on", "entity_type": "company"}
    return client.post(f"{prefix}/login/platform-phone/", form | typed)


def told(client: Client, url: str = "/login/platforms/") -> str:
    return client.get(url).content.decode()


def first_login(client: Client, stand_in: StandIn, kind: str, login: str, phone: str) -> None:
    assert arrive(client, stand_in, kind, login) == "/login/platform-phone/"
    assert bind(client, phone).status_code == 302  # type: ignore[attr-defined]


@SITES
def test_the_choice_is_shown_also_with_one_platform(
    settings, client: Client, stand_in: StandIn, prefix: str
) -> None:
    settings.IDENTITY_PLATFORMS = {"oidc": stand_in.rows["oidc"]}
    page = told(client, f"{prefix}/login/platforms/?next=/products/")

    assert "河南政务服务网" in page
    assert f'href="{prefix}/login/platforms/oidc/?next=%2Fproducts%2F"' in page.replace(
        "/products/", "%2Fproducts%2F"
    )


@SITES
def test_without_a_platform_the_tab_says_so(settings, client: Client, prefix: str) -> None:
    settings.IDENTITY_PLATFORMS = {}

    assert "尚未接入认证平台" in told(client, f"{prefix}/login/platforms/")
    assert client.get(f"{prefix}/login/platforms/oidc/")["Location"] == f"{prefix}/login/platforms/"
    assert "没有接入或已停用" in told(client, f"{prefix}/login/platforms/")


@KINDS
@SITES
def test_an_enterprise_is_bound_once_and_becomes_a_claim(
    client: Client, stand_in: StandIn, kind: str, prefix: str
) -> None:
    phone = make_phone("platform")
    led = arrive(client, stand_in, kind, "legal", prefix=prefix, then="/products/")
    assert led == f"{prefix}/login/platform-phone/"
    page = told(client, led)
    assert NEW_NAME in page
    assert NEW_USCC in page
    assert "选填" not in page
    assert not User.objects.filter().exists()

    answer = bind(client, phone, prefix=prefix)

    assert (answer.status_code, answer["Location"]) == (302, "/products/")  # type: ignore[attr-defined,index]
    claim = Enterprise.objects.get(uscc=NEW_USCC)
    assert (claim.name, claim.state, claim.entity_type) == (NEW_NAME, "claimed", "company")
    assert client.session["enterprise_id"] == str(claim.pk)
    assert client.session["login_way"] == "platform"
    assert f"您好！{NEW_NAME}" in told(client, "/")
    acts = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"access.platform_link", "access.register", "access.login", "agreements.consent"} <= acts
    assert OutboxMessage.objects.filter(dedupe_key__startswith="platform-link:").count() == 1

    client.post(f"{prefix}/logout/")
    assert arrive(client, stand_in, kind, "legal", prefix=prefix) == (f"{prefix}/" if prefix else "/")
    assert client.session["enterprise_id"] == str(claim.pk)
    assert Enterprise.objects.filter(uscc=NEW_USCC).count() == 1


@KINDS
def test_a_person_binds_a_phone_and_chooses_or_registers(
    client: Client, stand_in: StandIn, kind: str
) -> None:
    assert arrive(client, stand_in, kind, "person") == "/login/platform-phone/"
    page = told(client, "/login/platform-phone/")
    assert "个人账号" in page
    assert "法人类型" not in page

    answer = bind(client, make_phone("person"), entity_type="")

    assert answer["Location"] == "/choose-enterprise/"  # type: ignore[index]
    assert "注册" in told(client, "/choose-enterprise/")
    assert not Enterprise.objects.exists()


@KINDS
def test_a_phone_that_has_a_place_goes_on_with_it(client: Client, stand_in: StandIn, kind: str) -> None:
    member = factories.member()
    arrive(client, stand_in, kind, "person")

    answer = bind(client, str(member.user.phone))

    assert answer["Location"] == "/"  # type: ignore[index]
    assert client.session["enterprise_id"] == str(member.enterprise_id)


@KINDS
def test_a_verified_enterprise_only_leads_to_asking_it(client: Client, stand_in: StandIn, kind: str) -> None:
    existing = factories.enterprise(uscc=NEW_USCC)
    assert existing.is_verified
    arrive(client, stand_in, kind, "legal")

    answer = bind(client, make_phone("stranger"))

    assert answer["Location"] == "/register/join/"  # type: ignore[index]
    assert "申请加入该企业" in told(client, "/register/join/")
    user = User.objects.for_phone(make_phone("stranger"))
    assert not EnterpriseMember.objects.filter(user=user).exists()
    assert "enterprise_id" not in client.session
    asked = client.post("/register/join/", {"name": "王小明", "note": ""})
    assert asked.status_code == 302
    assert EnterpriseMember.objects.get(user=user).state == "requested"


@KINDS
def test_the_next_login_of_a_verified_one_gives_no_place_either(
    client: Client, stand_in: StandIn, kind: str
) -> None:
    factories.enterprise(uscc=NEW_USCC)
    arrive(client, stand_in, kind, "legal")
    bind(client, make_phone("stranger"))
    client.post("/logout/")

    assert arrive(client, stand_in, kind, "legal") == "/choose-enterprise/"
    assert "enterprise_id" not in client.session


@KINDS
@pytest.mark.parametrize(
    "then", ["https://evil.example.com/", "//evil.example.com/", "/\\evil.example.com", "/login/"]
)
def test_next_leads_to_us_only(client: Client, stand_in: StandIn, kind: str, then: str) -> None:
    first_login(client, stand_in, kind, "person", str(factories.member().user.phone))
    client.post("/logout/")

    assert arrive(client, stand_in, kind, "person", then=then) == "/"


@KINDS
def test_an_answer_begun_elsewhere_is_refused_here(client: Client, stand_in: StandIn, kind: str) -> None:
    """Login CSRF: the attacker's own answer, put into somebody else's browser."""
    attacker, victim = Client(), client
    back = there(stand_in, away(attacker, kind), "person")
    away(victim, kind)

    assert victim.get(back)["Location"] == "/login/platforms/"
    assert STRAYED in told(victim)
    assert "platform_arrived" not in victim.session
    assert "_auth_user_id" not in victim.session


@KINDS
def test_an_answer_counts_once(client: Client, stand_in: StandIn, kind: str) -> None:
    back = there(stand_in, away(client, kind), "person")
    assert client.get(back)["Location"] == "/login/platform-phone/"

    assert client.get(back)["Location"] == "/login/platforms/"
    assert STRAYED in told(client)


@KINDS
def test_what_was_used_elsewhere_is_refused_with_a_fresh_state(
    client: Client, stand_in: StandIn, kind: str
) -> None:
    """Code or ticket reuse: the credential of a finished login behind the state of a new one."""
    used = dict(parse_qsl(urlsplit(there(stand_in, away(client, kind), "person")).query))
    client.get(f"/login/platforms/{kind}/back/", used)
    fresh = dict(parse_qsl(urlsplit(there(stand_in, away(client, kind), "person")).query))

    client.get(f"/login/platforms/{kind}/back/", used | {"state": fresh["state"]})
    assert "已使用或已过期" in told(client)


def test_a_ticket_of_another_platform_is_refused(client: Client, stand_in: StandIn) -> None:
    theirs = dict(parse_qsl(urlsplit(there(stand_in, away(client, "other"), "person")).query))
    ours = dict(parse_qsl(urlsplit(there(stand_in, away(client, "ticket"), "person")).query))

    client.get("/login/platforms/ticket/back/", ours | {"ticket": theirs["ticket"]})
    assert "不是给本平台的" in told(client)


def test_an_answer_at_another_platforms_address_is_refused(client: Client, stand_in: StandIn) -> None:
    back = there(stand_in, away(client, "ticket"), "person")

    client.get(back.replace("/ticket/back/", "/other/back/"))
    assert STRAYED in told(client)


@KINDS
def test_too_late_is_refused(
    client: Client, stand_in: StandIn, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = there(stand_in, away(client, kind), "person")
    real = platform_ways.time.time
    monkeypatch.setattr(platform_ways.time, "time", lambda: real() + 601)

    client.get(back)
    assert STRAYED in told(client)


@KINDS
@pytest.mark.parametrize(
    "case",
    [
        ("refused", "", "没有完成这次登录"),
        ("person", "cancel", "没有完成这次登录"),
        ("down", "", "暂时没有响应"),
    ],
)
def test_no_and_silence_each_have_a_sentence_and_leave_nothing(
    client: Client, stand_in: StandIn, kind: str, case: tuple[str, str, str]
) -> None:
    login, press, sentence = case
    answer = client.get(there(stand_in, away(client, kind, then="/products/"), login, press))

    assert answer["Location"] == "/login/platforms/?next=%2Fproducts%2F"
    assert sentence in told(client)
    assert not User.objects.exists()
    assert not PlatformLink.objects.exists()


def test_a_platform_that_is_down_is_told_before_one_goes(settings, client: Client, stand_in: StandIn) -> None:
    settings.IDENTITY_PLATFORMS = {"oidc": stand_in.rows["oidc"] | {"address": "http://127.0.0.1:1"}}

    assert client.get("/login/platforms/oidc/")["Location"] == "/login/platforms/"
    assert "暂时没有响应" in told(client)


@KINDS
def test_somebody_elses_phone_cannot_be_bound(client: Client, stand_in: StandIn, kind: str) -> None:
    victim = factories.member()
    arrive(client, stand_in, kind, "person")

    answer = bind(client, str(victim.user.phone), code="000000")

    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "_auth_user_id" not in client.session
    assert not PlatformLink.objects.exists()


@KINDS
def test_link_swap_an_account_stays_with_its_phone(client: Client, stand_in: StandIn, kind: str) -> None:
    """Two browsers come with the same account; the slower phone gets a sentence and neither link nor session."""
    mine, theirs = factories.member(), factories.member()
    other = Client()
    arrive(client, stand_in, kind, "person")
    arrive(other, stand_in, kind, "person")
    bind(client, str(mine.user.phone))

    answer = bind(other, str(theirs.user.phone))

    assert answer.status_code == 409  # type: ignore[attr-defined]
    assert "已绑定另一个手机号" in answer.content.decode()  # type: ignore[attr-defined]
    assert "_auth_user_id" not in other.session
    assert [link.user_id for link in PlatformLink.objects.all()] == [mine.user_id]


@KINDS
def test_the_form_cannot_name_the_account(client: Client, stand_in: StandIn, kind: str) -> None:
    arrive(client, stand_in, kind, "person")
    bind(
        client,
        make_phone("person"),
        subject="hn-legal",
        kind="enterprise",
        uscc=NEW_USCC,
        enterprise_name=NEW_NAME,
        platform="other",
        account="enterprise",
    )

    link = PlatformLink.objects.get()
    assert (link.platform, link.kind, link.uscc) == (kind, "person", "")
    assert not Enterprise.objects.exists()


def test_the_same_account_name_at_two_platforms_is_two_accounts(client: Client, stand_in: StandIn) -> None:
    first_login(client, stand_in, "ticket", "person", make_phone("one"))

    assert arrive(Client(), stand_in, "other", "person") == "/login/platform-phone/"


@KINDS
def test_the_session_is_a_new_one_at_each_step(client: Client, stand_in: StandIn, kind: str) -> None:
    """Session fixation: a key that somebody set before the login is worth nothing after it."""
    address = away(client, kind)
    before = client.session.session_key
    client.get(there(stand_in, address, "person"))
    arrived = client.session.session_key
    bind(client, make_phone("person"))

    assert len({before, arrived, client.session.session_key}) == 3
    thief = Client()
    thief.cookies["yzd_session"] = arrived
    assert "_auth_user_id" not in thief.session


@KINDS
def test_a_double_click_is_one_binding(client: Client, stand_in: StandIn, kind: str) -> None:
    arrive(client, stand_in, kind, "legal")
    phone = make_phone("double")
    client.post("/login/platform-phone/code/", {"phone": national_phone(phone)})
    form = {
        "phone": national_phone(phone),
        "code": last_code(phone),
        "consent": "on",
        "entity_type": "company",
        "submission": "the-same-form",
    }
    session = dict(client.session.items())
    assert client.post("/login/platform-phone/", form).status_code == 302
    second = Client()
    second.cookies["yzd_browser"] = client.cookies["yzd_browser"].value
    second.get(f"/login/platforms/{kind}/")
    kept = second.session
    kept.update(session)
    kept.save()

    assert second.post("/login/platform-phone/", form).status_code == 302
    assert PlatformLink.objects.count() == 1
    assert Enterprise.objects.filter(uscc=NEW_USCC).count() == 1


@KINDS
def test_a_shut_out_person_stays_out_and_nothing_is_linked(
    client: Client, stand_in: StandIn, kind: str
) -> None:
    member = factories.member()
    User.objects.filter(pk=member.user_id).update(is_active=False)
    arrive(client, stand_in, kind, "person")

    answer = bind(client, str(member.user.phone))

    assert "已停用" in answer.content.decode()  # type: ignore[attr-defined]
    assert not PlatformLink.objects.exists()


@KINDS
def test_consent_and_kind_are_required_and_what_was_typed_stays(
    client: Client, stand_in: StandIn, kind: str
) -> None:
    arrive(client, stand_in, kind, "legal")

    answer = bind(client, make_phone("person"), consent="", entity_type="")

    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "请选择法人类型" in page
    assert "同意后勾选" in page
    assert national_phone(make_phone("person")) in page
    assert not User.objects.exists()


def test_the_form_opens_for_nobody_who_did_not_come_from_a_platform(client: Client) -> None:
    for answer in (
        client.get("/login/platform-phone/"),
        client.post("/login/platform-phone/", {"phone": "13800138000"}),
        client.post("/login/platform-phone/code/", {"phone": "13800138000"}),
    ):
        assert answer["Location"] == "/login/platforms/"
    assert not OutboxMessage.objects.exists()


def test_a_browser_that_looks_ahead_begins_nothing(client: Client) -> None:
    answer = client.get("/login/platforms/oidc/", headers={"sec-purpose": "prefetch"})

    assert answer.status_code == 204
    assert "platform_ways" not in client.session


def test_too_many_starts_from_one_address_wait(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform_ways, "STARTS", 2)
    for _ in range(2):
        away(client, "ticket")

    client.get("/login/platforms/ticket/")
    assert "请 10 分钟后再试" in told(client)


def test_the_ways_of_several_tabs_all_end(client: Client, stand_in: StandIn) -> None:
    first, second = away(client, "ticket"), away(client, "oidc")

    assert client.get(there(stand_in, second, "person"))["Location"] == "/login/platform-phone/"
    assert client.get(there(stand_in, first, "legal"))["Location"] == "/login/platform-phone/"


def test_at_another_name_of_ours_one_begins_at_the_sites_own(settings, client: Client) -> None:
    settings.SITE_BASE_URL = "https://finance.example.cn"

    answer = client.get("/login/platforms/ticket/?next=/products/")
    assert answer["Location"] == "https://finance.example.cn/login/platforms/ticket/?next=/products/&here=1"


@KINDS
def test_leaving_goes_by_the_platform_and_ends_at_home(client: Client, stand_in: StandIn, kind: str) -> None:
    first_login(client, stand_in, kind, "person", str(factories.member().user.phone))

    answer = client.post("/logout/")

    assert answer["Location"] == f"/logout/{kind}/"
    assert "_auth_user_id" not in client.session
    page = client.get(answer["Location"])
    assert page["Refresh"].startswith(f"0; url={stand_in.address}")
    assert "http%3A%2F%2Ftestserver%2F" in page["Refresh"]


def test_leaving_after_another_way_of_logging_in_goes_home(client: Client) -> None:
    client.force_login(factories.member().user)

    assert client.post("/logout/")["Location"] == "/"


def test_leaving_where_the_platform_has_none_goes_home(settings, client: Client, stand_in: StandIn) -> None:
    settings.IDENTITY_PLATFORMS = {"ticket": stand_in.rows["ticket"] | {"logout_address": ""}}
    first_login(client, stand_in, "ticket", "person", str(factories.member().user.phone))

    assert client.get(client.post("/logout/")["Location"])["Location"] == "/"


@pytest.mark.parametrize("prefix", ["/console/profile", "/app/mine"])
def test_a_link_is_seen_and_taken_back_by_its_own_person(
    client: Client, stand_in: StandIn, prefix: str
) -> None:
    member, other = factories.member(), factories.member()
    first_login(client, stand_in, "oidc", "person", str(member.user.phone))
    link = PlatformLink.objects.get()
    elsewhere = Client()
    elsewhere.force_login(member.user)
    foreign = Client()
    foreign.force_login(other.user)
    session = foreign.session
    session["enterprise_id"] = str(other.enterprise_id)
    session.save()
    assert "河南政务服务网" in told(client, f"{prefix}/platforms/")
    assert "还没有绑定" in told(foreign, f"{prefix}/platforms/")
    assert foreign.post(f"{prefix}/platforms/{link.pk}/end/").status_code == 404
    assert PlatformLink.objects.get().ended_at is None
    assert "其他设备" in told(client, f"{prefix}/platforms/{link.pk}/end/")

    assert client.post(f"{prefix}/platforms/{link.pk}/end/").status_code == 302

    assert "还没有绑定" in told(client, f"{prefix}/platforms/")
    assert client.post(f"{prefix}/platforms/{link.pk}/end/")["Location"] == f"{prefix}/platforms/"
    assert elsewhere.get("/invitations/").status_code == 302
    assert AuditEvent.objects.filter(action="access.platform_unlink", object_id=link.pk).count() == 1
    client.post("/logout/")
    assert arrive(client, stand_in, "oidc", "person") == "/login/platform-phone/"


def test_an_account_whose_link_was_taken_back_may_be_bound_anew(client: Client, stand_in: StandIn) -> None:
    first, second = factories.member(), factories.member()
    first_login(client, stand_in, "oidc", "person", str(first.user.phone))
    client.post(f"/app/mine/platforms/{PlatformLink.objects.get().pk}/end/")
    client.post("/logout/")

    first_login(client, stand_in, "oidc", "person", str(second.user.phone))

    assert PlatformLink.objects.get(ended_at=None).user_id == second.user_id


@SITES
def test_a_licence_logs_in_and_registers_without_name_and_code(
    client: Client, stand_in: StandIn, prefix: str
) -> None:
    """电子营业执照 under 「认证平台」: nothing typed there; the enterprise becomes a claim of the phone."""
    assert "电子营业执照" in told(client, f"{prefix}/login/platforms/")
    assert arrive(client, stand_in, "licence", "head", prefix=prefix) == f"{prefix}/login/platform-phone/"
    answer = bind(client, make_phone("licence"), prefix=prefix)

    assert answer.status_code == 302  # type: ignore[attr-defined]
    claim = Enterprise.objects.get(uscc=SHOWN_USCC)
    assert (claim.name, claim.state) == (SHOWN_NAME, "claimed")


@pytest.mark.parametrize(
    ("who", "counts"), [("head", True), ("head", False), ("clerk", True), ("manager", True)]
)
def test_a_verified_enterprise_is_only_joined_unless_its_head_shows_a_licence_that_counts(
    client: Client, stand_in: StandIn, settings, who: str, counts: bool
) -> None:
    """Even then the claim gives nothing by itself: 企业认证 follows (R9 to R11)."""
    settings.IDENTITY_PLATFORMS = {
        key: {**row, "counts_as_verification": counts} if key == "licence" else row
        for key, row in stand_in.rows.items()
    }
    claims = (who, counts) == ("head", True)
    factories.enterprise(uscc=SHOWN_USCC, name=SHOWN_NAME)
    arrive(client, stand_in, "licence", who)
    answer = bind(client, make_phone("licence"))

    assert Enterprise.objects.filter(uscc=SHOWN_USCC, state="claimed").exists() is claims
    if not claims:
        assert answer["Location"] == "/register/join/"  # type: ignore[index]


def test_a_net_id_is_a_persons_login(client: Client, stand_in: StandIn) -> None:
    assert arrive(client, stand_in, "network-id", "me") == "/login/platform-phone/"
    assert bind(client, make_phone("net")).status_code == 302  # type: ignore[attr-defined]
    assert PlatformLink.objects.get().kind == "person"
    assert not Enterprise.objects.exists()
