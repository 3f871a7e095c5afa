"""「修改」 of the login number (C3): both the old and the new number are proved by code."""

from __future__ import annotations

from yuzhengdai.domain.accounts.enums import CodePurpose
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.accounts.services import code_verify, user_change_phone
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import FieldErrors, Refused


def phone_change(
    *,
    actor: Actor,
    user: User,
    new_phone: str,
    browser: str,
    old_code: str,
    new_code: str,
    submission: str = "",
) -> User:
    """Bind ``new_phone`` (E.164). Raises FieldErrors on old_code, new_code or new_phone.

    All sessions end; the old number is told by SMS. The same ``submission`` twice is answered alike.
    """
    old_phone = str(user.phone)
    if new_phone == old_phone:
        raise FieldErrors({"new_phone": "新手机号与现在的相同，请填写另一个号码"})
    _verify("old_code", CodePurpose.CHANGE_PHONE_OLD, old_phone, browser, (old_code, submission))
    _verify("new_code", CodePurpose.CHANGE_PHONE_NEW, new_phone, browser, (new_code, submission))
    try:
        return user_change_phone(actor=actor, user=user, new_phone=new_phone)
    except Refused as error:
        raise FieldErrors({"new_phone": error.sentence}) from None


def _verify(field: str, purpose: CodePurpose, phone: str, browser: str, typed: tuple[str, str]) -> None:
    try:
        code_verify(purpose=purpose, phone=phone, browser=browser, code=typed[0], submission=typed[1])
    except FieldErrors as error:
        raise FieldErrors({field: error.fields["code"]}) from None
