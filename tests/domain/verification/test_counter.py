"""窗口协办: who cannot show who they are on a phone is proved at a counter (issue 9)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests import counter_way, factories, phone_way
from tests.phones import last_code, sms_texts
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementConsent
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.counter import ending, filling, proving, rights, sampling, sessions
from yuzhengdai.domain.verification.counter.holders import counters_public, place_of
from yuzhengdai.domain.verification.models import (
    CounterRight,
    CounterSession,
    Verification,
    VerificationCheck,
)
from yuzhengdai.domain.verification.permissions import verifications_visible_to
from yuzhengdai.domain.verification.selectors import verification_gate
from yuzhengdai.domain.verification.services import review
from yuzhengdai.domain.verification.services.consents import consent_withdraw
from yuzhengdai.domain.verification.services.wizard import wizard_way_choose
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.core.codes import make_uscc
from yuzhengdai.foundation.core.errors import (
    Conflict,
    FieldErrors,
    Forbidden,
    NotFound,
    RateLimited,
    Refused,
)
from yuzhengdai.foundation.notifications.models import Notification

pytestmark = pytest.mark.django_db


def attempt_of(session: CounterSession) -> Verification:
    assert session.verification_id is not None
    return Verification.objects.get(pk=session.verification_id)


def person_of(session: CounterSession) -> Actor:
    """The person's own session on a PC or phone afterwards."""
    row = attempt_of(session)
    return factories.enterprise_actor(row.enterprise.members.get(user=row.user))


def acts(session: CounterSession) -> set[str]:
    ids = [session.pk, session.verification_id]
    return set(AuditEvent.objects.filter(object_id__in=ids).values_list("action", flat=True))


def test_the_whole_line_ends_with_a_passed_attempt_and_an_open_dialog_that_closes() -> None:
    _, actor = counter_way.holder()
    session = counter_way.whole(actor)
    row = attempt_of(session)
    assert (session.state, session.outcome) == ("done", "passed")
    assert (row.state, row.way, row.completed_at) == ("passed", "counter", None)
    enterprise = Enterprise.objects.get(pk=row.enterprise_id)
    assert enterprise.state == "verified"
    assert verification_gate(actor=person_of(session)) == "done"
    check = VerificationCheck.objects.get(verification=row, kind="counter")
    assert check.source == session.counter_name
    assert "郑州金水支行" in session.counter_name
    assert check.is_authoritative
    kinds = set(row.checks.values_list("kind", flat=True))
    assert {"identity", "registration", "elements"} <= kinds
    assert not {"liveness", "face_match"} & kinds
    assert enterprise.changes.filter(grounds__contains=f"窗口协办（{session.counter_name}）").exists()


def test_the_person_is_told_by_messages_that_name_the_counter_and_the_act() -> None:
    _, actor = counter_way.holder()
    session = counter_way.whole(actor)
    last, second, first = sms_texts(counter_way.PHONE)[:3]
    assert "同意办理企业认证" in first
    assert "确认资料无误并提交企业认证" in second
    assert "认证成功" in last
    for text in (first, second, last):
        assert session.counter_name in text


def test_what_was_agreed_to_is_the_persons_with_kind_and_version() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    user = User.objects.get(pk=attempt_of(session).user_id)
    given = AgreementConsent.objects.filter(user=user).select_related("agreement")
    assert {one.agreement.kind for one in given} == {
        "user_service",
        "privacy",
        "identity_data",
        "counter_proof",
    }
    assert not AgreementConsent.objects.exclude(user=user).exists()


def test_every_act_is_in_the_audit_log() -> None:
    _, actor = counter_way.holder()
    session = counter_way.whole(actor)
    assert acts(session) >= {
        "verification.counter_start",
        "verification.counter_open",
        "verification.counter_prove",
        "verification.submit",
        "verification.auto_pass",
    }
    given = set(AuditEvent.objects.filter(object_kind="counter_right").values_list("action", flat=True))
    assert given == {"verification.counter_right_propose", "verification.counter_right_confirm"}


# Nobody confirms for somebody else.


def test_a_text_that_was_not_ticked_stops_before_any_code_is_looked_at() -> None:
    _, actor = counter_way.holder()
    session = counter_way.start(actor)
    sessions.consent_code_send(actor=actor, session_id=session.pk)
    texts = sessions.consents_shown()
    with pytest.raises(FieldErrors) as refused:
        sessions.counter_consent(
            actor=actor,
            session_id=session.pk,
            code=last_code(counter_way.PHONE),
            agreement_ids={text.pk for text in texts[:-1]},
        )
    assert set(refused.value.fields) == {"counter_proof"}
    assert not User.objects.filter(phone_index=session.phone_index).exists()


