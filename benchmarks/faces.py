"""Whether people pass 活体检测 and photographs and films do not (`make bench-faces`): forty evenings of up to five tries of each.

Ten portraits of packages (scripts/faces.py) act by warps of their pixels, measured by the real models and judged by the real rules; each
attack knows the prompt and answers it with what suits it best. Nobody living was before a camera.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable
from typing import Final

import cv2

from engines.face import FaceEngine, make
from scripts import faces
from tests.support.faces.attacks import Stage
from tests.support.faces.photographs import ATTACKS, LOOP_RESTS_MS, loop
from tests.support.faces.theatre import Loop, Player, alive, attempt, evening
from tests.support.faces.warps import load
from yuzhengdai.domain.verification.liveness import verdict

#: Who looks into the camera on their portrait; the first lies in tests/assets.
PEOPLE: Final = (
    "astronaut", "male-5", "female-4", "female-2", "male-36", "female-9", "male-34", "male-11", "female-10", "male-31",
)  # fmt: skip


class Company:
    """The people, each drawn once."""

    def __init__(self, engine: FaceEngine, *, has_glasses: bool) -> None:
        self._engine, self._has_glasses = engine, has_glasses
        self._stages: dict[str, Stage] = {}

    def stage(self, number: int) -> Stage:
        """Of the person whose turn it is."""
        name = PEOPLE[number % len(PEOPLE)]
        if name not in self._stages:
            path = faces.FOLDER / "strangers" / f"{name}.jpg"
            if path.is_file():
                pixels = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
                portrait = cv2.resize(pixels, (480, 480), interpolation=cv2.INTER_CUBIC)
            else:
                portrait = load(name)
            self._stages[name] = Stage(self._engine, portrait, has_glasses=self._has_glasses)
        return self._stages[name]


def people(company: Company, numbers: range) -> str:
    """How many tries of people who do as told pass, and why the others did not."""
    why: Counter[str] = Counter()
    passed = 0
    for number in numbers:
        rng = random.Random(number)
        judged, actions = attempt(company.stage(number), Player(alive), rng=rng)
        passed += judged.is_complete
        if not judged.is_complete:
            why[f"{verdict(judgement=judged)} {judged.sign or ''} {actions[judged.actions_done]}"] += 1
    return f"{passed} of {len(numbers)} tries pass  {dict(why)}"


def evenings(
    company: Company, numbers: range, player: Callable[[random.Random], Player | Loop], seed: int
) -> str:
    """How many evenings of five tries end with a pass, and what spoke."""
    signs: Counter[str] = Counter()
    passed = 0
    for number in numbers:
        has_passed, reasons = evening(company.stage(number), player, seed=seed + number)
        passed += has_passed
        signs.update(f"{reason} {sign}".strip() for reason, sign in reasons)
    return f"{passed} of {len(numbers)} pass within five tries  {dict(signs.most_common(4))}"


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="number of the first evening: other draws")
    options = parser.parse_args()
    numbers = range(options.first, options.first + options.count)
    if not (faces.FOLDER / "strangers").is_dir():
        raise SystemExit("no portraits: make faces")
    engine = make()
    plain = Company(engine, has_glasses=False)
    print("people                    ", people(plain, numbers), flush=True)
    print("people, glasses drawn on  ", people(Company(engine, has_glasses=True), numbers), flush=True)
    for name, answer in ATTACKS.items():
        print(
            f"{'photograph ' + name:26}",
            evenings(plain, numbers, lambda _, a=answer: Player(a), 1_000),
            flush=True,
        )  # type: ignore[misc]
    for rest_ms in LOOP_RESTS_MS:
        told = evenings(plain, numbers, lambda rng, ms=rest_ms: loop(ms, rng), 77)  # type: ignore[misc]
        print(f"{f'loop, {rest_ms / 1000} s between':26}", told, flush=True)


if __name__ == "__main__":
    main()
