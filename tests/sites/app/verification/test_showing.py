"""电子营业执照 and 网号/网证 in the wizard, through the pages and the running stand-in; every attack refused (L6)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from tests import factories
from tests.sites.app.walk import NAME, NUMBER, Walk, url
from tests.support.identity_platform import HEAD_NAME, HEAD_NUMBER, SHOWN_NAME, SHOWN_USCC, StandIn, running
from yuzhengdai.domain.access.models import PlatformLink
from yuzhengdai.domain.access.selectors import platform_subject_index
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.verification.evidence import current_checks
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.sites.member.verification import presenting
from yuzhengdai.sites.web.actors import SECOND_FACTOR_KEY

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("platform"), site="http://testserver") as found:
        yield found


@pytest.fixture(autouse=True)
def rows(settings: Any, stand_in: StandIn) -> None:
    settings.IDENTITY_PLATFORMS = stand_in.rows


@pytest.fixture
def owner() -> EnterpriseMember:
    """Who registered the enterprise whose licences the stand-in holds."""
    agreements_install()
    user = factories.user()
    claimed = factories.enterprise(
        state="claimed", verified_at=None, claimed_by=user, uscc=SHOWN_USCC, name=SHOWN_NAME, region_code=""
    )
    return factories.member(enterprise=claimed, user=user, is_legal_representative=False)


def show(walk: Walk, stand_in: StandIn, proves: str, who: str, *, press: str = "", site: str = "app") -> str:
    """Press 「出示…」, choose there, come back; where the browser is led then."""
    answer = walk.client.get(came_back(walk, stand_in, proves, who, press=press, site=site))
    assert answer.status_code == 302
    return str(answer["Location"])


def came_back(
    walk: Walk, stand_in: StandIn, proves: str, who: str, *, press: str = "", site: str = "app"
) -> str:
    answer = walk.client.get(f"/{site}/verification/show/{proves}/")
    assert answer.status_code == 302, answer.content.decode()
    address = stand_in.log_in(str(answer["Location"]), who, press=press)
    assert address.startswith("http://testserver/"), address
    return address.removeprefix("http://testserver")


def to_licence(walk: Walk, role: str = "legal_representative") -> None:
    """Role and consent by 网证, up to the licence."""
    walk.agent() if role == "agent" else walk.role()
    walk.way("network_id")
    assert walk.consent("identity_data").url == url("licence")


def checks(walk: Walk) -> dict[str, tuple[str, str, bool]]:
    return {
        kind: (check.result, check.source, check.is_authoritative)
        for kind, check in current_checks(verification=walk.row).items()
    }


def actions() -> set[str]:
    return set(AuditEvent.objects.values_list("action", flat=True))


def test_with_both_nothing_is_photographed_or_typed_and_it_passes(walk: Walk, stand_in: StandIn) -> None:
    """Role → consent → licence shown → 网证 shown → utilities skipped → passed; no picture, no ID number anywhere."""
    to_licence(walk)
    assert "出示电子营业执照" in walk.text("licence")

    assert show(walk, stand_in, "licence", "head") == url()
    assert walk.client.get(url()).url == url("network-id")
    page = walk.text("licence")
    assert "郑州市金水区示例路 6 号" in page
    assert 'type="file"' not in page
    assert HEAD_NAME in walk.text("network-id")
    assert show(walk, stand_in, "person", "me") == url()
    assert walk.client.get(url()).url == url("utilities")
    assert walk.skip().url == url("result")

    row = walk.row
    assert (row.state, row.way, row.person_name, row.id_number) == ("passed", "network_id", HEAD_NAME, "")
    assert (row.licence_from, row.licence_holder, row.person_from) == (
        "licence",
        "legal_representative",
        "network-id",
    )
    assert row.licence["registered_address"] == "郑州市金水区示例路 6 号"
    assert row.licence["region_code"] == "410100"
    assert checks(walk) == {
        "licence_shown": ("pass", "电子营业执照", True),
        "registration": ("pass", "电子营业执照", True),
        "elements": ("pass", "电子营业执照", True),
        "network_id": ("pass", "国家网络身份认证", True),
        "identity": ("pass", "国家网络身份认证", True),
    }
    references = {check.reference for check in current_checks(verification=row).values()}
    assert all(len(one) == 16 for one in references), "the platform's number of the answer is kept"
    assert {"verification.licence_shown", "verification.person_shown"} <= actions()
    assert Enterprise.objects.get(uscc=SHOWN_USCC).state == "verified"
    assert not get_gov_data().calls, "no source was asked beside"


def test_the_licence_with_a_photographed_card(walk: Walk, stand_in: StandIn) -> None:
    """By face: the card is photographed, the licence is not."""
    walk.to_face()
    walk.face()
    show(walk, stand_in, "licence", "head")
    assert walk.client.get(url()).url == url("utilities")
    walk.skip()
    assert walk.row.state == "passed"
    assert walk.row.id_number == NUMBER
    assert checks(walk)["elements"] == ("pass", "电子营业执照", True)


def test_net_id_without_licence_asks_the_number_once_with_reason_and_consent(
    walk: Walk, stand_in: StandIn
) -> None:
    to_licence(walk)
    walk.photograph("licence")
    assert walk.confirm("licence-confirm").url == url("id-number")
    page = walk.text("id-number")
    assert "核对企业四要素需要法定代表人的身份证号" in page
    assert "《身份证号查询同意书》" in page

    refused = walk.post("id-number", {"id_number": HEAD_NUMBER})
    assert refused.status_code == 422
    assert "请阅读并勾选《身份证号查询同意书》" in refused.content.decode()
    assert walk.row.id_number == ""
    assert walk.post("id-number", {"id_number": "410105199001011234", "agree": "1"}).status_code == 422
    assert walk.post("id-number", {"id_number": HEAD_NUMBER, "agree": "1"}).url == url("network-id")
    assert AgreementConsent.objects.filter(agreement__kind="id_number_query").count() == 1
    assert HEAD_NUMBER not in walk.text("id-number")

    show(walk, stand_in, "person", "me")
    walk.skip()
    assert walk.row.state == "passed"
    assert checks(walk)["identity"][1] == "国家网络身份认证"


def test_the_number_of_somebody_else_is_refused_by_the_net_id(walk: Walk, stand_in: StandIn) -> None:
    """The 网证 is asked about name and number: a namesake's number is no yes."""
    to_licence(walk)
    walk.photograph("licence")
    walk.confirm("licence-confirm")
    walk.post("id-number", {"id_number": make_id_number(seed=11), "agree": "1"})
    assert show(walk, stand_in, "person", "me") == url("network-id")
    assert "不是法定代表人" in walk.text("network-id")
    assert "network_id" not in checks(walk)