def test_the_officers_own_code_or_a_guess_confirms_nothing() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    counter_way.fill(actor, session)
    used = last_code(counter_way.PHONE)
    for code in ("", "000000", used):
        with pytest.raises(FieldErrors) as refused:
            proving.counter_confirm(actor=actor, session_id=session.pk, code=code, is_seen=True)
        assert "code" in refused.value.fields
    row = attempt_of(session)
    assert row.state == "draft"
    assert not row.checks.filter(kind="counter").exists()


def test_a_code_for_what_was_shown_is_worth_nothing_once_something_changed() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    row = counter_way.fill(actor, session)
    proving.confirm_code_send(actor=actor, session_id=session.pk)
    code = last_code(counter_way.PHONE)
    filling.counter_save_identity(
        actor=actor, session_id=session.pk, data=phone_way.identity(id_address="郑州市中原区别的路 9 号")
    )
    with pytest.raises(Conflict):
        proving.counter_confirm(
            actor=actor, session_id=session.pk, code=code, is_seen=True, expected_version=row.version
        )
    with pytest.raises(FieldErrors):
        proving.counter_confirm(actor=actor, session_id=session.pk, code=code, is_seen=True)


def test_a_code_of_another_session_is_worth_nothing() -> None:
    _, actor = counter_way.holder()
    one = counter_way.start(actor)
    other = counter_way.start(actor, uscc=make_uscc(seed="another"))
    sessions.consent_code_send(actor=actor, session_id=one.pk)
    with pytest.raises(FieldErrors):
        sessions.counter_consent(
            actor=actor,
            session_id=other.pk,
            code=last_code(counter_way.PHONE),
            agreement_ids={text.pk for text in sessions.consents_shown()},
        )


def test_the_officer_says_to_have_seen_the_person() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    counter_way.fill(actor, session)
    proving.confirm_code_send(actor=actor, session_id=session.pk)
    with pytest.raises(FieldErrors) as refused:
        proving.counter_confirm(
            actor=actor, session_id=session.pk, code=last_code(counter_way.PHONE), is_seen=False
        )
    assert set(refused.value.fields) == {"is_seen"}


def test_no_code_is_sent_while_something_lacks() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    with pytest.raises(FieldErrors) as refused:
        proving.confirm_code_send(actor=actor, session_id=session.pk)
    assert {"role", "id_number", "id_front", "licence"} <= set(refused.value.fields)


def test_the_person_cannot_hand_in_alone_what_a_counter_began() -> None:
    from yuzhengdai.domain.verification.services.submit import verification_submit

    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    counter_way.fill(actor, session)
    with pytest.raises(FieldErrors) as refused:
        verification_submit(actor=person_of(session), verification_id=attempt_of(session).pk)
    assert set(refused.value.fields) == {"counter"}


def test_nobody_chooses_the_counter_on_a_phone() -> None:
    who = phone_way.member()
    actor, row = phone_way.open_attempt(who)
    with pytest.raises(FieldErrors):
        wizard_way_choose(actor=actor, verification_id=row.pk, way="counter")


# Whose counter it is not.


def test_not_for_oneself_nor_a_colleague_nor_an_enterprise_of_ones_own() -> None:
    officer, actor = counter_way.holder()
    with pytest.raises(Refused) as own:
        counter_way.agree(actor, counter_way.start(actor, phone=str(officer.user.phone)))
    assert own.value.code == "own_case"
    colleague = factories.officer(institution=officer.institution)
    with pytest.raises(Refused) as near:
        counter_way.agree(actor, counter_way.start(actor, phone=str(colleague.user.phone)))
    assert near.value.code == "counter.colleague"
    who = phone_way.member(uscc=make_uscc(seed="mine"))
    factories.member(enterprise=who.enterprise, user=officer.user)
    with pytest.raises(Refused):
        counter_way.agree(
            actor, counter_way.start(actor, phone=str(who.user.phone), uscc=who.enterprise.uscc)
        )


@pytest.mark.parametrize("role", ["officer", "manager", "viewer"])
def test_without_the_right_nothing_begins(role: str) -> None:
    actor = factories.officer_actor(factories.officer(role=role))
    with pytest.raises(Forbidden):
        counter_way.start(actor)


