"""The phone way from the first step to the decision, and back on another phone (R6–R10)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import factories, phone_way
from tests.fakes.common import down
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.verification.enums import WizardStep
from yuzhengdai.domain.verification.models import Verification, VerificationCheck
from yuzhengdai.domain.verification.services import consents, draft, papers, review, wizard
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.domain.verification.wizard import wizard_place, wizard_progress, wizard_state
from yuzhengdai.foundation.core.clock import FrozenClock, frozen
from yuzhengdai.foundation.core.errors import Conflict, ExternalError, FieldErrors, Refused
from yuzhengdai.foundation.core.events import Event, subscribe, unsubscribe
from yuzhengdai.foundation.integrations.face.base import Assurance
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.ocr.base import PaperKind
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


@pytest.fixture
def owner() -> EnterpriseMember:
    return phone_way.member()


def again(row: Verification) -> Verification:
    return Verification.objects.select_related("enterprise", "user").get(pk=row.pk)


def test_the_whole_way_by_face_passes_at_once(owner: EnterpriseMember, clock: FrozenClock) -> None:
    row = phone_way.pass_by_face(owner, clock)
    assert row.state == "passed"
    assert Enterprise.objects.get(pk=owner.enterprise_id).is_verified
    assert wizard_place(verification=row) == WizardStep.CERTIFICATE
    member = EnterpriseMember.objects.get(pk=owner.pk)
    assert (member.role, member.is_legal_representative, member.name) == ("admin", True, phone_way.NAME)
    assert Notification.objects.filter(recipient_id=owner.user_id, title="企业认证已通过").exists()


def test_the_place_goes_along_step_by_step(owner: EnterpriseMember, clock: FrozenClock) -> None:
    actor = factories.enterprise_actor(owner)
    row = wizard.wizard_open(actor=actor)
    seen = [wizard_place(verification=again(row))]
    actor, row = phone_way.open_attempt(owner)
    seen.append(wizard_place(verification=again(row)))
    phone_way.show_papers(row)
    for kind in (PaperKind.ID_FRONT, PaperKind.ID_BACK):
        papers.paper_read(actor=actor, verification_id=row.pk, kind=kind, picture=phone_way.picture(3))
        seen.append(wizard_place(verification=again(row)))
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=phone_way.identity())
    seen.append(wizard_place(verification=again(row)))
    assert phone_way.do_face(actor, row, clock).is_passed
    seen.append(wizard_place(verification=again(row)))
    phone_way.do_licence(actor, row)
    seen.append(wizard_place(verification=again(row)))
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    seen.append(wizard_place(verification=again(row)))
    assert [str(step) for step in seen] == [
        "role", "id_front", "id_back", "id_confirm", "face", "licence", "utilities", "result",
    ]  # fmt: skip


def test_the_bar_shows_five_and_names_the_present_one(owner: EnterpriseMember) -> None:
    _, row = phone_way.open_attempt(owner)
    items = wizard_progress(verification=again(row), state=wizard_state(verification=again(row)))
    assert [item.label for item in items] == ["身份", "人脸", "营业执照", "电力社保", "证书密码"]
    assert [item.state for item in items] == ["current", "todo", "todo", "todo", "todo"]


def test_another_phone_goes_on_with_the_same_attempt(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    assert wizard.wizard_open(actor=factories.enterprise_actor(owner)).pk == row.pk
    shown = again(row).version
    draft.verification_save_identity(
        actor=actor, verification_id=row.pk, data=phone_way.identity(), expected_version=shown
    )
    with pytest.raises(Conflict):
        draft.verification_save_identity(
            actor=actor,
            verification_id=row.pk,
            data=phone_way.identity(person_name="王示例"),
            expected_version=shown,
        )
    assert again(row).person_name == phone_way.NAME


def test_colleagues_and_strangers_do_not_see_it(owner: EnterpriseMember) -> None:
    _, row = phone_way.open_attempt(owner)
    colleague = factories.member(
        enterprise=owner.enterprise, role="agent", scopes=[], is_legal_representative=False
    )
    assert wizard.wizard_open(actor=factories.enterprise_actor(colleague)).pk != row.pk


def test_reading_keeps_the_picture_when_nobody_can_read(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.fake_ocr().error = down("ocr")
    with pytest.raises(ExternalError):
        papers.paper_read(
            actor=actor, verification_id=row.pk, kind=PaperKind.ID_FRONT, picture=phone_way.picture()
        )
    assert wizard_place(verification=again(row)) == WizardStep.ID_BACK
    phone_way.fake_ocr().error = None
    phone_way.show_papers(row)
    found = papers.paper_reread(actor=actor, verification_id=row.pk, kind=PaperKind.ID_FRONT)
    assert found.fields["person_name"].value == phone_way.NAME
    assert again(row).read_data["id_front"]["fields"]["id_number"]["is_sure"] is True


def test_a_new_photograph_asks_to_confirm_again(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    assert WizardStep.ID_CONFIRM in wizard_state(verification=again(row)).done
    papers.paper_read(
        actor=actor, verification_id=row.pk, kind=PaperKind.ID_FRONT, picture=phone_way.picture(7)
    )
    assert wizard_place(verification=again(row)) == WizardStep.ID_CONFIRM


def test_somebody_elses_licence_is_refused_at_the_code(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    other = factories.enterprise(state="claimed", verified_at=None)
    phone_way.do_identity(actor, row)
    phone_way.show_papers(Verification(enterprise=other))
    papers.paper_read(
        actor=actor, verification_id=row.pk, kind=PaperKind.LICENCE, picture=phone_way.picture()
    )
    with pytest.raises(FieldErrors) as caught:
        draft.verification_save_licence(actor=actor, verification_id=row.pk, data=phone_way.licence(row))
    assert set(caught.value.fields) == {"uscc"}


@pytest.mark.parametrize(("state", "word"), [("cancelled", "注销"), ("revoked", "吊销")])
def test_an_ended_enterprise_is_told_at_the_code(owner: EnterpriseMember, state: str, word: str) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    get_gov_data().state = RegistrationState(state)
    with pytest.raises(FieldErrors) as caught:
        phone_way.do_licence(actor, row)
    assert word in caught.value.fields["uscc"]
    asked = next(call for name, call in get_gov_data().calls if name == "enterprise")
    assert asked == {"uscc": row.enterprise.uscc, "name": row.enterprise.name}
    assert WizardStep.LICENCE_CONFIRM not in wizard_state(verification=again(row)).done


def test_elements_that_disagree_are_named_at_their_fields(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    get_gov_data().disagreeing = {"name", "legal_representative_id_number"}
    with pytest.raises(FieldErrors) as caught:
        phone_way.do_licence(actor, row)
    assert set(caught.value.fields) == {"name", "legal_representative_name"}


def test_a_silent_source_stops_nobody_and_passes_nobody(owner: EnterpriseMember, clock: FrozenClock) -> None:
    get_gov_data().error = down("gov_data")
    row = phone_way.pass_by_face(owner, clock)
    assert row.state == "in_review"
    kept = VerificationCheck.objects.filter(verification=row, kind="registration").last()
    assert kept is not None
    assert kept.result == "unavailable"


def test_a_source_that_comes_back_is_asked_when_handing_in(
    owner: EnterpriseMember, clock: FrozenClock
) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    phone_way.do_face(actor, row, clock)
    get_gov_data().error = down("gov_data")
    phone_way.do_licence(actor, row)
    wizard.utilities_done(actor=actor, verification_id=row.pk)
    get_gov_data().error = None
    assert verification_submit(actor=actor, verification_id=row.pk).state == "passed"


def test_a_changed_name_makes_the_old_answer_void(owner: EnterpriseMember, clock: FrozenClock) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    phone_way.do_face(actor, row, clock)
    phone_way.do_licence(actor, row)
    get_gov_data().disagreeing = {"name"}
    data = phone_way.licence(row, name="郑州另一示例有限公司")
    draft.verification_save_licence(actor=actor, verification_id=row.pk, data=data)
    refused = verification_submit(actor=actor, verification_id=row.pk)
    assert (refused.state, refused.reason_code) == ("refused", "data_mismatch")


def test_an_unknown_person_is_refused_with_a_reason(owner: EnterpriseMember, clock: FrozenClock) -> None:
    get_identity().answer = IdentityAnswer.MISMATCH
    row = phone_way.pass_by_face(owner, clock)
    assert (row.state, row.reason_code) == ("refused", "data_mismatch")
    assert not Enterprise.objects.get(pk=owner.enterprise_id).is_verified
    assert wizard.wizard_open(actor=factories.enterprise_actor(owner)).pk != row.pk


def test_the_portrait_goes_out_only_by_the_way_face(owner: EnterpriseMember, clock: FrozenClock) -> None:
    phone_way.pass_by_face(owner, clock)
    assert [call["with_portrait"] for name, call in get_identity().calls if name == "person_check"] == [True]


@pytest.mark.parametrize(
    ("provider", "state"),
    [
        ({"demanded": "certified", "is": "assist"}, "in_review"),
        ({"demanded": "certified", "is": "certified"}, "passed"),
        ({"demanded": "assist", "is": "assist"}, "passed"),
    ],
)
def test_an_assisting_provider_does_not_pass_where_certified_is_demanded(
    owner: EnterpriseMember, clock: FrozenClock, settings: Any, provider: dict[str, str], state: str
) -> None:
    settings.FACE_ASSURANCE_DEMANDED = provider["demanded"]
    phone_way.fake_face().assurance = Assurance(provider["is"])
    assert phone_way.pass_by_face(owner, clock).state == state


def test_after_review_an_sms_opens_the_certificate_step(owner: EnterpriseMember, clock: FrozenClock) -> None:
    get_identity().error = down("identity")
    row = phone_way.pass_by_face(owner, clock)
    assert wizard_place(verification=row) == WizardStep.RESULT
    operator = factories.staff_actor(factories.staff_post())
    passed = review.verification_pass(actor=operator, verification_id=row.pk)
    assert wizard_place(verification=passed) == WizardStep.CERTIFICATE
    assert "证书密码" in OutboxMessage.objects.latest("created_at").payload["text"]


def test_handing_in_twice_is_told(owner: EnterpriseMember, clock: FrozenClock) -> None:
    row = phone_way.pass_by_face(owner, clock)
    with pytest.raises(Refused):
        verification_submit(actor=factories.enterprise_actor(owner), verification_id=row.pk)


def test_handing_in_early_names_what_is_missing(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    with pytest.raises(FieldErrors) as caught:
        verification_submit(actor=actor, verification_id=row.pk)
    assert {"face", "id_front", "id_back", "licence", "id_number", "name"} == set(caught.value.fields)


def test_typed_number_without_a_read_card_goes_to_review(owner: EnterpriseMember, clock: FrozenClock) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    other = phone_way.make_id_number(seed=8)
    data = phone_way.identity(id_number=other)
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=data)
    assert phone_way.do_face(actor, row, clock).is_passed
    phone_way.do_licence(actor, row)
    assert verification_submit(actor=actor, verification_id=row.pk).state == "in_review"


def test_begun_on_the_phone_and_handed_in_on_the_pc(owner: EnterpriseMember) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    phone_way.do_licence(actor, row)
    done = verification_submit(
        actor=actor, verification_id=row.pk, expected_version=again(row).version, by_hand=True
    )
    assert (done.state, done.way) == ("in_review", "manual")


def test_other_papers_go_to_review(owner: EnterpriseMember, clock: FrozenClock) -> None:
    actor, row = phone_way.open_attempt(owner)
    phone_way.do_identity(actor, row)
    data = phone_way.identity(paper="foreign", id_number="E12345678", person_name=phone_way.NAME)
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=data)
    assert phone_way.do_face(actor, row, clock).is_passed
    phone_way.do_licence(actor, row)
    assert verification_submit(actor=actor, verification_id=row.pk).state == "in_review"


def test_consents_are_separate_and_both_needed_for_the_face(owner: EnterpriseMember) -> None:
    actor = factories.enterprise_actor(owner)
    phone_way.agreements_install()
    row = wizard.wizard_open(actor=actor)
    asked = {str(a.kind): a.pk for a in consents.consents_asked(verification=again(row))}
    assert set(asked) == {"identity_data", "face_data"}
    with pytest.raises(FieldErrors) as caught:
        consents.consents_give(actor=actor, verification_id=row.pk, agreement_ids={asked["identity_data"]})
    assert set(caught.value.fields) == {"face_data"}
    consents.consents_decline_face(
        actor=actor, verification_id=row.pk, way="bank_transfer", agreement_ids={asked["identity_data"]}
    )
    assert consents.consents_asked(verification=again(row)) == []
    assert WizardStep.TRANSFER in wizard_state(verification=again(row)).steps


def test_an_end_is_told_to_others_in_the_same_transaction(
    owner: EnterpriseMember, clock: FrozenClock
) -> None:
    heard: list[Event] = []
    hear = heard.append
    subscribe("verification.passed", hear)
    try:
        row = phone_way.pass_by_face(owner, clock)
    finally:
        unsubscribe("verification.passed", hear)
    assert [event.ids["verification"] for event in heard] == [row.pk]
    assert heard[0].ids["enterprise"] == owner.enterprise_id