def test_withdrawing_the_consent_deletes_the_number(walk: Walk) -> None:
    to_licence(walk)
    walk.photograph("licence")
    walk.confirm("licence-confirm")
    walk.post("id-number", {"id_number": HEAD_NUMBER, "agree": "1"})
    assert walk.row.id_number == HEAD_NUMBER
    walk.client.post("/app/mine/consents/id-number-query/withdraw/")
    assert walk.row.id_number == ""
    assert walk.client.get(url()).url == url("id-number")


@pytest.mark.parametrize("who", ["manager", "clerk"])
def test_only_the_head_proves_to_be_the_head(walk: Walk, stand_in: StandIn, who: str) -> None:
    to_licence(walk)
    assert show(walk, stand_in, "licence", who) == url("licence")
    assert "不能证明是法定代表人" in walk.text("licence")
    assert walk.row.licence_from == ""
    assert "verification.paper_refused" in actions()


def test_an_agent_shows_the_licence_and_still_brings_the_letter(walk: Walk, stand_in: StandIn) -> None:
    """The clerk's name comes with the licence; who else shows a 网证 is refused; 授权书 and review stay."""
    to_licence(walk, "agent")
    show(walk, stand_in, "licence", "clerk")
    assert walk.client.get(url()).url == url("letter")
    walk.photograph("letter")
    assert walk.client.get(url()).url == url("network-id")
    assert show(walk, stand_in, "person", "me") == url("network-id")
    assert "不是所填的经办人" in walk.text("network-id")
    show(walk, stand_in, "person", "other")
    walk.skip()
    row = walk.row
    assert (row.state, row.person_name, row.id_number) == ("in_review", "王示例", "")


def test_an_agent_without_a_licence_says_the_name(walk: Walk, stand_in: StandIn) -> None:
    to_licence(walk, "agent")
    walk.photograph("licence")
    walk.confirm("licence-confirm")
    walk.photograph("letter")
    assert walk.client.get("/app/verification/show/person/").url == url("network-id")
    assert walk.post("network-id", {"person_name": "X"}).status_code == 422
    walk.post("network-id", {"person_name": "王示例"})
    assert "请由 王示例 本人出示网证" in walk.text("network-id")
    show(walk, stand_in, "person", "other")
    assert walk.client.get(url()).url == url("utilities")


def test_without_the_face_somebody_looks(walk: Walk, stand_in: StandIn) -> None:
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    show(walk, stand_in, "person", "faceless")
    walk.skip()
    assert walk.row.state == "in_review"


