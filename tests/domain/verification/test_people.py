"""Who may do it: invited agents, letters, take-over, other papers, dates on the card (R2, R6, R8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pypdfium2
import pytest

from tests import factories, phone_way
from tests.fakes.common import down
from tests.fakes.ocr import paper
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember, MemberInvitation
from yuzhengdai.domain.verification import reading
from yuzhengdai.domain.verification.checks import check_identity, is_usual_period
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.letter import letter_pdf
from yuzhengdai.domain.verification.models import Verification, VerificationCheck
from yuzhengdai.domain.verification.selectors import (
    verification_gate,
    verification_latest_for,
    verification_pictures,
)
from yuzhengdai.domain.verification.services import draft, papers, review, wizard
from yuzhengdai.domain.verification.services.retry import answers_retry
from yuzhengdai.domain.verification.services.submit import decision_of, verification_submit
from yuzhengdai.domain.verification.wizard import wizard_place, wizard_steps
from yuzhengdai.foundation.core.clock import FrozenClock, frozen, now, today
from yuzhengdai.foundation.core.codes import make_id_number
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, Refused
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.ocr.base import PaperKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen("2026-03-20T10:00") as at:
        yield at


def invited_agent(*, by_head: bool = True) -> EnterpriseMember:
    """A colleague of a verified enterprise, invited by its 法定代表人 or by another administrator."""
    head = factories.member()
    inviter = head if by_head else factories.member(enterprise=head.enterprise, is_legal_representative=False)
    agent = factories.member(
        enterprise=head.enterprise, role="agent", scopes=["submit_application"], is_legal_representative=False
    )
    MemberInvitation.objects.create(
        enterprise=head.enterprise,
        invited_by=inviter.user,
        phone=agent.user.phone,
        phone_index=agent.user.phone_index,
        role="agent",
        scopes=["submit_application"],
        expires_at=now() + timedelta(days=7),
        accepted_at=now(),
    )
    return agent


def text_of(pdf: bytes) -> str:
    """What stands on the first page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


def go(who: EnterpriseMember, clock: FrozenClock, *, letter: bool = False) -> Verification:
    """As an agent, up to the decision."""
    actor, row = phone_way.open_attempt(who, role="agent")
    phone_way.do_identity(actor, row)
    assert phone_way.do_face(actor, row, clock).is_passed
    phone_way.do_licence(actor, row)
    if letter:
        papers.picture_keep(actor=actor, verification_id=row.pk, kind="letter", picture=phone_way.picture(5))
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    return verification_submit(actor=actor, verification_id=row.pk)


def test_an_agent_invited_by_the_head_needs_no_letter(clock: FrozenClock) -> None:
    agent = invited_agent()
    before = (agent.enterprise.name, agent.enterprise.registered_address)
    row = go(agent, clock)
    assert row.state == "passed"
    assert WizardStep.LETTER not in wizard_steps(verification=row)
    enterprise = Enterprise.objects.get(pk=agent.enterprise_id)
    assert (enterprise.name, enterprise.registered_address) == before, (
        "an agent does not rewrite the enterprise"
    )
    kept = EnterpriseMember.objects.get(pk=agent.pk)
    assert (kept.role, kept.scopes, kept.name) == ("agent", ["submit_application"], phone_way.NAME)


def test_an_invitation_by_somebody_else_does_not_do(clock: FrozenClock) -> None:
    agent = invited_agent(by_head=False)
    with pytest.raises(FieldErrors) as caught:
        go(agent, clock)
    assert set(caught.value.fields) == {"letter"}


def test_an_agent_with_a_letter_goes_to_review(clock: FrozenClock) -> None:
    row = go(phone_way.member(), clock, letter=True)
    assert row.state == "in_review"
    assert "经办人办理，需核对授权书" in decision_of(verification=row).why


def test_the_head_takes_a_verified_enterprise_over_by_phone(clock: FrozenClock) -> None:
    claim = phone_way.member()
    standing = factories.enterprise(uscc=claim.enterprise.uscc)
    other = factories.member(enterprise=standing)
    row = phone_way.pass_by_face(claim, clock)
    assert row.state == "passed"
    assert EnterpriseMember.objects.get(pk=other.pk).state == "ended"
    mine = EnterpriseMember.objects.get(enterprise=standing, user=claim.user)
    actor = factories.enterprise_actor(mine)
    found = verification_latest_for(actor=actor)
    assert found is not None
    assert wizard_place(verification=found) == WizardStep.CERTIFICATE
    assert str(verification_gate(actor=actor)) == "certificate"


