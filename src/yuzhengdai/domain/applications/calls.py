"""来电核验: an officer who calls says four digits first; the owner sees the same ones beside the officer's name.

The digits belong to one file, one officer and one day. They are derived, never stored and never sent: whoever has neither
page cannot know them, and what was overheard yesterday is worth nothing today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from yuzhengdai.domain.applications.enums import ENDED_STATES
from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.foundation.core.actors import Actor, ActorKind
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.keyring import keyed_hash

DIGITS: Final = 4
OWNER_ADVICE: Final = "请对方先说出数字，您不要说出；平台不会来电索要验证码"
OFFICER_ADVICE: Final = "致电企业时，先说出机构、姓名和这四位数字，不要请企业说"
REPORT: Final = "对方说不出，举报来电"


@dataclass(frozen=True, slots=True)
class CallCheck:
    """What both sides see today: ``digits``, who calls, and from where."""

    digits: str
    officer_name: str
    institution_name: str


def call_check_of(application: Application) -> CallCheck | None:
    """For a file that is open and has an officer; None for any other: nobody calls about it."""
    officer = application.officer
    if officer is None or application.state == S.DRAFT or application.state in ENDED_STATES:
        return None
    digits = call_digits(application=application, day=today())
    return CallCheck(digits, officer.name, application.institution.short_name)


def call_check_for_officer(*, actor: Actor, application: Application) -> CallCheck | None:
    """The same for the officer of this file alone: a colleague who calls would say digits that the owner does not see."""
    if actor.kind is not ActorKind.INSTITUTION or application.officer_id != actor.member_id:
        return None
    return call_check_of(application)


def call_digits(*, application: Application, day: date) -> str:
    """Four digits of this file, its officer and this day, by a key of their own (HMAC-SHA256)."""
    found = keyed_hash("applications.call", f"{application.pk}:{application.officer_id}:{day.isoformat()}")
    return f"{int(found[:15], 16) % 10**DIGITS:0{DIGITS}d}"