def test_a_stand_in_that_does_not_count_never_passes(walk: Walk, stand_in: StandIn, settings: Any) -> None:
    """The same yes from a stand-in where the site does not say that stand-ins count."""
    settings.STAND_INS_ARE_AUTHORITATIVE = False
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    show(walk, stand_in, "person", "me")
    walk.skip()
    assert walk.row.state == "in_review"
    assert not any(authoritative for *_, authoritative in checks(walk).values())


def test_where_the_operator_does_not_let_it_count_it_is_not_offered(
    walk: Walk, settings: Any, stand_in: StandIn
) -> None:
    settings.IDENTITY_PLATFORMS = {
        key: {**row, "counts_as_verification": False} for key, row in stand_in.rows.items()
    }
    walk.role()
    assert "国家网络身份认证" not in walk.text("way")
    assert walk.way("network_id").status_code == 422
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    assert "出示电子营业执照" not in walk.text("licence")
    for proves in ("licence", "person", "anything"):
        assert walk.client.get(f"/app/verification/show/{proves}/").status_code == 302
    assert "没有接入，或不能用于企业认证" in walk.text("licence")


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("revoked", "登记机关显示这家企业已吊销"), ("torn", "缺少必要的登记信息")],
)
def test_a_licence_that_cannot_stand_is_refused(
    walk: Walk, stand_in: StandIn, who: str, sentence: str
) -> None:
    to_licence(walk)
    assert show(walk, stand_in, "licence", who) == url("licence")
    assert sentence in walk.text("licence")
    assert walk.row.licence_from == ""


def test_the_licence_of_another_enterprise(login: Callable[..., Client], stand_in: StandIn) -> None:
    agreements_install()
    claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
    member = factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)
    walk = Walk(login(member.user, enterprise_id=str(claimed.pk)), member)
    to_licence(walk)
    assert show(walk, stand_in, "licence", "head") == url("licence")
    assert "另一家企业的电子营业执照" in walk.text("licence")
    assert walk.row.licence == {"name": claimed.name, "uscc": claimed.uscc} or not walk.row.licence_from


def test_a_ticket_is_used_once_in_the_browser_that_began(
    walk: Walk, phone: Callable[[], Walk], stand_in: StandIn
) -> None:
    """Reuse in the same browser, and another browser of the same person."""
    to_licence(walk)
    back = came_back(walk, stand_in, "licence", "head")
    assert phone().client.get(back)["Location"] == "/app/login/platforms/"
    assert walk.row.licence_from == ""
    assert walk.client.get(back)["Location"] == url()
    assert walk.client.get(back)["Location"] == "/app/login/platforms/"


def test_a_ticket_cannot_be_exchanged_twice(walk: Walk, stand_in: StandIn) -> None:
    """The ticket of one way put into another: used up at the platform."""
    to_licence(walk)
    first = came_back(walk, stand_in, "licence", "head")
    walk.client.get(first)
    second = came_back(walk, stand_in, "licence", "head")
    swapped = second.partition("ticket=")[0] + "ticket=" + first.partition("ticket=")[2]
    assert walk.client.get(swapped)["Location"] == url("licence")
    assert "已使用或已过期" in walk.text("licence")


@pytest.mark.parametrize("ticket", ["", "x", "A" * 32, "../../etc"])
def test_a_forged_ticket(walk: Walk, stand_in: StandIn, ticket: str) -> None:
    to_licence(walk)
    back = came_back(walk, stand_in, "licence", "head")
    forged = back.partition("ticket=")[0] + f"ticket={ticket}"
    assert walk.client.get(forged)["Location"] == url("licence")
    assert walk.row.licence_from == ""


def test_a_ticket_of_another_provider(walk: Walk, stand_in: StandIn) -> None:
    """A 网证's ticket for the licence, and the licence's state at the 网证's door."""
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    person = came_back(walk, stand_in, "person", "me")
    licence = came_back(walk, stand_in, "licence", "head")
    crossed = licence.partition("ticket=")[0] + "ticket=" + person.partition("ticket=")[2]
    assert walk.client.get(crossed)["Location"] == url("licence")
    assert "不是给本平台的" in walk.text("licence")
    at_other_door = licence.replace("/platforms/licence/", "/platforms/network-id/")
    assert walk.client.get(at_other_door)["Location"] == "/app/login/platforms/"


def test_an_answer_signed_by_somebody_else(walk: Walk, stand_in: StandIn, settings: Any) -> None:
    rows = {key: dict(row) for key, row in stand_in.rows.items()}
    to_licence(walk)
    back = came_back(walk, stand_in, "licence", "head")
    rows["licence"]["secret"] = "another secret of enough length"
    settings.IDENTITY_PLATFORMS = rows
    assert walk.client.get(back)["Location"] == url("licence")
    assert walk.row.licence_from == ""


