"""The table of decisions: what is answered, by whom, for which way and role, and what follows (R7, R8)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from yuzhengdai.domain.verification.decision import Facts, Given, Outcome, decide
from yuzhengdai.domain.verification.enums import CheckKind as K
from yuzhengdai.domain.verification.enums import CheckResult as R

YES = Given(R.PASS, is_authoritative=True)
MERELY = Given(R.PASS, is_authoritative=False)
SOURCES = {K.IDENTITY: YES, K.REGISTRATION: YES, K.ELEMENTS: YES}
BY_FACE = {**SOURCES, K.LIVENESS: YES, K.FACE_MATCH: YES}
BY_TRANSFER = {**SOURCES, K.TRANSFER: YES}
FACE = Facts(way="face", role="legal_representative", answers=BY_FACE)
TRANSFER = Facts(way="bank_transfer", role="legal_representative", answers=BY_TRANSFER)
AT_COUNTER = Facts(
    way="counter", role="legal_representative", answers={**SOURCES, K.COUNTER: YES}, demands_certified=True
)
BY_NETWORK_ID = Facts(
    way="network_id",
    role="legal_representative",
    answers={**SOURCES, K.NETWORK_ID: YES},
    is_card_read=False,
)
INVITED = Facts(way="face", role="agent", answers={**BY_FACE, K.INVITATION: YES})


def given(facts: Facts, changes: Mapping[str, Given | None]) -> Facts:
    answers = {**facts.answers, **changes}
    return replace(facts, answers={kind: answer for kind, answer in answers.items() if answer is not None})


@pytest.mark.parametrize("facts", [FACE, TRANSFER, BY_NETWORK_ID, INVITED])
def test_everything_answered_by_those_who_know_passes(facts: Facts) -> None:
    assert decide(facts).outcome == Outcome.PASS


@pytest.mark.parametrize("result", [R.REVIEW, R.UNAVAILABLE, None])
@pytest.mark.parametrize("facts", [FACE, TRANSFER, BY_NETWORK_ID, INVITED])
def test_one_answer_less_is_for_an_operator(facts: Facts, result: R | None) -> None:
    for kind in facts.answers:
        answer = None if result is None else Given(result, is_authoritative=True)
        assert decide(given(facts, {kind: answer})).outcome == Outcome.REVIEW, kind


@pytest.mark.parametrize("facts", [FACE, TRANSFER, BY_NETWORK_ID, INVITED])
@pytest.mark.parametrize("kind", [K.IDENTITY, K.REGISTRATION, K.ELEMENTS, K.FACE_MATCH])
def test_a_source_that_says_no_refuses_with_a_reason(facts: Facts, kind: K) -> None:
    if kind not in facts.answers:
        return
    for authoritative in (True, False):
        found = decide(given(facts, {kind: Given(R.FAIL, authoritative)}))
        assert found.outcome == Outcome.REFUSE
        assert found.reason_code
        assert "请" in found.sentence


@pytest.mark.parametrize("facts", [FACE, TRANSFER, BY_NETWORK_ID, INVITED])
def test_a_yes_without_authority_never_passes(facts: Facts) -> None:
    for kind in (K.IDENTITY, K.REGISTRATION, K.ELEMENTS):
        assert decide(given(facts, {kind: MERELY})).outcome == Outcome.REVIEW, kind


@pytest.mark.parametrize("kind", [K.LIVENESS, K.FACE_MATCH])
def test_an_assisting_face_passes_only_where_the_site_lets_it(kind: K) -> None:
    facts = given(FACE, {kind: MERELY})
    assert decide(facts).outcome == Outcome.REVIEW
    assert decide(replace(facts, demands_certified=False)).outcome == Outcome.PASS


def test_assistance_lowers_no_other_demand() -> None:
    facts = replace(given(FACE, {K.IDENTITY: MERELY}), demands_certified=False)
    assert decide(facts).outcome == Outcome.REVIEW


@pytest.mark.parametrize(
    "change",
    [{"is_resident_id": False}, {"is_card_read": False}, {"has_sure_difference": True}],
)
def test_doubts_about_papers_are_for_an_operator(change: dict[str, bool]) -> None:
    for facts in (FACE, TRANSFER, INVITED):
        found = decide(replace(facts, **change))  # type: ignore[arg-type]
        assert found.outcome == Outcome.REVIEW
        assert found.why


def test_a_qr_code_of_another_licence_is_for_an_operator() -> None:
    assert decide(given(FACE, {K.LICENCE_QR: Given(R.FAIL)})).outcome == Outcome.REVIEW
    assert decide(given(FACE, {K.LICENCE_QR: Given(R.PASS)})).outcome == Outcome.PASS


def test_an_agent_with_a_letter_is_for_an_operator() -> None:
    assert decide(given(INVITED, {K.INVITATION: Given(R.REVIEW)})).outcome == Outcome.REVIEW


def test_an_agent_of_an_enterprise_verified_elsewhere_is_sent_there() -> None:
    found = decide(replace(INVITED, is_known_elsewhere=True))
    assert (found.outcome, found.reason_code) == (Outcome.REFUSE, "not_authorised")
    assert decide(replace(FACE, is_known_elsewhere=True)).outcome == Outcome.PASS


def test_by_hand_is_always_for_an_operator() -> None:
    assert decide(replace(FACE, way="manual")).outcome == Outcome.REVIEW
    assert decide(given(replace(FACE, way="manual"), {K.IDENTITY: Given(R.FAIL)})).outcome == Outcome.REVIEW


def test_a_counter_stands_for_the_face_and_for_nothing_else() -> None:
    """What it replaces: 活体 and 人脸比对. What it does not: identity source, register, 四要素, the card that was read."""
    assert decide(AT_COUNTER).outcome == Outcome.PASS
    for kind in (K.COUNTER, K.IDENTITY, K.REGISTRATION, K.ELEMENTS):
        for answer in (None, Given(R.UNAVAILABLE), Given(R.REVIEW, True)):
            assert decide(given(AT_COUNTER, {kind: answer})).outcome == Outcome.REVIEW, (kind, answer)
    for kind in (K.IDENTITY, K.REGISTRATION, K.ELEMENTS):
        assert decide(given(AT_COUNTER, {kind: Given(R.FAIL, True)})).outcome == Outcome.REFUSE, kind
    for change in ({"is_resident_id": False}, {"is_card_read": False}, {"has_sure_difference": True}):
        assert decide(replace(AT_COUNTER, **change)).outcome == Outcome.REVIEW, change  # type: ignore[arg-type]


def test_a_counter_whose_word_only_assists_goes_to_an_operator_whatever_faces_are_worth() -> None:
    facts = given(AT_COUNTER, {K.COUNTER: MERELY})
    assert decide(facts).outcome == Outcome.REVIEW
    assert decide(replace(facts, demands_certified=False)).outcome == Outcome.REVIEW


def test_a_counters_word_stands_for_no_other_way() -> None:
    for facts in (FACE, TRANSFER):
        lacking = {kind: answer for kind, answer in facts.answers.items() if kind in SOURCES}
        assert decide(replace(facts, answers={**lacking, K.COUNTER: YES})).outcome == Outcome.REVIEW


def test_a_net_id_without_authority_never_passes() -> None:
    """The operator's setting or a stand-in: whoever is not let count sends to review."""
    assert decide(given(BY_NETWORK_ID, {K.NETWORK_ID: MERELY})).outcome == Outcome.REVIEW
