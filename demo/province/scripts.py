"""What happened to an application, as a list of actions in working time. Who may do what is the workflow's business."""

from __future__ import annotations

import random
from dataclasses import dataclass

from demo.axis import HOUR
from demo.seed import weighted
from yuzhengdai.domain.applications.enums import ApplicationState as S

COUNTS: dict[S, int] = {
    S.DRAFT: 130, S.SUBMITTED: 80, S.ACCEPTED: 80, S.DUE_DILIGENCE: 120, S.APPROVING: 90, S.RETURNED: 110,
    S.APPROVED: 100, S.SIGNING: 80, S.DISBURSED: 860, S.SETTLED: 470, S.DECLINED: 130, S.REJECTED: 330,
    S.WITHDRAWN: 190, S.FORGONE: 80, S.LAPSED: 60, S.EXPIRED: 90,
}  # fmt: skip
"""3,000 applications."""

LIVE = frozenset({S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING, S.RETURNED, S.APPROVED, S.SIGNING})
"""States in which somebody has something to do now."""


@dataclass(frozen=True, slots=True)
class Act:
    """One action at a position of the work axis."""

    action: str
    position: int


_TO_ACCEPTED = ("submit", "take", "accept")
_TO_DILIGENCE = (*_TO_ACCEPTED, "start_due_diligence", "note")
_TO_APPROVING = (*_TO_DILIGENCE, "start_approval")
_TO_APPROVED = (*_TO_APPROVING, "approve")
_TO_SIGNING = (*_TO_APPROVED, "confirm_costs")
_TO_DISBURSED = (*_TO_SIGNING, "disburse", "release")
_PREFIXES = (("submit", "take"), _TO_ACCEPTED, _TO_DILIGENCE, _TO_APPROVING)

_GAPS: dict[str, tuple[float, float]] = {
    "submit": (0, 0), "take": (0.2, 3), "accept": (0.2, 5), "decline": (0.5, 6), "hand_over": (0.2, 2),
    "start_due_diligence": (0.5, 6), "note": (2, 12), "start_approval": (0.5, 6), "approve": (2, 14), "reject": (1, 12), "refuse": (1, 12),
    "return": (0.5, 6), "supplement": (4, 60), "confirm_costs": (1, 40), "disburse": (6, 60), "release": (0.5, 3), "withdraw": (1, 16),
    "forgo": (3, 60), "expire": (102, 112), "lapse": (200, 560), "settle": (500, 1500),
}  # fmt: skip
"""Working hours from the action before to this one."""

_CLOCK_HOURS: dict[S, tuple[float, float]] = {
    S.SUBMITTED: (0.2, 8.5), S.ACCEPTED: (0.5, 20), S.DUE_DILIGENCE: (4, 26), S.APPROVING: (14, 42),
    S.RETURNED: (0.5, 78), S.APPROVED: (1, 160), S.SIGNING: (1, 90),
}  # fmt: skip
"""How long the running deadline of a live file has run, in working hours; see ``_anchor``."""

_LATE_HOURS: dict[S, tuple[float, float]] = {
    S.SUBMITTED: (19, 40), S.ACCEPTED: (38, 60), S.DUE_DILIGENCE: (37, 60), S.APPROVING: (55, 80),
}  # fmt: skip
_LATE_SHARE = 0.09


def actions_to(state: S, rng: random.Random) -> list[str]:
    """A believable way into a state."""
    way = list(_way(state, rng))
    if state not in {S.DRAFT, S.SUBMITTED, S.RETURNED, S.EXPIRED} and rng.random() < 0.16:
        _insert_supplement(way, rng)
    if "accept" in way and rng.random() < 0.05:
        way.insert(way.index("accept") + 1, "hand_over")
    if "start_approval" in way and rng.random() < 0.3:
        way.insert(way.index("start_approval"), "note")
    return way


