"""Sequences as services: drawn, measured, decided, and nothing of them left (R7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests import factories, phone_way
from tests.fakes.common import busy
from tests.fakes.face import NEUTRAL, OTHER_PERSON
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.verification.liveness_tries import DRAWS_PER_HOUR, VOID_PER_DAY, liveness_tries
from yuzhengdai.domain.verification.models import (
    LivenessBatch,
    LivenessSession,
    Verification,
    VerificationCheck,
)
from yuzhengdai.domain.verification.retention import FILING_AT, WARN_AT, StoredFaces, stored_faces_count
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services import consents, liveness, wizard
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import FrozenClock, frozen, now
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, NotFound, RateLimited, Refused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import files_purge_due
from yuzhengdai.foundation.integrations.face.base import FaceAction, FrameMeasure, Portrait

pytestmark = pytest.mark.django_db
Ready = tuple[Actor, Verification]


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    with frozen() as at:
        yield at


@pytest.fixture
def ready() -> Ready:
    """Consents given, ID card confirmed."""
    actor, row = phone_way.open_attempt(phone_way.member())
    phone_way.do_identity(actor, row)
    return actor, row


def fail_once(actor: Actor, row: Verification, clock: FrozenClock) -> liveness.LivenessVerdict:
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 10, clock)
    return liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)


def test_a_pass_leaves_verdict_scores_and_one_reference(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    told = phone_way.do_face(actor, row, clock)
    assert told.is_passed
    assert not LivenessBatch.objects.exists()
    kept = {check.kind: check for check in VerificationCheck.objects.filter(verification=row)}
    assert kept["liveness"].result == kept["face_match"].result == "pass"
    assert kept["face_match"].score == 0.0
    assert kept["face_match"].model_versions == "fake 1"
    reference = verification_pictures(verification=row)["face_reference"]
    assert reference.retain_until is not None
    assert (reference.retain_until - clock.at).days in {29, 30}
    assert stored_faces_count().people == 1


def test_the_reference_goes_when_its_time_is_over(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    phone_way.do_face(actor, row, clock)
    clock.advance(days=31)
    assert files_purge_due() == 1
    assert "face_reference" not in verification_pictures(verification=row)


def test_the_reference_goes_with_the_decision(clock: FrozenClock) -> None:
    row = phone_way.pass_by_face(phone_way.member(), clock)
    assert row.state == "passed"
    assert "face_reference" not in verification_pictures(verification=row)


def test_doing_nothing_fails_and_leaves_nothing(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    told = fail_once(actor, row, clock)
    assert (told.is_passed, told.reason_code) == (False, "not_done")
    assert "请" in told.sentence
    assert not LivenessBatch.objects.exists()
    assert not StoredFile.objects.filter(purpose="face_reference").exists()
    assert not VerificationCheck.objects.filter(verification=row).exists()


def test_the_verdict_is_the_same_when_asked_again(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, phone_way.film(drawn.actions), clock)
    one = liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    two = liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    assert one.is_passed
    assert one == two
    assert VerificationCheck.objects.filter(verification=row, kind="liveness").count() == 1


def test_another_person_than_on_the_card(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    phone_way.fake_face().card = Portrait(faces=1, embedding=OTHER_PERSON, width_px=200)
    told = phone_way.do_face(actor, row, clock)
    assert told.reason_code == "different_from_portrait"
    assert "身份证" in told.sentence
    assert not StoredFile.objects.filter(purpose="face_reference").exists()


def test_a_card_without_a_clear_portrait_is_for_an_operator(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    phone_way.fake_face().card = Portrait(faces=0)
    assert phone_way.do_face(actor, row, clock).is_passed
    assert VerificationCheck.objects.get(verification=row, kind="face_match").result == "review"


def test_the_match_that_could_not_be_made_is_no_pass(
    ready: Ready, clock: FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, phone_way.film(drawn.actions), clock)

    def full(*, picture: bytes) -> Portrait:
        raise busy("face")

    monkeypatch.setattr(phone_way.fake_face(), "portrait", full)
    told = liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    assert told.is_passed, "the actions were done"
    assert VerificationCheck.objects.get(verification=row, kind="face_match").result == "unavailable"


def test_a_busy_engine_loses_no_batch(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.fake_face().error = busy("face")
    with pytest.raises(ExternalError) as caught:
        phone_way.send(actor, drawn, [NEUTRAL] * 5, clock)
    assert caught.value.code == "face_busy"
    phone_way.fake_face().error = None
    assert phone_way.send(actor, drawn, [NEUTRAL] * 5, clock).is_position_good
    assert LivenessBatch.objects.count() == 1


def test_a_batch_sent_twice_is_one(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    one = phone_way.send(actor, drawn, [NEUTRAL] * 5, clock)
    two = phone_way.send(actor, drawn, [replace(NEUTRAL, yaw=60.0)] * 5, clock)
    assert one == two
    assert LivenessBatch.objects.count() == 1


def test_who_fails_and_leaves_in_time_has_used_a_try(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    seen = phone_way.send(actor, drawn, [NEUTRAL] * 10 + [FrameMeasure(faces=2)] * 5, clock)
    assert seen.is_complete
    assert "不止一个人" in seen.sentence
    assert LivenessSession.objects.get(pk=drawn.session_id).state == "failed"
    late = phone_way.send(actor, drawn, [NEUTRAL] * 5, clock, first=3, at_ms=1800)
    assert (late.is_complete, late.sentence) == (True, seen.sentence)
    liveness.liveness_begin(actor=actor, verification_id=row.pk)
    assert states(row) == ["failed", "open"]


def states(row: Verification) -> list[str]:
    return list(
        LivenessSession.objects.filter(verification=row).order_by("attempt").values_list("state", flat=True)
    )


def leave(actor: Actor, row: Verification, clock: FrozenClock) -> liveness.LivenessDraw:
    """Well under way, nothing wrong so far, and then no more."""
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 60, clock)
    return drawn


def too_few(actor: Actor, row: Verification, clock: FrozenClock) -> liveness.LivenessVerdict:
    """The page was in the background: one frame, and three seconds later another."""
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL], clock)
    clock.advance(seconds=3)
    phone_way.send(actor, drawn, [NEUTRAL], clock, first=1, at_ms=3000)
    return liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)


def test_a_technical_end_uses_up_no_try(ready: Ready, clock: FrozenClock) -> None:
    """Too few frames, a lost connection, a page opened anew: nothing was found out about the person."""
    actor, row = ready
    told = too_few(actor, row, clock)
    assert (told.is_passed, told.reason_code) == (False, "too_few_frames")
    assert "保持本页在最前、网络通畅" in told.sentence
    assert "不计入次数" in told.sentence
    leave(actor, row, clock)
    leave(actor, row, clock)
    clock.advance(minutes=4)
    assert liveness.liveness_sweep() == 1
    assert states(row) == ["void", "void", "void"]
    standing = liveness_tries(verification=row)
    assert (standing.failures, standing.tries_left) == (0, 5)
    assert not LivenessBatch.objects.exists()
    assert not StoredFile.objects.filter(purpose="face_reference").exists()


def test_technical_ends_are_bounded_and_then_count(ready: Ready, clock: FrozenClock) -> None:
    """Who cuts the line whenever it goes wrong gets a few sequences a day, not any number of them."""
    actor, row = ready
    told = [too_few(actor, row, clock) for _ in range(VOID_PER_DAY + 5)]
    assert states(row) == ["void"] * VOID_PER_DAY + ["failed"] * 5
    assert "不计入次数" not in told[VOID_PER_DAY].sentence
    assert "计入次数" in told[VOID_PER_DAY].sentence
    assert told[-1].pause_until is not None
    with pytest.raises(RateLimited, match="分钟"):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
    clock.advance(hours=25)
    assert "不计入次数" in too_few(actor, row, clock).sentence


def test_a_new_attempt_gives_no_new_technical_ends(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    for _ in range(VOID_PER_DAY):
        too_few(actor, row, clock)
    consents.consent_withdraw(actor=actor, kind="identity_data")
    actor, second = phone_way.open_attempt(EnterpriseMember.objects.get(user_id=row.user_id))
    phone_way.do_identity(actor, second)
    too_few(actor, second, clock)
    assert states(second) == ["failed"]


def test_drawing_until_known_actions_come_is_bounded(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    for _ in range(DRAWS_PER_HOUR):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
        clock.advance(seconds=1)
    with pytest.raises(RateLimited, match="60 分钟后再试，或改用其他方式"):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
    clock.advance(hours=1)
    liveness.liveness_begin(actor=actor, verification_id=row.pk)


def test_a_page_in_the_background_ends_it_in_words(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = leave(actor, row, clock)
    stranger = factories.enterprise_actor(phone_way.member())
    with pytest.raises(NotFound):
        liveness.liveness_stop(actor=stranger, session_id=drawn.session_id, secret=drawn.secret)
    with pytest.raises(NotFound):
        liveness.liveness_stop(actor=actor, session_id=drawn.session_id, secret="guess")
    told = liveness.liveness_stop(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    assert "离开了最前" in told.sentence
    assert "不计入次数" in told.sentence
    assert states(row) == ["void"]
    assert AuditEvent.objects.filter(action="verification.liveness_verdict").exists()
    assert phone_way.do_face(actor, row, clock).is_passed


def test_stopping_does_not_undo_a_verdict(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 10 + [FrameMeasure(faces=2)] * 5, clock)
    told = liveness.liveness_stop(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    assert told.reason_code == "multiple_faces"
    assert states(row) == ["failed"]


def test_no_frame_at_all_is_no_try(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    clock.advance(seconds=130)
    told = liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    assert told.reason_code == "too_few_frames"
    assert states(row) == ["void"]


def test_batches_that_overtake_each_other_are_put_in_order(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    measures = phone_way.film(drawn.actions)
    clock.advance(minutes=1)
    parts = [(number, measures[number * 5 : number * 5 + 5]) for number in range(-(-len(measures) // 5))]
    parts[1], parts[3] = parts[3], parts[1]
    for number, part in parts:
        progress = phone_way.send(actor, drawn, part, clock, first=number, at_ms=number * 600)
    assert progress.is_complete
    told = liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    assert told.is_passed, told


def test_a_second_phone_ends_the_first_and_secrets_are_bound(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    first = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    second = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    assert LivenessSession.objects.filter(verification=row, state="open").count() == 1
    with pytest.raises(Refused, match="另一台"):
        phone_way.send(actor, first, [NEUTRAL] * 5, clock)
    with pytest.raises(NotFound):
        phone_way.send(actor, replace(second, secret=first.secret), [NEUTRAL] * 5, clock)
    stranger = factories.enterprise_actor(phone_way.member())
    with pytest.raises(NotFound):
        phone_way.send(stranger, second, [NEUTRAL] * 5, clock)


def test_five_failures_and_a_pause(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    told = [fail_once(actor, row, clock) for _ in range(5)]
    assert [verdict.attempt for verdict in told] == [1, 2, 3, 4, 5]
    assert told[4].pause_until is not None
    assert told[3].pause_until is None
    with pytest.raises(RateLimited, match="分钟"):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
    clock.advance(minutes=16)
    assert liveness.liveness_begin(actor=actor, verification_id=row.pk).attempt == 6


def test_a_new_attempt_gives_no_new_tries(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    for _ in range(5):
        fail_once(actor, row, clock)
    consents.consent_withdraw(actor=actor, kind="identity_data")
    member = EnterpriseMember.objects.get(user_id=row.user_id)
    actor, second = phone_way.open_attempt(member)
    phone_way.do_identity(actor, second)
    assert second.pk != row.pk
    with pytest.raises(RateLimited):
        liveness.liveness_begin(actor=actor, verification_id=second.pk)


def test_what_was_not_done_is_asked_for_again(ready: Ready, clock: FrozenClock) -> None:
    """Were it left out, whoever fails waits for what can be done with a photograph."""
    actor, row = ready
    for _ in range(2):
        drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
        phone_way.send(actor, drawn, [NEUTRAL] * 45, clock)
        liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
        kept = LivenessSession.objects.get(pk=drawn.session_id)
        assert kept.failed_action == drawn.actions[0]
        for _ in range(5):
            again = liveness.liveness_begin(actor=actor, verification_id=row.pk)
            assert kept.failed_action in again.actions


def test_prompts_are_told_one_by_one(ready: Ready, clock: FrozenClock) -> None:
    """Nothing is asked for before the drawn wait is over, and never two at once."""
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    first = phone_way.send(actor, drawn, [NEUTRAL] * 10, clock)
    assert (first.told, first.hint) == ((), "hold_still")
    then = phone_way.send(actor, drawn, [NEUTRAL] * 30, clock, first=2, at_ms=1200)
    assert then.told == drawn.actions[:1]
    assert then.hint == drawn.actions[0]


def test_the_sign_that_spoke_is_kept_for_the_operator_alone(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    early = [NEUTRAL] * 8 + [phone_way.done(FaceAction.MOUTH)] * 4
    phone_way.send(actor, drawn, early, clock)
    told = liveness.liveness_finish(actor=actor, session_id=drawn.session_id, secret=drawn.secret)
    kept = LivenessSession.objects.get(pk=drawn.session_id)
    assert (told.reason_code, kept.sign) == ("wrong_action", "too_early")
    assert AuditEvent.objects.get(action="verification.liveness_verdict").detail["sign"] == "too_early"
    assert "too_early" not in str(told)


def failures(
    row: Verification, count: int, *, number: str = "", state: str = "failed", **values: object
) -> None:
    """Sequences that ended like this, of the attempt's person and number unless told otherwise."""
    for _ in range(count):
        LivenessSession.objects.create(
            verification=row,
            attempt=1,
            secret_hash="x",
            state=state,
            expires_at=now(),
            id_number_index=number or row.id_number_index,
            **{"decided_at": now(), **values},
        )


