"""「今天有 2 件事等您办」: what waits for who is logged in, with the way to each, for the home pages of portal, 长辈版 and app."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from yuzhengdai.domain.applications.selectors.enterprise import (
    Counts,
    application_counts,
    applications_waiting,
)
from yuzhengdai.domain.verification.enums import GateState
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.sites.member.applications.views import todo_of
from yuzhengdai.sites.member.verification.card import verification_card
from yuzhengdai.sites.web.site import site_of

SHOWN = 3
"""Things named one by one; the others are behind 「我的申请」."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing: what it is and where it is done."""

    title: str
    text: str
    label: str
    href: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """``things`` the first of what waits for the enterprise; ``verify`` the card of 企业认证, also while others are at it."""

    greeting: str
    counts: Counts
    verify: dict[str, str] | None
    things: list[Thing]

    @property
    def count(self) -> int:
        """Everything that waits for the enterprise; drafts wait for nobody, and while it is frozen it may do nothing of it."""
        if self.is_frozen:
            return 0
        return self.counts.waiting + (1 if _is_theirs(self.verify) else 0)

    @property
    def is_frozen(self) -> bool:
        """Whether the operator has frozen the enterprise."""
        return self.verify is not None and self.verify["state"] == GateState.FROZEN.value

    @property
    def drafts(self) -> int:
        """Begun and not handed in."""
        return self.counts.drafts

    @property
    def sentence(self) -> str:
        """「李建国，您好。今天有 2 件事等您办」."""
        if self.is_frozen:
            return f"{self.greeting}。企业账号冻结期间没有等您办的事"
        if self.count:
            return f"{self.greeting}。今天有 {self.count} 件事等您办"
        return f"{self.greeting}。现在没有等您办的事"


def today_of(request: HttpRequest) -> Today:
    """What waits, in at most five queries. By name or by nothing: a title would need to know more of the person."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    site = site_of(request)
    counts = application_counts(actor=actor)
    card = verification_card(request)
    things = []
    if card is not None and _is_theirs(card):
        things.append(Thing(card["title"], card["text"], card["label"], card["href"]))
    is_frozen = card is not None and card["state"] == GateState.FROZEN.value
    waiting = applications_waiting(actor=actor, limit=SHOWN) if counts.waiting and not is_frozen else []
    things.extend(Thing(**todo_of(site, row)) for row in waiting)
    greeting = f"{actor.name}，您好" if actor.name else "您好"
    return Today(greeting, counts, card, things[:SHOWN])


def _is_theirs(card: dict[str, str] | None) -> bool:
    """Whether it is the enterprise's turn in 企业认证."""
    return card is not None and card["state"] not in {GateState.IN_REVIEW.value, GateState.FROZEN.value}