def test_an_agent_cannot_take_over_by_phone(clock: FrozenClock) -> None:
    claim = phone_way.member()
    factories.enterprise(uscc=claim.enterprise.uscc)
    row = go(claim, clock, letter=True)
    assert (row.state, row.reason_code) == ("refused", "not_authorised")
    assert "申请加入" in row.reason


def test_nothing_to_do_for_who_is_verified(clock: FrozenClock) -> None:
    who = phone_way.member()
    phone_way.pass_by_face(who, clock)
    with pytest.raises(Refused):
        wizard.wizard_open(actor=factories.enterprise_actor(who))


def test_late_answers_reach_the_desk_and_decide_nothing(clock: FrozenClock) -> None:
    get_identity().error = down("identity")  # type: ignore[attr-defined]
    row = phone_way.pass_by_face(phone_way.member(), clock)
    assert row.state == "in_review"
    assert answers_retry() == 0
    get_identity().error = None  # type: ignore[attr-defined]
    assert answers_retry() == 1
    assert answers_retry() == 0
    results = VerificationCheck.objects.filter(verification=row, kind="identity").order_by("pk")
    assert [check.result for check in results] == ["unavailable", "pass"]
    assert Verification.objects.get(pk=row.pk).state == "in_review"
    assert decision_of(verification=row).why == ()


def test_what_was_read_stands_beside_what_was_typed() -> None:
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row, person_name="李示范", id_address="郑州市 中原区示例路８号")
    found = reading.read_differences(verification=Verification.objects.get(pk=row.pk))
    assert [(item.field, item.read, item.typed) for item in found] == [("person_name", "李示例", "李示范")]
    assert reading.proposed(verification=Verification.objects.get(pk=row.pk), paper="id_back") == {
        "issuing_authority": "郑州市公安局中原分局",
        "id_valid_from": "2020-03-01",
        "id_valid_until": "2040-03-01",
    }


def test_a_qr_code_of_another_enterprise() -> None:
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    other = factories.enterprise().uscc
    shown = phone_way.fake_ocr().papers
    shown[PaperKind.LICENCE] = paper(
        PaperKind.LICENCE, qr_text=f"http://www.gsxt.gov.cn/index?uniscid={other}&t=1"
    )
    papers.paper_read(
        actor=actor, verification_id=row.pk, kind=PaperKind.LICENCE, picture=phone_way.picture(9)
    )
    with pytest.raises(FieldErrors) as caught:
        draft.verification_save_licence(actor=actor, verification_id=row.pk, data=phone_way.licence(row))
    assert set(caught.value.fields) == {"uscc"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"id_valid_from": "2040-03-01", "id_valid_until": "2040-03-01"}, "id_valid_from"),
        ({"id_valid_from": "2030-01-01", "id_valid_until": "2040-01-01"}, "id_valid_from"),
        ({"id_valid_from": "2020-13-01"}, "id_valid_from"),
        ({"id_valid_from": "2010-01-01", "id_valid_until": "2020-01-01"}, "id_valid_until"),
        ({"id_valid_from": "2026-03-20", "id_valid_until": "2026-03-20"}, "id_valid_until"),
        ({"paper": "nothing"}, "paper"),
        ({"paper": "foreign", "id_number": "??"}, "id_number"),
    ],
)
def test_dates_of_the_back_fit_together(clock: FrozenClock, values: dict[str, Any], field: str) -> None:
    young = make_id_number(seed=7, born_on=today().replace(year=1990))
    with pytest.raises(FieldErrors) as caught:
        check_identity(phone_way.identity(**{"id_number": young, **values}))
    assert set(caught.value.fields) == {field}