def test_a_day_s_failures_of_a_person_lead_to_another_way(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    row.refresh_from_db()
    failures(row, 11)
    with pytest.raises(Refused, match="人工认证"):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
    clock.advance(hours=25)
    assert liveness.liveness_begin(actor=actor, verification_id=row.pk).attempt == 12


@pytest.mark.parametrize(("state", "count"), [("failed", 10), ("passed", 5)])
def test_a_number_is_counted_over_all_accounts(
    ready: Ready, clock: FrozenClock, state: str, count: int
) -> None:
    """Failures and passes; its true holder goes another way and is not locked out."""
    actor, row = ready
    row.refresh_from_db()
    _, elsewhere = phone_way.open_attempt(phone_way.member(uscc=make_uscc(seed=77)))
    failures(elsewhere, count - 1, number=row.id_number_index, state=state)
    assert liveness.liveness_begin(actor=actor, verification_id=row.pk)
    failures(elsewhere, 1, number=row.id_number_index, state=state)
    with pytest.raises(Refused, match=r"这个身份证号码.*人工认证.*窗口协办"):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)
    wizard.wizard_way_choose(actor=actor, verification_id=row.pk, way="manual")
    assert Verification.objects.get(pk=row.pk).way == "manual"


def test_sessions_forget_the_number_when_it_is_no_longer_counted(ready: Ready, clock: FrozenClock) -> None:
    _, row = ready
    row.refresh_from_db()
    failures(row, 2)
    clock.advance(days=31)
    liveness.liveness_sweep()
    assert set(LivenessSession.objects.values_list("id_number_index", flat=True)) == {""}


