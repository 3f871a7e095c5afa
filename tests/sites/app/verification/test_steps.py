"""Each step by itself: what is wrong, what is kept, who else looks (R6, R8, R9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import factories
from tests.fakes.common import down
from tests.fakes.ocr import paper
from tests.sites.app.walk import NAME, NUMBER, Walk, picture, url
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.foundation.core.clock import frozen, now, today
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.integrations.bank_transfer.base import TransferState
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.ocr.base import LicenceForm, PaperKind, PictureProblem
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db

KEPT = "已保存，7 天内可继续"
EVERY_SCREEN = ("role", "consent", "way", "paper", "id-front", "id-back", "id-confirm", "face")


def test_every_screen_has_its_way_out(walk: Walk) -> None:
    """「暂不认证」, 「返回首页」, 「帮助」 and the bar on every screen (R9)."""
    walk.to_face()
    for step in EVERY_SCREEN:
        page = walk.text(step)
        for words in ("暂不认证", "返回首页", "帮助", "步，共 5 步"):
            assert words in page, (step, words)


@pytest.mark.parametrize("step", EVERY_SCREEN)
def test_not_now_stays_on_the_page(walk: Walk, step: str) -> None:
    """「暂不认证」 does not navigate; the seven days begin anew."""
    walk.to_face()
    with frozen(now() + timedelta(days=3)):
        assert walk.post(step, {"later": "1"}).url == url(step)
        assert KEPT in walk.text(step)
        assert walk.row.expires_at == now() + timedelta(days=7)


def test_not_now_keeps_what_was_typed(walk: Walk) -> None:
    """Half a page outlives another phone."""
    walk.role()
    walk.consent()
    walk.photograph("id-front")
    walk.photograph("id-back")
    shown = walk.shown("id-confirm")
    walk.post("id-confirm", {**shown, "person_name": "李示", "later": "1"})
    assert walk.row.person_name == ""
    page = walk.text("id-confirm")
    assert 'value="李示"' in page
    assert "已修改" in page
    assert f"识别为：<s>{NAME}</s>" in page


def test_consents_are_given_one_by_one(walk: Walk) -> None:
    """Unticked texts are named each at its place; what was not agreed to is not recorded."""
    walk.role()
    refused = walk.consent("identity_data")
    assert refused.status_code == 422
    assert "人脸信息处理同意书》，或选择" in refused.content.decode()
    assert not AgreementConsent.objects.filter(agreement__kind="face_data").exists()
    assert walk.post("consent", {"agree": "rubbish"}).status_code == 422
    assert walk.client.get(url("id-front")).url == url("consent"), "nothing is photographed before"


def test_consent_withdrawn_meanwhile_ends_the_attempt(walk: Walk) -> None:
    """Taking the consent for identity data back deletes the pictures; the wizard begins anew."""
    walk.to_face()
    row = walk.row
    assert verification_pictures(verification=row)
    walk.client.post(reverse("app:consent-withdraw", kwargs={"kind": "identity-data"}))
    assert not verification_pictures(verification=row)
    assert walk.client.get(url("id-confirm")).url == url()
    assert "您以什么身份办理？" in walk.text()


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (None, "请先拍照，或选择照片"),
        (lambda: picture("a.jpg").__class__("a.jpg", b"MZ no picture"), "这个文件打不开"),
        (lambda: picture("a.jpg").__class__("a.jpg", b""), "空的"),
    ],
)
def test_wrong_pictures_are_refused_at_the_field(walk: Walk, upload: Any, sentence: str) -> None:
    """Without scripts and for the island."""
    walk.role()
    walk.consent()
    for extra in ({}, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}):
        data = {"picture": upload()} if upload else {}
        answer = walk.post("id-front", data, **extra)
        assert answer.status_code == 422
        words = answer.json()["error"] if extra else answer.content.decode()
        assert sentence in words


def test_a_bad_photo_says_why_and_lets_go_on(walk: Walk) -> None:
    """Glare is told; 「重新拍照」 or going on by hand (R6)."""
    walk.role()
    walk.consent()
    get_ocr().papers[PaperKind.ID_FRONT] = paper(
        PaperKind.ID_FRONT, problems=(PictureProblem.GLARE,), person_name=NAME
    )
    assert walk.photograph("id-front").url == url("id-front")
    page = walk.text("id-front")
    assert "反光" in page
    assert "需要重拍" in page
    assert walk.post("id-front").url == url("id-back"), "going on without another picture"
    answer = walk.photograph("id-front", HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()
    assert answer["state"] == "unclear"
    assert answer["go"] == url("id-back")


def test_fields_that_the_reader_doubts_are_marked(walk: Walk) -> None:
    """「请核对」 at unsure fields, 「已修改」 at changed ones; both values stay (R6)."""
    walk.card(unsure="id_address", person_name="李示囯")
    walk.role()
    walk.consent()
    walk.photograph("id-front")
    walk.photograph("id-back")
    assert walk.text("id-confirm").count("data-check") == 1
    walk.confirm(person_name=NAME)
    page = walk.text("id-confirm")
    assert "识别为：<s>李示囯</s>" in page
    assert walk.row.person_name == NAME
    assert walk.row.read_data["id_front"]["fields"]["person_name"]["value"] == "李示囯"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"id_number": NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2")}, "身份证"),
        ({"id_number": make_id_number(born_on=today() - timedelta(days=17 * 365), seed=1)}, "18"),
        ({"id_valid_until": "2020-01-01"}, "有效期"),
        ({"person_name": ""}, "请填写姓名"),
        ({"id_address": "x" * 500}, "120"),
    ],
)
def test_wrong_identity_is_named_at_the_field(walk: Walk, changed: dict[str, str], sentence: str) -> None:
    """Check digit, under age, expired card (R6)."""
    walk.role()
    walk.consent()
    walk.photograph("id-front")
    walk.photograph("id-back")
    answer = walk.confirm(**changed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert walk.row.person_name == ""


def test_long_term_is_a_word(walk: Walk) -> None:
    """「长期」 is typed and shown as on the card."""
    walk.card(
        id_number=make_id_number(born_on=today() - timedelta(days=60 * 365), seed=3), valid_until="长期"
    )
    walk.role()
    walk.consent()
    assert walk.identity().url == url("face")
    assert walk.row.id_is_long_term
    assert 'value="长期"' in walk.text("id-confirm")


def test_other_papers_have_no_reader_and_go_to_review(walk: Walk) -> None:
    """港澳台, 外籍 → 人工审核; a passport has one side (R6)."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    assert walk.post("paper", {"paper": "foreign"}).url == url("id-front")
    assert walk.photograph("id-front").url == url("id-confirm")
    assert not get_ocr().calls
    until = (today() + timedelta(days=900)).isoformat()
    typed = {"person_name": "李示例", "id_number": "E12345678", "id_address": "郑州市示例路 1 号"}
    assert walk.post("id-confirm", {**typed, "id_valid_until": until}).url == url("licence")