@pytest.mark.parametrize(
    "values",
    [
        {"id_valid_from": "2020-02-29", "id_valid_until": "2030-03-01"},
        {"id_valid_from": "2020-02-29", "id_valid_until": "2030-02-28"},
        {"id_valid_from": "2021.06.07", "id_valid_until": "2041.06.07"},
        {"id_valid_from": "", "id_valid_until": "2033-01-05"},
        {"paper": "hk_macao_taiwan", "id_valid_from": "2024-01-01", "id_valid_until": "2029-06-30",
         "id_number": "H12345678"},
        {"paper": "foreign", "person_name": "Anna Muster", "id_number": "C01X00T47"},
    ],
)  # fmt: skip
def test_dates_and_papers_that_there_are(clock: FrozenClock, values: dict[str, Any]) -> None:
    assert check_identity(phone_way.identity(**values)).person_name


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_usual"),
    [
        (date(2020, 3, 1), date(2040, 3, 1), True),
        (date(2020, 2, 29), date(2030, 3, 1), True),
        (date(2020, 3, 1), date(2035, 3, 1), False),
        (date(2020, 3, 1), date(2040, 3, 2), False),
        (date(2036, 7, 2), None, True),
        (date(2020, 3, 1), None, False),
    ],
)
def test_unusual_periods_are_for_the_desk(valid_from: date, valid_until: date | None, is_usual: bool) -> None:
    number = make_id_number(seed=7, born_on=date(1990, 7, 1))
    found = is_usual_period(id_number=number, valid_from=valid_from, valid_until=valid_until)
    assert found == is_usual


def test_long_term_from_46_years_on(clock: FrozenClock) -> None:
    old = make_id_number(seed=8, born_on=today().replace(year=1960))
    data = phone_way.identity(id_number=old, id_valid_from="2010-05-01", id_valid_until="长期")
    found = check_identity(data)
    assert (found.id_is_long_term, found.id_valid_until) == (True, None)


def test_the_letter_is_filled_in() -> None:
    actor, row = phone_way.open_attempt(phone_way.member(), role="agent")
    phone_way.do_identity(actor, row)
    row = Verification.objects.select_related("enterprise").get(pk=row.pk)
    pdf = letter_pdf(verification=row)
    assert pdf.startswith(b"%PDF-")
    text = text_of(pdf).replace("\r\n", "").replace(" ", "")
    for word in (row.enterprise.name, row.enterprise.uscc, phone_way.NAME, "提交申请", "法定代表人授权书"):
        assert word in text, word


@pytest.mark.parametrize("rare", ["\U00020000", "\U000323b0", "\U00030000"])
def test_a_name_that_the_font_cannot_print_is_a_line_to_write_on(rare: str) -> None:
    actor, row = phone_way.open_attempt(phone_way.member(), role="agent")
    phone_way.do_identity(actor, row)
    row = Verification.objects.select_related("enterprise").get(pk=row.pk)
    row.licence = {**row.licence, "name": f"郑州{rare}商贸有限公司"}
    text = text_of(letter_pdf(verification=row)).replace("\r\n", "").replace(" ", "")
    assert "请在横线上手写完整" in text
    assert "商贸有限公司" not in text
    assert phone_way.NAME in text


@pytest.mark.parametrize("known", ["\u3ac3", "〇", "\U0002c029", "（A）·"])
def test_names_that_the_font_has_are_printed(known: str) -> None:
    actor, row = phone_way.open_attempt(phone_way.member(), role="agent")
    phone_way.do_identity(actor, row)
    row = Verification.objects.select_related("enterprise").get(pk=row.pk)
    row.licence = {**row.licence, "name": f"郑州{known}商贸有限公司"}
    text = text_of(letter_pdf(verification=row)).replace("\r\n", "").replace(" ", "")
    assert "手写完整" not in text
    assert f"郑州{known}商贸有限公司" in text


def test_a_missing_font_is_told(settings: Any) -> None:
    _, row = phone_way.open_attempt(phone_way.member(), role="agent")
    settings.FONT_DIRS = ["/nowhere"]
    with pytest.raises(ExternalError) as caught:
        letter_pdf(verification=row)
    assert caught.value.permanent


def test_an_operator_passes_and_refuses_the_phone_way_too(clock: FrozenClock) -> None:
    operator = factories.staff_actor(factories.staff_post())
    row = go(phone_way.member(), clock, letter=True)
    done = review.verification_refuse(
        actor=operator,
        verification_id=row.pk,
        reason_code="letter_invalid",
        reason="授权书没有盖章，请补盖后再办",
    )
    assert done.state == "refused"
    assert "face_reference" not in verification_pictures(verification=row)