def test_nothing_without_consent_for_face_data(clock: FrozenClock) -> None:
    who = phone_way.member()
    actor = factories.enterprise_actor(who)
    phone_way.agreements_install()
    row = wizard.wizard_open(actor=actor)
    with pytest.raises(Refused, match="人脸信息处理同意书"):
        liveness.liveness_begin(actor=actor, verification_id=row.pk)


def test_too_much_at_once_is_refused(ready: Ready) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    many = [(i, b"x") for i in range(50)]
    for number, frames in (
        (0, many),
        (0, []),
        (999, [(0, b"x")]),
        (0, [(0, b"x" * 400_000)]),
        (0, [(-5, b"x")]),
    ):
        with pytest.raises(FieldErrors):
            liveness.liveness_frames(
                actor=actor, session_id=drawn.session_id, secret=drawn.secret, number=number, frames=frames
            )


def test_unfinished_sequences_are_cleaned(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 10, clock)
    assert StoredFile.objects.filter(purpose="face_reference").exists()
    assert liveness.liveness_sweep() == 0
    clock.advance(minutes=4)
    assert liveness.liveness_sweep() == 1
    assert not LivenessBatch.objects.exists()
    assert not StoredFile.objects.filter(purpose="face_reference").exists()
    assert LivenessSession.objects.get(pk=drawn.session_id).state == "expired"