def test_a_net_id_bound_to_another_phone(walk: Walk, stand_in: StandIn) -> None:
    PlatformLink.objects.create(
        platform="network-id",
        subject_index=platform_subject_index("network-id", "net-me"),
        user=factories.user(),
        kind="person",
        used_at=now(),
    )
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    assert show(walk, stand_in, "person", "me") == url("network-id")
    assert "已绑定另一个手机号" in walk.text("network-id")
    assert "network_id" not in checks(walk)


def test_who_changed_the_enterprise_meanwhile(walk: Walk, stand_in: StandIn) -> None:
    to_licence(walk)
    back = came_back(walk, stand_in, "licence", "head")
    session = walk.client.session
    other = factories.member(user=walk.member.user)
    session["enterprise_id"] = str(other.enterprise_id)
    session.save()
    walk.client.get(back)
    assert walk.row.licence_from == ""


def test_cancelled_there(walk: Walk, stand_in: StandIn) -> None:
    to_licence(walk)
    assert show(walk, stand_in, "licence", "head", press="cancel") == url("licence")
    assert walk.row.licence_from == ""


def test_before_the_consent_nothing_is_shown(walk: Walk) -> None:
    walk.role()
    answer = walk.client.get("/app/verification/show/licence/")
    assert urlsplit(answer["Location"]).path == url()
    assert "请先选择办理身份并同意" in walk.text()


def test_too_many_in_an_hour(walk: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenting, "SHOWN_PER_HOUR", 2)
    to_licence(walk)
    led = [walk.client.get("/app/verification/show/licence/")["Location"] for _ in range(3)]
    assert [one.startswith("http") for one in led] == [True, True, False]


def test_another_certificate_takes_no_licence(walk: Walk, stand_in: StandIn) -> None:
    """A renewal stands on the passed attempt; a licence shown meanwhile changes nothing of it."""
    to_licence(walk)
    back, row = came_back(walk, stand_in, "licence", "head"), walk.row
    passed = Verification.objects.create(
        enterprise=walk.enterprise, user=factories.user(), state="passed", way="face", decided_at=now()
    )
    Verification.objects.filter(pk=row.pk).update(renews=passed)
    walk.client.get(back)
    row.refresh_from_db()
    assert row.licence_from == ""


def test_photographed_after_all(walk: Walk, stand_in: StandIn) -> None:
    """「改为拍摄营业执照」, twice: what was said stays filled in, the photograph is asked for."""
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    for _ in range(2):
        assert walk.post("put-away").url == url("licence")
    assert walk.client.get(url()).url == url("licence")
    walk.photograph("licence")
    assert walk.confirm("licence-confirm").url == url("id-number")


def test_changing_the_way_forgets_the_net_id(walk: Walk, stand_in: StandIn) -> None:
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    show(walk, stand_in, "person", "me")
    walk.way("manual")
    assert (walk.row.person_name, walk.row.person_from) == ("", "")
    assert walk.client.get(url()).url == url("id-front")
    assert walk.row.licence_from == "licence", "the licence stays"
    assert NAME == HEAD_NAME


def test_on_the_console_the_licence_is_shown_too(walk: Walk, stand_in: StandIn) -> None:
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    page = walk.client.get("/console/verification/licence/").content.decode()
    assert "出示电子营业执照" in page
    led = show(walk, stand_in, "licence", "head", site="console")
    assert led == "/console/verification/"
    page = walk.client.get("/console/verification/licence/").content.decode()
    assert "郑州市金水区示例路 6 号" in page
    assert 'type="file"' not in page
    walk.identity()
    review = walk.client.get("/console/verification/review/").content.decode()
    assert "出示人" in review
    walk.client.post("/console/verification/review/", {})
    assert walk.row.state == "in_review"
    assert walk.client.get("/console/verification/licence/").status_code == 302


def test_the_desk_sees_who_answered(walk: Walk, stand_in: StandIn, login: Callable[..., Client]) -> None:
    to_licence(walk)
    show(walk, stand_in, "licence", "head")
    show(walk, stand_in, "person", "faceless")
    walk.skip()
    post = factories.staff_post(role="operator")
    desk = login(post.user, staff=True, **{SECOND_FACTOR_KEY: now().isoformat()})
    page = desk.get(f"/ops/verifications/{walk.row.pk}/").content.decode()
    assert "出示人：法定代表人" in page
    assert "本次没有刷脸，须人工核对" in page
