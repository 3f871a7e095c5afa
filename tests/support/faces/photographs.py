"""What is done with one photograph when a prompt appears: answers for theatre.Player, and films that run on whatever is asked."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Final

from tests.support.faces.attacks import Pose
from tests.support.faces.theatre import Answer, Loop, alive
from yuzhengdai.foundation.integrations.face.base import FaceAction

A = FaceAction
LOOP_RESTS_MS: Final = (300, 1_200, 2_500, 4_000, 6_000)


def held(action: A, rng: random.Random) -> Sequence[Pose]:
    """Held up, nothing more."""
    return []


def tipped(action: A, rng: random.Random) -> Sequence[Pose]:
    """Tipped back or forth until its eyes look shut or its chin long, tilted to the side."""
    if action == A.BLINK:
        side = rng.choice((1, -1))
        return _there_and_back("tip", [side * 20, side * 35, side * rng.choice((45, 50, 55, 60))], rng)
    if action == A.MOUTH:
        return _there_and_back("tip", [-20, -rng.choice((35, 45))], rng)
    side = -1 if action == A.TURN_LEFT else 1
    return _there_and_back("tilt", [side * 20, side * 35, side * rng.choice((45, 55))], rng)


def bent(action: A, rng: random.Random) -> Sequence[Pose]:
    """Bent to a cylinder, more and less tightly, and rolled."""
    if action == A.BLINK:
        return _there_and_back("roll", [-20, -rng.choice((35, 50))], rng)
    if action == A.MOUTH:
        side = rng.choice((1, -1))
        return _there_and_back("roll", [side * 20, side * 40], rng)
    side = 1 if action == A.TURN_LEFT else -1
    kind = rng.choice(("curl", "curl_tight"))
    return _there_and_back(kind, [side * 10, side * 20, side * rng.choice((30, 40, 50))], rng)


def squeezed(action: A, rng: random.Random) -> Sequence[Pose]:
    """On a screen that squeezes it."""
    if action == A.BLINK:
        return _there_and_back("squeeze", [0.8, rng.choice((0.5, 0.6, 0.65))], rng)
    if action == A.MOUTH:
        return _there_and_back("squeeze", [1.2, rng.choice((1.4, 1.6))], rng)
    return _there_and_back("narrow", [0.8, rng.choice((0.5, 0.6, 0.7))], rng)


def striped(action: A, rng: random.Random) -> Sequence[Pose]:
    """Strips over the eyes, something dark over the mouth, tilted to the side."""
    if action == A.BLINK:
        return [("strip", rng.choice((0.0, 0.05, 0.1)))] * rng.choice((4, 6))
    if action == A.MOUTH:
        return [("dark_mouth", rng.choice((0.3, 0.5, 0.8)))] * rng.choice((3, 5))
    return tipped(action, rng)


def with_holes(action: A, rng: random.Random) -> Sequence[Pose]:
    """Somebody's own eyes and lips behind holes; tilted or bent to the side."""
    if action == A.BLINK:
        return alive(action, rng)
    if action == A.MOUTH:
        return [("hole_mouth", rng.choice((0.4, 0.6)))] * rng.choice((3, 5))
    return rng.choice((tipped, bent))(action, rng)


def whatever(action: A, rng: random.Random) -> Sequence[Pose]:
    """One of all these, chosen anew for each prompt."""
    return rng.choice((tipped, bent, squeezed, striped, with_holes))(action, rng)


ATTACKS: Final[Mapping[str, Answer]] = {
    "held": held,
    "tipped": tipped,
    "bent": bent,
    "squeezed": squeezed,
    "striped": striped,
    "with holes": with_holes,
    "whatever": whatever,
}


def loop(rest_ms: int, rng: random.Random) -> Loop:
    """A film of all four actions in some order, begun at some moment."""
    order = list(A)
    rng.shuffle(order)
    return Loop(tuple(order), rest_ms, rng.randrange(20_000), alive)


def _there_and_back(kind: str, amounts: Sequence[float], rng: random.Random) -> list[Pose]:
    way: list[Pose] = [(kind, float(amount)) for amount in amounts]
    return [*way[:-1], *[way[-1]] * rng.choice((3, 5)), *way[:-1][::-1]]