def test_licence_of_somebody_else(walk: Walk) -> None:
    """Another code than the registered one is refused at the field (R8)."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    other = factories.enterprise().uscc
    walk.paper_licence(uscc=other)
    assert walk.licence().status_code == 422
    page = walk.confirm("licence-confirm", uscc=walk.enterprise.uscc).content.decode()
    assert "与注册时填写的不一致" in page


def test_the_region_is_proposed_from_the_code(walk: Walk) -> None:
    """Registered without a region: the code says the city."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.enterprise.region_code = ""
    walk.enterprise.save()
    walk.photograph("licence")
    assert walk.shown("licence-confirm")["region_code"] == f"{walk.enterprise.uscc[2:6]}00"


def test_cancelled_enterprise_is_refused(walk: Walk) -> None:
    """注销 at the register (R8)."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    get_gov_data().state = RegistrationState.CANCELLED
    answer = walk.licence()
    assert answer.status_code == 422
    assert "注销" in answer.content.decode()


def test_transfer_account_amount_and_tries(walk: Walk) -> None:
    """对公账户打款验证: under way, wrong amount costs a try, the right one goes on."""
    walk.role()
    walk.way("bank_transfer")
    walk.consent("identity_data")
    walk.identity()
    bad = walk.post("transfer", {"account_number": "abc", "bank_name": ""})
    assert bad.status_code == 422
    get_bank_transfer().settle(TransferState.PAID)
    account = {"account_number": "6222 0000 1234 5678", "bank_name": "示例银行郑州分行"}
    assert walk.post("transfer", account).url == url("transfer")
    page = walk.text("transfer")
    assert "尾号 5678" in page
    assert "62220000" not in page
    paid, second = (str(amount) for amount in get_bank_transfer().amounts.values())
    wrong = walk.post(
        "transfer", {"amount_yuan": "0.99" if paid != "0.99" else "0.98", "second_amount_yuan": second}
    )
    assert wrong.status_code == 422
    assert "还可以填写 2 次" in wrong.content.decode()
    assert walk.post("transfer", {"amount_yuan": paid, "second_amount_yuan": second}).url == url("licence")


def test_utilities_verified_refused_and_personal_number(walk: Walk) -> None:
    """电力户号 saved once verified; a personal number is refused and not kept (C5, R9)."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.licence()
    nothing = walk.post("utilities")
    assert nothing.url == url("utilities")
    assert "请点「跳过」" in walk.text("utilities")
    power = {
        "electricity-number": "4101 0023 62",
        "electricity-payer_name": "李示例",
        "electricity-payer_phone": "13800001111",
    }
    personal = walk.post("utilities", {**power, "action": "social", "social-number": NUMBER})
    assert personal.status_code == 422
    assert NUMBER not in personal.content.decode()
    assert "4101 0023 62" in personal.content.decode(), "what was typed beside it stays"
    walk.post("utilities", {**power, "social-number": NUMBER, "later": "1"})
    assert NUMBER not in str(walk.row.typed)
    assert walk.post("utilities", {**power, "action": "electricity"}).url == url("utilities")
    assert "已验证" in walk.text("utilities")
    assert walk.post("utilities").url == url("result")
    assert walk.row.state == "in_review"