def test_somebody_elses_session_does_not_exist() -> None:
    officer, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    other = factories.officer(institution=officer.institution, branch=officer.branch)
    counter_way.give_right(other)
    with pytest.raises(NotFound):
        filling.counter_save_identity(
            actor=factories.officer_actor(other), session_id=session.pk, data=phone_way.identity()
        )


def test_the_institution_sees_the_papers_while_the_session_is_open_and_never_again() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    here = sessions.at_counter(actor=actor, session_id=session.pk).actor
    assert verifications_visible_to(here).filter(pk=attempt_of(session).pk).exists()
    assert not verifications_visible_to(actor).exists()
    counter_way.fill(actor, session)
    counter_way.confirm(actor, session)
    assert not verifications_visible_to(here).exists()
    with pytest.raises(Refused):
        sessions.at_counter(actor=actor, session_id=session.pk)


def test_the_person_who_goes_another_way_takes_the_attempt_away_from_the_counter() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    attempt = attempt_of(session).pk
    wizard_way_choose(actor=person_of(session), verification_id=attempt, way="manual")
    with pytest.raises(Refused) as refused:
        filling.counter_save_identity(actor=actor, session_id=session.pk, data=phone_way.identity())
    assert refused.value.code == "counter.other_way"


def test_a_withdrawn_consent_ends_what_the_counter_may() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    assert consent_withdraw(actor=person_of(session), kind="counter_proof") == 1
    assert attempt_of(session).way == "manual"
    with pytest.raises(Refused):
        sessions.at_counter(actor=actor, session_id=session.pk)


def test_a_draft_begun_on_the_phone_goes_on_at_the_counter_and_back_again() -> None:
    who = phone_way.member()
    _, row = phone_way.open_attempt(who)
    _, actor = counter_way.holder()
    session = counter_way.agree(
        actor, counter_way.start(actor, phone=str(who.user.phone), uscc=who.enterprise.uscc)
    )
    assert session.verification_id == row.pk
    sessions.counter_cancel(actor=actor, session_id=session.pk)
    row.refresh_from_db()
    assert (row.way, row.state) == ("face", "draft")
    session.refresh_from_db()
    assert (session.state, session.phone) == ("cancelled", "")


def test_a_second_counter_takes_over_with_the_persons_consent() -> None:
    _, one = counter_way.holder()
    _, two = counter_way.holder()
    first = counter_way.agree(one, counter_way.start(one))
    second = counter_way.agree(two, counter_way.start(two))
    assert first.verification_id == second.verification_id
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "open")


def test_an_hour_later_the_session_is_over() -> None:
    with frozen() as clock:
        _, actor = counter_way.holder()
        session = counter_way.agree(actor, counter_way.start(actor))
        clock.advance(minutes=61)
        with pytest.raises(Refused):
            filling.counter_save_identity(actor=actor, session_id=session.pk, data=phone_way.identity())
        assert ending.sessions_sweep() == 1
    session.refresh_from_db()
    assert session.state == "expired"
    assert attempt_of(session).way == "face"


def test_a_verified_enterprise_needs_no_counter() -> None:
    who = factories.member()
    _, actor = counter_way.holder()
    with pytest.raises(Refused) as refused:
        counter_way.agree(
            actor, counter_way.start(actor, phone=str(who.user.phone), uscc=who.enterprise.uscc)
        )
    assert refused.value.code == "counter.done"


def test_a_double_click_begins_one_session_and_the_day_has_a_limit(settings: Any) -> None:
    settings.COUNTER_DAILY_LIMIT = 2
    _, actor = counter_way.holder()
    assert counter_way.start(actor).pk == counter_way.start(actor).pk
    counter_way.start(actor, uscc=make_uscc(seed="second"))
    with pytest.raises(RateLimited):
        counter_way.start(actor, uscc=make_uscc(seed="third"))
    with frozen(now() + timedelta(days=1)):
        counter_way.start(actor, uscc=make_uscc(seed="third"))


# The grade of a counter's word.


def test_where_the_word_only_assists_an_operator_decides_and_not_the_one_who_proved(settings: Any) -> None:
    settings.COUNTER_GRADE = "assist"
    post = factories.staff_post()
    system = factories.staff_actor(factories.staff_post(role="system_administrator"))
    security = factories.staff_actor(factories.staff_post(role="security_administrator"))
    right = rights.right_propose(actor=system, post_id=post.pk)
    rights.right_confirm(actor=security, right_id=right.pk)
    actor = factories.staff_actor(post)
    session = counter_way.whole(actor)
    assert session.outcome == "in_review"
    attempt = attempt_of(session).pk
    with pytest.raises(Refused) as refused:
        review.verification_pass(actor=actor, verification_id=attempt)
    assert refused.value.code == "own_case"
    with pytest.raises(Refused):
        review.verification_refuse(
            actor=actor, verification_id=attempt, reason_code="other", reason="看不清楚"
        )


