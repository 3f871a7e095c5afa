"""人工认证 through the pages, without JavaScript (R6, R8, R9, C4)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.fakes.ocr import paper
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services import review
from yuzhengdai.domain.verification.services.clockwork import verifications_expire, verifications_wipe
from yuzhengdai.domain.verification.services.wizard import wizard_open, wizard_paper_choose
from yuzhengdai.foundation.core.clock import frozen, today
from yuzhengdai.foundation.core.codes import make_id_number, make_uscc
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db

NUMBER = make_id_number(seed=7)
Login = Callable[..., Client]


@pytest.fixture
def owner() -> EnterpriseMember:
    agreements_install()
    claimed = factories.enterprise(state="claimed", verified_at=None, claimed_by=factories.user())
    return factories.member(enterprise=claimed, user=claimed.claimed_by, is_legal_representative=False)


@pytest.fixture
def client(owner: EnterpriseMember, login: Login) -> Client:
    """Logged in; the reader reads what these tests type."""
    papers = get_ocr().papers
    papers[PaperKind.ID_FRONT] = paper(
        PaperKind.ID_FRONT, person_name="李示例", id_number=NUMBER, id_address="郑州市中原区示例路 8 号"
    )
    papers[PaperKind.ID_BACK] = paper(
        PaperKind.ID_BACK, valid_until=(today() + timedelta(days=900)).isoformat()
    )
    papers[PaperKind.LICENCE] = paper(
        PaperKind.LICENCE, uscc=owner.enterprise.uscc, name=owner.enterprise.name, established_on="2016-08-17"
    )
    return login(owner.user, **{ENTERPRISE_KEY: str(owner.enterprise_id)})


def picture(name: str = "a.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", (800, 500), "white").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg")


def to(step: str) -> str:
    return reverse(f"console:verification-{step}")


def row() -> Verification:
    return Verification.objects.get()


def consent(client: Client) -> Any:
    agreement = agreement_current(kind="identity_data")
    return client.post(to("start"), {"agreement": str(agreement.pk), "agree": "1"})


def identity(**values: Any) -> dict[str, Any]:
    return {
        "person_name": "李示例",
        "id_number": NUMBER,
        "id_address": "郑州市中原区示例路 8 号",
        "id_valid_until": (today() + timedelta(days=900)).isoformat(),
        "id_front": picture(),
        "id_back": picture(),
        **values,
    }


def licence(owner: EnterpriseMember, **values: Any) -> dict[str, Any]:
    return {
        "name": owner.enterprise.name,
        "uscc": owner.enterprise.uscc,
        "entity_type": "company",
        "legal_representative_name": "李示例",
        "registered_address": "郑州市中原区示例路 88 号",
        "established_on": "2016.08.17",
        "region_code": "410100",
        "licence": picture(),
        **values,
    }


def fill(client: Client, owner: EnterpriseMember) -> None:
    consent(client)
    client.post(to("role"), {"role": "legal_representative"})
    client.post(to("identity"), identity())
    client.post(to("licence"), licence(owner))


def test_the_whole_way(client: Client, owner: EnterpriseMember) -> None:
    start = client.get(reverse("console:verification") + "?next=/products/", follow=True)
    text = start.content.decode()
    assert "身份信息处理同意书" in text
    assert "checked" not in text.split('id="id_agree"')[1].split(">")[0]
    assert consent(client).url == to("role")
    assert client.post(to("role"), {"role": "legal_representative"}).url == to("identity")
    assert client.post(to("identity"), identity()).url == to("licence")
    prefilled = client.get(to("licence")).content.decode()
    assert owner.enterprise.uscc in prefilled
    assert 'value="李示例"' in prefilled
    assert client.post(to("licence"), licence(owner)).url == to("review")
    summary = client.get(to("review")).content.decode()
    assert NUMBER not in summary
    assert f"{NUMBER[:4]}********{NUMBER[-4:]}" in summary
    version = row().version
    assert client.post(to("review"), {"version": version}).url == reverse("console:verification")
    assert client.post(to("review"), {"version": version}).status_code == 302, "a second click does no harm"
    status = client.get(reverse("console:verification")).content.decode()
    assert "已提交审核" in status
    assert "平台审核人员" in status
    assert row().state == "in_review"
    review.verification_pass(
        actor=factories.staff_actor(factories.staff_post()), verification_id=row().pk, expected_version=None
    )
    done = client.get(reverse("console:verification")).content.decode()
    assert "企业认证已完成" in done
    assert 'href="/products/"' in done, "goes on to where the applicant was going"


def test_next_never_leads_away(client: Client, owner: EnterpriseMember) -> None:
    client.get(reverse("console:verification") + "?next=https://elsewhere.example/")
    assert "verification_next" not in client.session


def test_consent_is_needed_and_for_the_text_that_was_shown(client: Client) -> None:
    agreement = agreement_current(kind="identity_data")
    unticked = client.post(to("start"), {"agreement": str(agreement.pk)})
    assert unticked.status_code == 422
    assert "勾选" in unticked.content.decode()
    other = client.post(to("start"), {"agreement": "something", "agree": "1"})
    assert other.status_code == 422
    assert not AgreementConsent.objects.exists()
    assert client.get(to("identity")).status_code == 302


def test_later_keeps_what_was_typed_and_stays(client: Client) -> None:
    consent(client)
    client.post(to("role"), {"role": "legal_representative"})
    typed = {"person_name": "李", "id_number": NUMBER, "id_address": "郑", "later": "1"}
    answer = client.post(to("identity"), {**typed, "id_front": picture()})
    assert answer.url == to("identity")
    page = client.get(to("identity")).content.decode()
    assert "已保存，7 天内可继续" in page
    assert 'value="李"' in page
    assert NUMBER not in page
    assert f"{NUMBER[:4]}********{NUMBER[-4:]}" in page
    assert "已上传" in page
    done = client.post(to("identity"), {**identity(), "id_number": "", "id_front": ""})
    assert done.url == to("licence")
    assert row().id_number == NUMBER
    assert row().typed == {}


def test_an_agent_gives_powers_end_and_letter(client: Client) -> None:
    consent(client)
    bad = client.post(to("role"), {"role": "agent", "agent_ends_on": "2020-01-01"})
    page = bad.content.decode()
    assert bad.status_code == 422
    for sentence in ("请至少勾选一项授权内容", "应晚于今天", "请上传法人授权书"):
        assert sentence in page
    ends_on = (today() + timedelta(days=90)).isoformat()
    good = {"role": "agent", "agent_scopes": ["submit_application"], "agent_ends_on": ends_on}
    assert client.post(to("role"), {**good, "letter": picture()}).url == to("identity")
    assert row().agent_scopes == ["submit_application"]
    letter = client.get(to("letter")).content.decode()
    assert "法人授权书" in letter
    assert "提交申请" in letter


def test_titles_follow_the_kind_of_entity(login: Login) -> None:
    agreements_install()
    claimed = factories.enterprise(state="claimed", entity_type="sole_proprietor", verified_at=None)
    member = factories.member(enterprise=claimed)
    client = login(member.user, **{ENTERPRISE_KEY: str(claimed.pk)})
    consent(client)
    assert "我是经营者" in client.get(to("role")).content.decode()
    assert "经营者姓名" in client.get(to("licence")).content.decode()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"id_number": "41010119900307123X"}, "身份证"),
        ({"person_name": ""}, "请填写姓名"),
        ({"person_name": "<script>alert(1)</script>"}, "汉字"),
        ({"id_address": "x" * 4000}, "120"),
        ({"id_valid_until": "明年😀"}, "应为日期"),
        ({"id_front": SimpleUploadedFile("a.jpg", b"")}, "空的"),
        ({"id_front": SimpleUploadedFile("a.jpg", b"MZ not a picture")}, "这个文件打不开"),
        ({"id_front": SimpleUploadedFile("a.pdf", b"%PDF-1.4 x")}, "图片"),
        ({"id_front": SimpleUploadedFile("a.jpg", b"\xff" * (11 * 2**20))}, "10 MB"),
    ],
)
def test_bad_input_is_named_and_kept(client: Client, values: dict[str, Any], sentence: str) -> None:
    consent(client)
    answer = client.post(to("identity"), identity(**values))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "error-summary" in page
    assert "<script>alert" not in page
    if "person_name" not in values:
        assert 'value="李示例"' in page
    assert "id_back" in verification_pictures(verification=row()), "the good picture is not lost"


def test_full_width_digits_are_understood(client: Client) -> None:
    consent(client)
    wide = "".join(chr(ord(c) + 0xFEE0) for c in NUMBER)
    assert client.post(to("identity"), identity(id_number=wide)).status_code == 302
    assert row().id_number == NUMBER


def test_the_code_must_be_the_registered_one(client: Client, owner: EnterpriseMember) -> None:
    consent(client)
    answer = client.post(to("licence"), licence(owner, uscc=make_uscc(seed=99)))
    assert answer.status_code == 422
    assert "不一致" in answer.content.decode()


def test_two_tabs_and_a_double_click(client: Client) -> None:
    consent(client)
    first = row().version
    assert client.post(to("identity"), identity(version=first)).status_code == 302
    again = client.post(to("identity"), identity(version=first))
    assert again.status_code == 302, "the same once more is the same click"
    stale = client.post(to("identity"), identity(version=first, person_name="王示例"))
    assert stale.status_code == 422
    assert "别人已经处理过" in stale.content.decode()
    assert 'value="王示例"' in stale.content.decode()
    assert row().person_name == "李示例"


def test_handing_in_early_says_what_is_missing(client: Client) -> None:
    consent(client)
    answer = client.post(to("review"), {"version": row().version})
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in ("请选择您的身份", "请填写身份证信息", "请上传营业执照"):
        assert sentence in page


def test_returned_is_mended_and_refused_starts_anew(client: Client, owner: EnterpriseMember) -> None:
    operator = factories.staff_actor(factories.staff_post())
    fill(client, owner)
    client.post(to("review"), {"version": row().version})
    review.verification_return(
        actor=operator, verification_id=row().pk, reason_code="picture_unclear", reason="执照右侧被挡住"
    )
    page = client.get(reverse("console:verification")).content.decode()
    assert "执照右侧被挡住" in page
    assert client.post(to("licence"), licence(owner)).url == to("review")
    client.post(to("review"), {"version": row().version})
    review.verification_refuse(
        actor=operator, verification_id=row().pk, reason_code="enterprise_state", reason="登记机关显示已注销"
    )
    page = client.get(reverse("console:verification")).content.decode()
    assert "登记机关显示已注销" in page
    assert consent(client).url == to("role")
    assert Verification.objects.count() == 2


def test_pictures_are_shown_to_the_applicant_only(
    client: Client, owner: EnterpriseMember, login: Login
) -> None:
    fill(client, owner)
    url = reverse("console:verification-picture", kwargs={"kind": "id_front"})
    mine = client.get(url)
    assert mine.status_code == 200
    assert mine["Content-Type"] == "image/jpeg"
    assert "sandbox" in mine["Content-Security-Policy"]
    assert client.get(reverse("console:verification-picture", kwargs={"kind": "nothing"})).status_code == 404
    colleague = factories.member(enterprise=owner.enterprise)
    other = login(colleague.user, **{ENTERPRISE_KEY: str(owner.enterprise_id)})
    assert other.get(url).status_code == 404


def test_viewers_may_not(owner: EnterpriseMember, login: Login) -> None:
    viewer = factories.member(enterprise=owner.enterprise, role="viewer")
    client = login(viewer.user, **{ENTERPRISE_KEY: str(owner.enterprise_id)})
    assert client.get(reverse("console:verification")).status_code == 403
    assert client.post(to("start"), {"later": "1"}).status_code == 403


def test_what_ran_out_is_deleted_as_promised(client: Client, owner: EnterpriseMember) -> None:
    with frozen() as at:
        fill(client, owner)
        at.advance(days=8)
        assert verifications_expire() == 1
        assert verifications_wipe() == 1
        assert verifications_wipe() == 0
    gone = row()
    assert (gone.person_name, gone.id_number, gone.id_number_index, gone.id_address) == ("", "", "", "")
    assert gone.licence == {}
    assert not StoredFile.objects.filter(subject_id=gone.pk).exists()


def test_queries_do_not_grow(
    client: Client, owner: EnterpriseMember, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(client, owner)
    for step in ("role", "identity", "licence", "review"):
        with django_assert_max_num_queries(12):
            client.get(to(step))


def test_what_was_begun_on_a_phone_is_filled_in_here(client: Client, owner: EnterpriseMember) -> None:
    """Without the consent for the face, which 人工认证 does not ask for."""
    begun = wizard_open(actor=factories.enterprise_actor(owner))
    assert begun.way == "face"
    assert client.get(reverse("console:verification")).url == to("start")
    assert consent(client).url == to("role")
    assert client.post(to("role"), {"role": "legal_representative"}).url == to("identity")
    assert client.post(to("identity"), identity()).url == to("licence")
    assert client.post(to("licence"), licence(owner)).url == to("review")
    client.post(to("review"), {"version": row().version})
    assert (row().state, row().way) == ("in_review", "manual")


def test_data_sent_with_its_picture_is_confirmed_and_a_picture_alone_asks_again(client: Client) -> None:
    consent(client)
    client.post(to("role"), {"role": "legal_representative"})
    assert client.post(to("identity"), identity()).url == to("licence")
    client.post(to("identity"), {"later": "1", "id_front": picture()})
    assert client.get(reverse("console:verification")).url == to("identity")
    assert client.post(to("identity"), identity(id_front="", id_back="")).url == to("licence")


def test_a_passport_of_the_phone_stays_nobodys_dead_end(client: Client, owner: EnterpriseMember) -> None:
    """Another paper chosen on the phone: the page asks for the resident ID card with both sides."""
    consent(client)
    client.post(to("role"), {"role": "legal_representative"})
    wizard_paper_choose(actor=factories.enterprise_actor(owner), verification_id=row().pk, paper="foreign")
    assert client.post(to("identity"), identity()).url == to("licence")
    assert row().paper == "resident_id"
