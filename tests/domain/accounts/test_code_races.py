"""L2 under rivals: a code is used once, tries are all counted, one number gets one SMS at a time."""

from __future__ import annotations

import pytest

from tests.phones import last_code
from tests.rivals import at_once
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import CodeChallenge, User
from yuzhengdai.domain.accounts.services import code_request, code_verify, user_ensure
from yuzhengdai.foundation.audit.models import AuditEvent
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.codes import make_phone
from yuzhengdai.foundation.core.errors import FieldErrors, RateLimited

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = make_phone("race")
LOGIN = CodePurpose.LOGIN


def ask() -> CodeChallenge:
    return code_request(purpose=LOGIN, phone=PHONE, browser="b", address="10.0.0.1")


def test_a_code_is_used_once_by_eight_rivals() -> None:
    ask()
    code = last_code(PHONE)
    outcomes = at_once(8, lambda n: code_verify(purpose=LOGIN, phone=PHONE, browser="b", code=code))
    assert outcomes.count(None) == 1
    assert sum(isinstance(one, FieldErrors) for one in outcomes) == 7


def test_rivals_of_one_submission_are_all_answered_alike() -> None:
    ask()
    code = last_code(PHONE)
    outcomes = at_once(
        6, lambda n: code_verify(purpose=LOGIN, phone=PHONE, browser="b", code=code, submission="one")
    )
    assert outcomes == [None] * 6


def test_no_more_than_five_tries_however_many_at_once() -> None:
    ask()
    code = last_code(PHONE)
    guesses = [f"{(int(code) + n) % 1_000_000:06d}" for n in range(1, 13)]
    at_once(12, lambda n: code_verify(purpose=LOGIN, phone=PHONE, browser="b", code=guesses[n]))
    assert CodeChallenge.objects.get().tries == 5
    with pytest.raises(FieldErrors, match="已失效"):
        code_verify(purpose=LOGIN, phone=PHONE, browser="b", code=code)


def test_a_double_click_on_the_button_sends_one_sms() -> None:
    outcomes = at_once(6, lambda n: ask())
    assert sum(isinstance(one, CodeChallenge) for one in outcomes) == 1
    assert sum(isinstance(one, RateLimited) for one in outcomes) == 5
    assert CodeChallenge.objects.count() == 1


def test_one_number_makes_one_user() -> None:
    outcomes = at_once(6, lambda n: user_ensure(phone=PHONE, actor=SYSTEM)[0].pk)
    assert len(set(map(str, outcomes))) == 1
    assert User.objects.count() == 1
    assert AuditEvent.objects.filter(action="accounts.user_create").count() == 1