def test_source_down_at_the_utilities_loses_nothing(walk: Walk) -> None:
    """Gateway down → said so; the same button tries again."""
    walk.role()
    walk.way("manual")
    walk.consent("identity_data")
    walk.identity()
    walk.licence()
    from_source = get_gov_data()
    from_source.error = down("gov_data")
    answer = walk.post("utilities", {"action": "social", "social-number": "410101234"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="410101234"' in page
    from_source.error = None
    assert walk.post("utilities", {"action": "social", "social-number": "410101234"}).url == url("utilities")


def test_outsiders_find_nothing(walk: Walk, login: Callable[..., Client]) -> None:
    """Pictures of another enterprise are nobody's: 404; viewers may not at all: 403."""
    walk.to_face()
    stranger = factories.member(enterprise=factories.enterprise(state="claimed", verified_at=None))
    other = login(stranger.user, **{ENTERPRISE_KEY: str(stranger.enterprise_id)})
    path = reverse("app:verification-picture", kwargs={"kind": "id_front"})
    assert walk.client.get(path).status_code == 200
    assert other.get(path).status_code == 404
    viewer = factories.member(enterprise=walk.enterprise, role="viewer", is_legal_representative=False)
    reader = login(viewer.user, **{ENTERPRISE_KEY: str(walk.enterprise.pk)})
    assert reader.get(url("id-confirm")).status_code == 403
    assert reader.get(path).status_code == 403


@pytest.mark.parametrize("step", ["", "role", "consent", "id-front", "id-confirm", "face"])
def test_pages_ask_the_database_a_bounded_number_of_times(
    walk: Walk, step: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """However many tries and pictures there were."""
    walk.to_face()
    for _ in range(3):
        walk.begin_face()
    for _ in range(3):
        walk.photograph("id-front")
    walk.confirm()
    with django_assert_max_num_queries(16):
        assert walk.client.get(url(step)).status_code in {200, 302}


@pytest.mark.parametrize("step", ["licence", "licence-confirm", "utilities", "result"])
def test_later_pages_too(
    walk: Walk, step: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """After several licences, and with the attempt decided."""
    walk.to_face()
    walk.face()
    for _ in range(3):
        walk.photograph("licence")
    walk.licence()
    if step == "result":
        walk.skip()
    with django_assert_max_num_queries(18):
        assert walk.client.get(url(step)).status_code == 200


def test_by_manual_review_the_bar_names_the_licence_next(walk: Walk) -> None:
    """That part has no page of its own; by the other ways the second part does follow."""
    walk.role()
    assert "下一步：人脸" in walk.text("consent")
    walk.way("bank_transfer")
    assert "下一步：打款验证" in walk.text("consent")
    walk.way("manual")
    assert "下一步：营业执照" in walk.text("consent")


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (PictureProblem.IS_LICENCE, "您拍的是营业执照，这里需要身份证人像面，请重新拍照"),
        (PictureProblem.IS_ID_BACK, "您拍的是身份证国徽面，这里需要身份证人像面，请重新拍照"),
    ],
)
def test_r6_another_paper_is_named_and_there_is_one_way_on(
    walk: Walk, seen: PictureProblem, said: str
) -> None:
    walk.role()
    walk.consent()
    get_ocr().papers[PaperKind.ID_FRONT] = paper(
        PaperKind.ID_FRONT, problems=(PictureProblem.NOT_THIS_PAPER, seen)
    )
    answer = walk.photograph("id-front", HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()
    assert (answer["state"], answer["go"]) == ("done", url("id-front"))
    page = walk.text("id-front")
    assert said in page
    for other in ("手工核对</a>", "手工填写", "下一步</button>"):
        assert other not in page.replace("继续，手工核对</a>", "")
    assert page.count("重新拍照</button>") == 2, "the page's, and the viewfinder's own after a bad shot"


def test_the_form_of_the_licence_is_told_beside_its_fields(walk: Walk) -> None:
    walk.to_face()
    walk.face()
    walk.paper_licence()
    seen = get_ocr().papers[PaperKind.LICENCE]
    get_ocr().papers[PaperKind.LICENCE] = replace(seen, form=LicenceForm.DUPLICATE)
    walk.photograph("licence")
    assert "读到的是营业执照副本。" in walk.text("licence-confirm")