def test_an_agent_with_a_letter_goes_to_an_operator() -> None:
    _, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    counter_way.fill(actor, session, role="agent")
    assert counter_way.confirm(actor, session).outcome == "in_review"


# The right: two sides give it, either takes it away.


def test_the_same_side_twice_gives_nothing() -> None:
    officer = factories.officer()
    operator = factories.staff_actor(factories.staff_post())
    other = factories.staff_actor(factories.staff_post())
    right = rights.right_propose(actor=operator, post_id=officer.pk)
    for who in (operator, other):
        with pytest.raises(Refused):
            rights.right_confirm(actor=who, right_id=right.pk)
    assert place_of(actor=factories.officer_actor(officer)) is None


def test_a_manager_gives_none_to_the_own_post_and_none_elsewhere() -> None:
    manager = factories.officer(role="manager")
    stranger = factories.officer(role="manager")
    operator = factories.staff_actor(factories.staff_post())
    with pytest.raises(Refused):
        rights.right_propose(actor=factories.officer_actor(manager), post_id=manager.pk)
    with pytest.raises(NotFound):
        rights.right_propose(actor=factories.officer_actor(stranger), post_id=manager.pk)
    right = rights.right_propose(actor=operator, post_id=manager.pk)
    with pytest.raises(Refused):
        rights.right_confirm(actor=factories.officer_actor(manager), right_id=right.pk)
    with pytest.raises(NotFound):
        rights.right_confirm(actor=factories.officer_actor(stranger), right_id=right.pk)


def test_holder_and_managers_are_told() -> None:
    officer, _ = counter_way.holder()
    assert any("窗口协办" in text for text in sms_texts(str(officer.user.phone)))
    told = Notification.objects.filter(recipient_id=officer.institution_id, title__contains="窗口协办")
    assert told.count() == 2  # proposed by the operator, then given


def test_taking_the_right_away_ends_what_is_under_way() -> None:
    officer, actor = counter_way.holder()
    session = counter_way.agree(actor, counter_way.start(actor))
    operator = factories.staff_actor(factories.staff_post())
    right = CounterRight.objects.get(user=officer.user)
    rights.right_end(actor=operator, right_id=right.pk, reason="调离岗位")
    session.refresh_from_db()
    assert session.state == "cancelled"
    with pytest.raises(Forbidden):
        filling.counter_save_identity(actor=actor, session_id=session.pk, data=phone_way.identity())
    assert counters_public() == []


def test_a_suspended_post_loses_the_right_for_good() -> None:
    from yuzhengdai.domain.institutions.services import officer_set_active

    officer, actor = counter_way.holder()
    operator = factories.staff_actor(factories.staff_post())
    officer_set_active(actor=operator, officer_id=officer.pk, is_active=False, reason="调离岗位")
    officer_set_active(actor=operator, officer_id=officer.pk, is_active=True)
    assert place_of(actor=actor) is None


def test_only_counters_with_a_holder_in_office_are_listed() -> None:
    officer, _ = counter_way.holder()
    factories.branch(institution=officer.institution)
    assert [one.name for one in counters_public()] == [f"{officer.institution.short_name} 郑州金水支行"]


# The sample.


def test_the_first_ones_are_looked_at_again_and_a_wrong_one_costs_the_right() -> None:
    officer, actor = counter_way.holder()
    session = counter_way.whole(actor)
    assert session.sample_state == "waiting"
    operator = factories.staff_actor(factories.staff_post())
    assert [one.pk for one in sampling.samples(actor=operator)] == [session.pk]
    assert not sampling.samples(actor=actor).exists()
    with pytest.raises(FieldErrors):
        sampling.sample_judge(actor=operator, session_id=session.pk, verdict="fine", note="")
    sampling.sample_judge(actor=operator, session_id=session.pk, verdict="wrong", note="照片不是本人的证件")
    assert place_of(actor=actor) is None
    assert "抽查有问题" in CounterRight.objects.get(user=officer.user).reason
    with pytest.raises(Refused):
        sampling.sample_judge(actor=operator, session_id=session.pk, verdict="fine", note="照片清楚无误")


def test_the_rate_draws_none_at_nought(settings: Any) -> None:
    settings.COUNTER_SAMPLE_PCT = 0
    _, actor = counter_way.holder()
    assert counter_way.whole(actor).sample_state == ""
