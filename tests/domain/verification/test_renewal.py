"""A lost phone or password: another certificate after the living face alone, matched with the card that the passed attempt keeps (R10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import factories, phone_way
from tests.domain.certificates.phone import Phone
from tests.fakes.common import down
from tests.fakes.face import NEUTRAL, OTHER_PERSON
from yuzhengdai.domain.certificates.models import PhoneCertificate
from yuzhengdai.domain.certificates.services import certificate_revoke
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.domain.verification.enums import WizardStep as S
from yuzhengdai.domain.verification.models import LivenessSession, Verification
from yuzhengdai.domain.verification.renewal import renewal_source
from yuzhengdai.domain.verification.selectors import verification_pictures, verification_standing
from yuzhengdai.domain.verification.services import consents, draft, liveness, review, wizard
from yuzhengdai.domain.verification.services.certificate import verification_certificate_issue
from yuzhengdai.domain.verification.services.clockwork import verifications_expire, verifications_wipe
from yuzhengdai.domain.verification.services.renewal import renewal_open
from yuzhengdai.domain.verification.services.submit import verification_submit
from yuzhengdai.domain.verification.wizard import wizard_state
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import FrozenClock, frozen
from yuzhengdai.foundation.core.errors import RateLimited, Refused
from yuzhengdai.foundation.integrations.face.base import Assurance, Portrait
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


@pytest.fixture
def who(clock: FrozenClock) -> EnterpriseMember:
    """Verified by face, a certificate issued, the phone lost, the certificate revoked."""
    member = phone_way.member()
    passed = phone_way.pass_by_face(member, clock)
    assert passed.state == "passed"
    lost = issue(member, passed)
    actor = factories.enterprise_actor(member)
    assert renewal_source(actor=actor) is None, "nothing is lost yet"
    clock.advance(days=40)
    certificate_revoke(actor=actor, certificate_id=lost.pk, reason="key_compromise")
    return EnterpriseMember.objects.select_related("enterprise", "user").get(pk=member.pk)


def issue(member: EnterpriseMember, row: Verification) -> PhoneCertificate:
    return verification_certificate_issue(
        actor=factories.enterprise_actor(member), verification_id=row.pk, csr_der=Phone().csr()
    )


def begun(who: EnterpriseMember) -> tuple[Actor, Verification]:
    actor = factories.enterprise_actor(who)
    row = renewal_open(actor=actor)
    return actor, Verification.objects.select_related("enterprise", "user", "renews").get(pk=row.pk)


def test_the_face_alone_gives_another_certificate(who: EnterpriseMember, clock: FrozenClock) -> None:
    actor, row = begun(who)
    root = row.renews
    assert root is not None
    assert renewal_open(actor=actor).pk == row.pk, "a second phone goes on with the same"
    assert (row.person_name, row.id_number, row.role) == (root.person_name, root.id_number, root.role)
    assert wizard_state(verification=row).steps == (S.CONSENT, S.FACE, S.RESULT, S.CERTIFICATE, S.DONE)
    assert wizard_state(verification=row).place == S.FACE, "the consents of the first time still hold"
    assert phone_way.do_face(actor, row, clock).is_passed
    done = verification_submit(actor=actor, verification_id=row.pk)
    assert done.state == "passed"
    made = issue(who, done)
    assert made.state == "active"
    assert PhoneCertificate.objects.filter(state="active").count() == 1
    assert Verification.objects.get(pk=row.pk).completed_at is not None
    assert Notification.objects.filter(recipient_id=who.user_id, title="手机证书已换发").exists()
    assert AuditEvent.objects.filter(action="verification.renew", object_id=row.pk).exists()
    with pytest.raises(Refused, match="不需要再次办理"):
        renewal_open(actor=actor)


def test_the_sources_are_asked_again_and_nothing_is_kept_twice(
    who: EnterpriseMember, clock: FrozenClock
) -> None:
    actor, row = begun(who)
    assert set(verification_pictures(verification=row)) == {"id_front"}, "what the face is compared with"
    phone_way.do_face(actor, row, clock)
    verification_submit(actor=actor, verification_id=row.pk)
    kinds = set(row.checks.values_list("kind", flat=True))
    assert {"liveness", "face_match", "identity", "registration", "elements"} <= kinds
    kept = Verification.objects.get(pk=row.pk)
    assert verification_pictures(verification=kept) == {}
    assert (kept.id_address, kept.issuing_authority, kept.read_data) == ("", "", {})
    assert row.renews is not None
    assert "id_front" in verification_pictures(verification=row.renews), "for the next time"
    standing = verification_standing(actor=actor)
    assert standing is not None
    assert standing.pk == row.renews_id, "the enterprise was verified then, not now"


def test_a_second_loss_goes_back_to_the_first_card(who: EnterpriseMember, clock: FrozenClock) -> None:
    actor, first = begun(who)
    phone_way.do_face(actor, first, clock)
    again = issue(who, verification_submit(actor=actor, verification_id=first.pk))
    certificate_revoke(actor=actor, certificate_id=again.pk, reason="key_compromise")
    clock.advance(minutes=1)
    _, second = begun(who)
    assert second.renews_id == first.renews_id
    assert set(verification_pictures(verification=second)) == {"id_front"}


def test_another_face_gets_nothing_and_the_tries_are_shared(
    who: EnterpriseMember, clock: FrozenClock
) -> None:
    """Who has taken over the phone number only."""
    phone_way.fake_face().card = Portrait(faces=1, embedding=OTHER_PERSON, width_px=200)
    actor, row = begun(who)
    before = LivenessSession.objects.filter(state="failed").count()
    for _ in range(5 - before):
        assert phone_way.do_face(actor, row, clock).reason_code == "different_from_portrait"
    with pytest.raises(RateLimited):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
    consents.consents_decline_face(actor=actor, verification_id=row.pk, way="manual")
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way="face")
    assert not PhoneCertificate.objects.filter(state="active").exists()


@pytest.mark.parametrize("way", ["manual", "bank_transfer"])
def test_another_way_takes_a_whole_attempt(who: EnterpriseMember, way: str) -> None:
    """An operator must not go by what somebody else showed once."""
    actor, row = begun(who)
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way=way)
    whole = Verification.objects.select_related("enterprise", "user").get(pk=row.pk)
    assert (whole.renews_id, whole.role, whole.person_name, whole.id_number) == (None, "", "", "")
    assert (whole.id_number_index, whole.read_data, whole.identity_confirmed_at) == ("", {}, None)
    assert verification_pictures(verification=whole) == {}
    state = wizard_state(verification=whole)
    assert state.place == S.ROLE
    assert {S.ID_FRONT, S.LICENCE} <= set(state.steps)


def test_declining_or_withdrawing_the_face_takes_a_whole_attempt(who: EnterpriseMember) -> None:
    actor, row = begun(who)
    consents.consents_decline_face(actor=actor, verification_id=row.pk, way="manual")
    assert Verification.objects.get(pk=row.pk).renews_id is None
    Verification.objects.filter(pk=row.pk).update(state="expired")
    actor, row = begun(who)
    assert row.renews_id is not None
    consents.consent_withdraw(actor=actor, kind="face_data")
    whole = Verification.objects.get(pk=row.pk)
    assert (whole.way, whole.renews_id, whole.id_number) == ("manual", None, "")


def test_nobody_else_is_put_into_it(who: EnterpriseMember, clock: FrozenClock) -> None:
    """What was typed over is refused at the decisive door."""
    actor, row = begun(who)
    phone_way.do_face(actor, row, clock)
    data = phone_way.identity(person_name="王另人")
    draft.verification_save_identity(actor=actor, verification_id=row.pk, data=data)
    with pytest.raises(Refused, match="本人做人脸核验"):
        verification_submit(actor=actor, verification_id=row.pk)
    assert Verification.objects.get(pk=row.pk).state == "draft"


def test_nothing_of_the_enterprise_or_the_place_changes(who: EnterpriseMember, clock: FrozenClock) -> None:
    """Neither the facts that were mended since nor what an administrator allows."""
    Enterprise.objects.filter(pk=who.enterprise_id).update(registered_address="郑州市金水区新址 1 号")
    EnterpriseMember.objects.filter(pk=who.pk).update(is_legal_representative=False)
    actor, row = begun(who)
    phone_way.do_face(actor, row, clock)
    assert verification_submit(actor=actor, verification_id=row.pk).state == "passed"
    assert Enterprise.objects.get(pk=who.enterprise_id).registered_address == "郑州市金水区新址 1 号"
    assert not EnterpriseMember.objects.get(pk=who.pk).is_legal_representative


@pytest.mark.parametrize("gone", ["consent", "card_expired", "frozen", "manual_paper", "no_front"])
def test_without_the_kept_card_it_is_a_whole_attempt(
    who: EnterpriseMember, clock: FrozenClock, gone: str
) -> None:
    actor = factories.enterprise_actor(who)
    root = Verification.objects.get(state="passed")
    assert renewal_source(actor=actor) == root
    if gone == "consent":
        consents.consent_withdraw(actor=actor, kind="identity_data")
    elif gone == "card_expired":
        clock.advance(days=365 * 15)
    elif gone == "frozen":
        Enterprise.objects.filter(pk=who.enterprise_id).update(state="frozen")
    elif gone == "manual_paper":
        Verification.objects.filter(pk=root.pk).update(paper="foreign")
    else:
        verification_pictures(verification=root)["id_front"].delete()
    assert renewal_source(actor=actor) is None
    if gone != "frozen":
        assert renewal_open(actor=actor).renews_id is None


def test_somebody_elses_attempt_is_no_source(who: EnterpriseMember) -> None:
    colleague = factories.member(enterprise=who.enterprise, is_legal_representative=False)
    assert renewal_source(actor=factories.enterprise_actor(colleague)) is None


def test_a_refused_renewal_is_followed_by_a_whole_attempt(who: EnterpriseMember, clock: FrozenClock) -> None:
    """The population register says no to what it said yes to before."""
    actor, row = begun(who)
    phone_way.do_face(actor, row, clock)
    get_identity().answer = IdentityAnswer.MISMATCH  # type: ignore[attr-defined]
    refused = verification_submit(actor=actor, verification_id=row.pk)
    assert refused.state == "refused"
    assert Notification.objects.filter(title="手机证书换发未通过").exists()
    assert renewal_source(actor=actor) is None
    assert renewal_open(actor=actor).renews_id is None


def test_a_silent_source_or_an_assistant_goes_to_an_operator(
    who: EnterpriseMember, clock: FrozenClock
) -> None:
    actor, row = begun(who)
    phone_way.do_face(actor, row, clock)
    get_identity().error = down("identity")  # type: ignore[attr-defined]
    waiting = verification_submit(actor=actor, verification_id=row.pk)
    assert waiting.state == "in_review"
    assert {"id_front", "face_reference"} == set(verification_pictures(verification=waiting))
    operator = factories.staff_actor(factories.staff_post())
    review.verification_pass(actor=operator, verification_id=row.pk)
    assert Notification.objects.filter(title="手机证书换发已通过").exists()
    assert issue(who, Verification.objects.get(pk=row.pk)).state == "active"


def test_where_certified_faces_are_demanded_an_assistant_does_not_pass(
    who: EnterpriseMember, clock: FrozenClock, settings: object
) -> None:
    settings.FACE_ASSURANCE_DEMANDED = "certified"  # type: ignore[attr-defined]
    actor, row = begun(who)
    phone_way.do_face(actor, row, clock)
    assert verification_submit(actor=actor, verification_id=row.pk).state == "in_review"
    assert phone_way.fake_face().assurance == Assurance.ASSIST


def test_one_that_nobody_goes_on_with_ends_and_is_wiped(who: EnterpriseMember, clock: FrozenClock) -> None:
    actor, row = begun(who)
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 10, clock)
    clock.advance(days=8)
    assert verifications_expire() == 1
    assert verifications_wipe() == 1
    ended = Verification.objects.get(pk=row.pk)
    assert (ended.state, ended.id_number) == ("expired", "")
    assert verification_pictures(verification=ended) == {}
    assert renewal_source(actor=actor) is not None, "and it may be begun again"