def _way(state: S, rng: random.Random) -> tuple[str, ...]:
    if state == S.SUBMITTED:
        return ("submit", "take") if rng.random() < 0.4 else ("submit",)
    if state == S.DISBURSED and rng.random() < 0.12:
        return (*_TO_DISBURSED, "disburse", "release")
    if state == S.REJECTED:
        way = weighted(rng, [(_TO_ACCEPTED, 1), (_TO_DILIGENCE, 3), (_TO_APPROVING, 6)])
        return (*way, "refuse" if way is _TO_APPROVING else "reject")
    if state in {S.RETURNED, S.EXPIRED}:
        prefix = weighted(rng, list(zip(_PREFIXES, (2, 2, 5, 1), strict=True)))
        return (*prefix, "return", "expire") if state == S.EXPIRED else (*prefix, "return")
    if state == S.WITHDRAWN:
        return (
            *weighted(rng, list(zip((("submit",), *_PREFIXES[1:]), (3, 2, 2, 1), strict=True))),
            "withdraw",
        )
    if state == S.FORGONE:
        return (*rng.choice((_TO_APPROVED, _TO_APPROVED, _TO_SIGNING)), "forgo")
    if state == S.LAPSED:
        return (*rng.choice((_TO_APPROVED, _TO_SIGNING)), "lapse")
    return {
        S.DRAFT: (), S.ACCEPTED: _TO_ACCEPTED, S.DUE_DILIGENCE: _TO_DILIGENCE[: rng.choice((4, 5))],
        S.APPROVING: _TO_APPROVING, S.APPROVED: _TO_APPROVED, S.SIGNING: _TO_SIGNING, S.DISBURSED: _TO_DISBURSED,
        S.SETTLED: (*_TO_DISBURSED, "settle"), S.DECLINED: ("submit", "take", "decline"),
    }[state]  # fmt: skip


def _insert_supplement(way: list[str], rng: random.Random) -> None:
    """退回补件 and its supplement somewhere before the decision."""
    places = [
        i for i, action in enumerate(way) if action in {"take", "accept", "start_due_diligence", "note"}
    ]
    last = {"withdraw", "decline"} & set(way)
    places = [i for i in places if i + 1 < len(way) or not last]
    if places:
        place = rng.choice(places) + 1
        way[place:place] = ["return", "supplement"]


def timed(
    state: S, way: list[str], *, months: int, now: int, age_days: int, pace: float, rng: random.Random
) -> list[Act]:
    """The actions with their positions.

    Live files end shortly before ``now``; the running deadline is ``pace`` times the usual one. Others were submitted
    ``age_days`` before.
    """
    if not way:
        return []
    hours = [0.0]
    hours += [rng.uniform(*_GAPS[action]) for action in way[1:]]
    if way[-1] == "settle":
        # Repaid within the term, some early; a month has some 21 working days.
        hours[-1] = months * 20.5 * 9 * rng.choice((0.55, 0.75, 0.92, 0.95))
    offsets = [int(sum(hours[: i + 1]) * HOUR) + 97 * i for i in range(len(way))]
    if state in LIVE:
        return _live(state, way, offsets, now=now, pace=pace, rng=rng)
    start = now - int(age_days * 5 / 7 * 9 * HOUR)
    room = now - start - HOUR
    if offsets[-1] > room:
        # A slow way into a young state: pull it together, order kept.
        offsets = [offset * room // offsets[-1] for offset in offsets]
    return [Act(action, start + offset) for action, offset in zip(way, offsets, strict=True)]


def _live(
    state: S, way: list[str], offsets: list[int], *, now: int, pace: float, rng: random.Random
) -> list[Act]:
    anchor = _anchor(state, way)
    span = _LATE_HOURS if state in _LATE_HOURS and rng.random() < _LATE_SHARE else _CLOCK_HOURS
    elapsed = int(rng.uniform(*span[state]) * HOUR * (pace if span is _CLOCK_HOURS else 1))
    after = offsets[anchor + 1 :]
    if after and after[-1] - offsets[anchor] > elapsed * 0.9:
        scale = elapsed * 0.9 / (after[-1] - offsets[anchor])
        after = [offsets[anchor] + int((offset - offsets[anchor]) * scale) for offset in after]
    moved = [*offsets[: anchor + 1], *after]
    start = now - elapsed - offsets[anchor]
    return [Act(action, start + offset) for action, offset in zip(way, moved, strict=True)]


def _anchor(state: S, way: list[str]) -> int:
    """From which action the deadline of a live state runs: 提交, 受理, or the action that led into the state."""
    if state == S.SUBMITTED:
        return 0
    if state in {S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING}:
        return way.index("accept")
    return len(way) - 1