def test_withdrawing_deletes_and_the_attempt_goes_on_another_way(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    phone_way.do_face(actor, row, clock)
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 10, clock)
    assert consents.consent_withdraw(actor=actor, kind="face_data") == 1
    assert not StoredFile.objects.filter(purpose="face_reference").exists()
    assert not LivenessBatch.objects.exists()
    assert Verification.objects.get(pk=row.pk).way == "manual"
    with pytest.raises(Refused):
        phone_way.send(actor, drawn, [NEUTRAL] * 5, clock, first=9)
    assert AuditEvent.objects.filter(action="verification.face_wipe").exists()
    assert consents.consent_withdraw(actor=actor, kind="face_data") == 0


def test_withdrawing_the_consent_for_identity_data_ends_and_wipes(ready: Ready) -> None:
    actor, row = ready
    consents.consent_withdraw(actor=actor, kind="identity_data")
    ended = Verification.objects.get(pk=row.pk)
    assert (ended.state, ended.id_number, ended.person_name, ended.read_data) == ("expired", "", "", {})
    assert verification_pictures(verification=ended) == {}
    assert wizard.wizard_open(actor=actor).pk != row.pk


def test_after_a_pass_the_record_stays_and_the_pictures_go(clock: FrozenClock) -> None:
    who = phone_way.member()
    row = phone_way.pass_by_face(who, clock)
    consents.consent_withdraw(actor=factories.enterprise_actor(who), kind="identity_data")
    kept = Verification.objects.get(pk=row.pk)
    assert (kept.state, kept.person_name, kept.id_address) == ("passed", phone_way.NAME, "")
    assert set(verification_pictures(verification=kept)) == {"licence"}


def test_the_operator_is_warned_well_before_the_filing_number() -> None:
    assert WARN_AT < FILING_AT
    assert StoredFaces(WARN_AT - 1).sentence == ""
    assert "备案" in StoredFaces(WARN_AT).sentence


def test_measures_never_hold_a_picture(ready: Ready, clock: FrozenClock) -> None:
    actor, row = ready
    drawn = liveness.liveness_begin(actor=actor, verification_id=row.pk)
    phone_way.send(actor, drawn, [NEUTRAL] * 5, clock)
    batch = LivenessBatch.objects.get()
    names = set(FrameMeasure.__dataclass_fields__) | {"t"}
    assert all(set(frame) <= names for frame in batch.measures["frames"])
