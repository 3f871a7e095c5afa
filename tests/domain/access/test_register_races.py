"""R2 under rivals: one registration however often the button was hit, one consent, one claim."""

from __future__ import annotations

import pytest

from tests.phones import last_code
from tests.rivals import at_once
from yuzhengdai.domain.access.services import RegistrationResult, login_by_code, register
from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.services import code_request
from yuzhengdai.domain.agreements.models import AgreementConsent, AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.codes import make_phone, make_uscc

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = make_phone("register race")
VISITOR = Actor(kind=ActorKind.VISITOR, address="10.0.0.1")


def test_six_clicks_make_one_registration() -> None:
    code_request(purpose=CodePurpose.REGISTER, phone=PHONE, browser="b", address="10.0.0.1")
    code = last_code(PHONE)
    texts = [agreement_current(kind=kind) for kind in (AgreementKind.USER_SERVICE, AgreementKind.PRIVACY)]

    def click(n: int) -> RegistrationResult:
        return register(
            actor=VISITOR,
            name="郑州示例商贸有限公司",
            uscc=make_uscc(seed=1),
            entity_type="company",
            phone=PHONE,
            browser="b",
            code=code,
            agreements=texts,
            submission="one form",
        )

    outcomes = at_once(6, click)
    assert all(isinstance(one, RegistrationResult) for one in outcomes), outcomes
    assert Enterprise.objects.count() == EnterpriseMember.objects.count() == 1
    assert AgreementConsent.objects.count() == 2


def test_logging_in_twice_at_once_works() -> None:
    test_six_clicks_make_one_registration()
    code_request(purpose=CodePurpose.LOGIN, phone=PHONE, browser="b", address="10.0.0.1")
    code = last_code(PHONE)
    outcomes = at_once(
        4,
        lambda n: login_by_code(actor=VISITOR, phone=PHONE, browser="b", code=code, submission="one").user.pk,
    )
    assert len(set(map(str, outcomes))) == 1
