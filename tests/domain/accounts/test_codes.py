"""L2: one-time codes through their services."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from altcha import ChallengeV1, PayloadV1, solve_challenge_v1
from django.contrib.sessions.models import Session
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import CodeChallenge, User
from yuzhengdai.domain.accounts.services import (
    ProofRequired,
    code_request,
    code_verify,
    codes_purge,
    sessions_purge,
)
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.codes import make_phone
from yuzhengdai.foundation.core.errors import FieldErrors, RateLimited
from yuzhengdai.foundation.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db

PHONE = make_phone("codes")
LOGIN = CodePurpose.LOGIN


def ask(
    phone: str = PHONE, browser: str = "b1", address: str = "10.0.0.1", purpose: str = LOGIN, proof: str = ""
) -> str:
    """Ask for a code and read it off the outbox, as the phone would."""
    challenge = code_request(purpose=purpose, phone=phone, browser=browser, address=address, proof=proof)
    message = OutboxMessage.objects.get(dedupe_key=f"code:{challenge.pk}")
    found = re.search(r"\d{6}", message.payload["text"])
    assert found is not None
    return found.group()


def prove(
    code: str, phone: str = PHONE, browser: str = "b1", purpose: str = LOGIN, submission: str = ""
) -> None:
    code_verify(purpose=purpose, phone=phone, browser=browser, code=code, submission=submission)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def solve(error: ProofRequired) -> str:
    challenge = dict(error.challenge)
    solution = solve_challenge_v1(
        challenge["challenge"], challenge["salt"], challenge["algorithm"], challenge["maxNumber"]
    )
    assert solution is not None
    return PayloadV1(
        challenge["algorithm"],
        challenge["challenge"],
        solution.number,
        challenge["salt"],
        challenge["signature"],
    ).to_base64()


def exhaust_number(times: int = 3) -> None:
    """A stranger floods the number from other browsers."""
    for n in range(times):
        ask(browser=f"stranger{n}", address="10.9.9.9")


def test_a_code_works_once() -> None:
    code = ask()
    prove(code)
    with pytest.raises(FieldErrors, match="已经用过"):
        prove(code)


def test_the_same_submission_twice_is_one_answer_but_another_one_is_refused() -> None:
    code = ask()
    prove(code, submission="form-1")
    prove(code, submission="form-1")
    with pytest.raises(FieldErrors):
        prove(code, submission="form-2")
    with pytest.raises(FieldErrors):
        prove(wrong(code), submission="form-1")


def test_a_repeat_after_two_minutes_is_refused() -> None:
    with clock.frozen() as at:
        code = ask()
        prove(code, submission="form-1")
        at.advance(seconds=121)
        with pytest.raises(FieldErrors):
            prove(code, submission="form-1")


def test_full_width_digits_and_spaces_are_taken() -> None:
    code = ask()
    prove(" " + code[:3].translate({ord(str(n)): 0xFF10 + n for n in range(10)}) + " " + code[3:])


@pytest.mark.parametrize(
    "typed", ["", "12345", "1234567", "abcdef", "验证码验证码", "１２３\x00４５", "' OR 1=1 --", "٣٣٣٣٣٣"]
)
def test_what_is_no_code_is_refused_and_costs_no_try(typed: str) -> None:
    ask()
    with pytest.raises(FieldErrors):
        prove(typed)
    assert CodeChallenge.objects.get().tries == 0


def test_five_tries_belong_to_the_challenge() -> None:
    code = ask()
    for left in (4, 3, 2, 1):
        with pytest.raises(FieldErrors, match=f"{left} 次"):
            prove(wrong(code))
    with pytest.raises(FieldErrors, match="已失效"):
        prove(wrong(code))
    with pytest.raises(FieldErrors, match="已失效"):
        prove(code)


def test_a_strangers_tries_do_not_count_against_the_owner() -> None:
    code = ask(browser="owner")
    ask(browser="stranger")
    for _ in range(7):
        with pytest.raises(FieldErrors):
            prove(wrong(code), browser="stranger")
    prove(code, browser="owner")


def test_it_expires_after_five_minutes() -> None:
    with clock.frozen() as at:
        code = ask()
        at.advance(seconds=299)
        other = ask(purpose=CodePurpose.REGISTER)
        at.advance(seconds=1)
        with pytest.raises(FieldErrors, match="过期"):
            prove(code)
        prove(other, purpose=CodePurpose.REGISTER)


def test_resend_after_sixty_seconds_per_purpose() -> None:
    with clock.frozen() as at:
        first = ask()
        at.advance(seconds=59)
        with pytest.raises(RateLimited) as caught:
            ask()
        assert caught.value.retry_after_s == 1
        assert caught.value.code == "code.resend"
        ask(purpose=CodePurpose.REGISTER)
        at.advance(seconds=1)
        second = ask()
        if first != second:
            with pytest.raises(FieldErrors):
                prove(first)
        prove(second)


@given(
    purpose=st.sampled_from(list(CodePurpose)),
    phone=st.sampled_from([PHONE, make_phone("other")]),
    browser=st.sampled_from(["b1", "b2"]),
)
@settings(deadline=None, max_examples=24, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_code_is_bound_to_purpose_number_and_browser(purpose: str, phone: str, browser: str) -> None:
    CodeChallenge.objects.all().delete()
    code = ask()
    if (purpose, phone, browser) == (LOGIN, PHONE, "b1"):
        prove(code, phone, browser, purpose)
    else:
        with pytest.raises(FieldErrors):
            prove(code, phone, browser, purpose)


@given(typed=st.text(max_size=12))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_text_but_the_code_passes(typed: str) -> None:
    CodeChallenge.objects.all().delete()
    code = ask()
    if "".join(c for c in typed if c.isascii() and c.isdigit()) == code:
        return
    with pytest.raises(FieldErrors):
        prove(typed)


def test_neither_code_nor_number_lie_in_clear_in_the_database() -> None:
    code = ask()
    row = CodeChallenge.objects.values().get()
    assert code not in str(row.values())
    assert PHONE[3:] not in str(row.values())
    stored = OutboxMessage.objects.values_list("payload", flat=True)
    assert code.encode() not in bytes(stored[0])


def test_asking_makes_no_user_and_answers_alike_for_known_numbers() -> None:
    known = make_phone("known")
    User.objects.create(phone=known, phone_index="x" * 64)
    ask(phone=known, browser="a")
    ask(phone=make_phone("unknown"), browser="a")
    assert User.objects.count() == 1


def test_above_the_soft_limit_a_proof_of_work_opens_the_way() -> None:
    exhaust_number()
    with pytest.raises(ProofRequired) as caught:
        ask(browser="owner")
    assert caught.value.http_status == 429
    proof = solve(caught.value)
    prove(ask(browser="owner", proof=proof), browser="owner")


def test_a_proof_counts_once_and_for_its_own_browser_number_and_purpose() -> None:
    exhaust_number()
    with pytest.raises(ProofRequired) as caught:
        ask(browser="owner")
    proof = solve(caught.value)
    with pytest.raises(ProofRequired):
        ask(browser="thief", proof=proof)
    with pytest.raises(ProofRequired):
        ask(browser="owner", purpose=CodePurpose.REGISTER, proof=proof)
    with clock.frozen() as at:
        ask(browser="owner", proof=proof)
        at.advance(seconds=61)
        with pytest.raises(ProofRequired):
            ask(browser="owner", proof=proof)


def test_a_proof_runs_out() -> None:
    with clock.frozen() as at:
        exhaust_number()
        with pytest.raises(ProofRequired) as caught:
            ask(browser="owner")
        proof = solve(caught.value)
        at.advance(minutes=16)
        exhaust_number()
        with pytest.raises(ProofRequired):
            ask(browser="owner", proof=proof)


@pytest.mark.parametrize(
    "proof", ["x", "e30=", "wait.x", "wait.", "W10=", "bnVsbA==", "\x00", "é", "A" * 3000]
)
def test_rubbish_is_no_proof(proof: str) -> None:
    exhaust_number()
    with pytest.raises(ProofRequired):
        ask(browser="owner", proof=proof)


def test_without_javascript_waiting_is_the_proof() -> None:
    with clock.frozen() as at:
        exhaust_number()
        with pytest.raises(ProofRequired) as first:
            ask(browser="owner")
        at.advance(seconds=10)
        with pytest.raises(ProofRequired) as again:
            ask(browser="owner", proof=first.value.ticket)
        assert again.value.ticket == first.value.ticket
        assert again.value.retry_after_s == first.value.retry_after_s - 10
        at.advance(seconds=20)
        with pytest.raises(ProofRequired):
            ask(browser="another", proof=first.value.ticket)
        prove(ask(browser="owner", proof=first.value.ticket), browser="owner")


def test_codes_that_were_proved_use_no_limit_up() -> None:
    for n in range(8):
        prove(ask(browser=f"desk{n}"), browser=f"desk{n}")
    prove(ask(browser="desk0"), browser="desk0")


def test_a_browser_that_proved_the_number_is_not_held_up_by_strangers() -> None:
    prove(ask(browser="owner"), browser="owner")
    exhaust_number()
    prove(ask(browser="owner"), browser="owner")


def test_many_numbers_from_one_address_need_a_proof_and_then_meet_the_hard_limit(settings: object) -> None:
    settings.CODE_LIMITS = {"soft_address_window": 2, "hard_address_hour": 3}  # type: ignore[attr-defined]
    for n in range(2):
        ask(phone=make_phone(n), browser=f"bot{n}")
    with pytest.raises(ProofRequired) as caught:
        ask(phone=make_phone(2), browser="bot2")
    ask(phone=make_phone(2), browser="bot2", proof=solve(caught.value))
    with pytest.raises(RateLimited) as refused:
        ask(phone=make_phone(3), browser="bot3")
    assert refused.value.code == "code.hard_limit"
    ask(phone=make_phone(3), browser="bot3", address="10.0.0.2")


def test_one_browser_cannot_flood_a_number_without_end() -> None:
    with clock.frozen() as at:
        proof = ""
        sent = 0
        for _ in range(60):
            try:
                ask(proof=proof)
                sent, proof = sent + 1, ""
            except ProofRequired as error:
                proof = error.ticket
            except RateLimited:
                pass
            at.advance(seconds=45)
        assert sent <= 10
        # The owner, with another browser, still gets in.
        try:
            code = ask(browser="owner")
        except ProofRequired as error:
            code = ask(browser="owner", proof=solve(error))
        prove(code, browser="owner")


def test_old_challenges_are_purged() -> None:
    with clock.frozen() as at:
        ask()
        at.advance(days=91)
        ask(browser="b2")
        assert codes_purge() == 1


def test_the_library_and_our_island_agree_on_the_shape() -> None:
    exhaust_number()
    with pytest.raises(ProofRequired) as caught:
        ask(browser="owner")
    challenge = caught.value.challenge
    assert set(challenge) == {"algorithm", "challenge", "maxNumber", "salt", "signature"}
    assert ChallengeV1 is not None


def test_sessions_that_ran_out_are_purged() -> None:
    Session.objects.create(
        session_key="old", session_data="", expire_date=timezone.now() - timedelta(seconds=1)
    )
    Session.objects.create(
        session_key="new", session_data="", expire_date=timezone.now() + timedelta(hours=1)
    )
    assert sessions_purge() == 1
    assert Session.objects.get().pk == "new"
