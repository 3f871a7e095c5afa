"""Films (Y4M) of one person for Chromium's fake camera, that can be changed while they play.

Start Chromium with ``--use-fake-device-for-media-stream --use-fake-ui-for-media-stream --use-file-for-fake-video-capture=PATH``
(``CAMERA_ARGUMENTS``). The film loops; all films of one size have the same length in bytes, and a new one is written over the old in
place, so that the camera goes on with it::

    prepare("astronaut")
    film(path, "astronaut")                                  # looks into the camera
    …  start the check; the page shows what the server drew  …
    film(path, "astronaut", ["turn_left", "turn_left"])      # does that, over and over

Whoever plays the person writes a film of the one action that is asked for now, and one at rest when it is done (tests/e2e/wizard.py).
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np

from tests.support.faces.warps import Actor, load

WIDTH: Final = 640
HEIGHT: Final = 480
FRAMES_PER_SECOND: Final = 10
FRAMES: Final = 84
FACE_SHARE: Final = 0.34
HEADER: Final = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode()

#: How far each frame of a movement goes; at rest before and after.
MOVEMENTS: Final[dict[str, Sequence[tuple[str, float]]]] = {
    "blink": [("blink", share) for share in (0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5)],
    "mouth": [("mouth", share) for share in (0.2, 0.3, 0.35, 0.35, 0.35, 0.3, 0.2)],
    "turn_left": [("turn", degrees) for degrees in (8, 16, 24, 28, 28, 28, 24, 16, 8)],
    "turn_right": [("turn", -degrees) for degrees in (8, 16, 24, 28, 28, 28, 24, 16, 8)],
    # A photograph turned in the hand.
    "tilt_left": [("tilt", degrees) for degrees in (12, 25, 38, 45, 45, 45, 38, 25, 12)],
    "tilt_right": [("tilt", -degrees) for degrees in (12, 25, 38, 45, 45, 45, 38, 25, 12)],
    # Nobody before the camera for a second and a half.
    "away": [("away", 1.0)] * 15,
}


def prepare(portrait: str) -> None:
    """Draw all that a person of tests/assets can do, so that films of them are written in less than a second from then on."""
    for kind, amount in {step for movement in MOVEMENTS.values() for step in movement} | {("rest", 0.0)}:
        _pose(portrait, kind, amount)
    _grains()


def camera_arguments(path: Path) -> list[str]:
    """Chromium's command line for a film."""
    return [
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={path}",
    ]


def film(path: Path, portrait: str | Any, actions: Iterable[str] = (), *, others: Sequence[str] = ()) -> Path:
    """Write a film of ``portrait`` (a name in tests/assets/faces or an RGB picture) doing ``actions`` in a loop.

    ``actions`` are keys of MOVEMENTS (the values of ``FaceAction`` among them). ``others``: people who take turns with the first, one
    a movement.
    """
    return write(path, frames_of(portrait, actions, others=others))


def frames_of(portrait: str | Any, actions: Iterable[str] = (), *, others: Sequence[str] = ()) -> list[Any]:
    """The film's FRAMES pictures."""
    movements = [MOVEMENTS[action] for action in actions] or [[]]
    slot = FRAMES // len(movements)
    if any(len(movement) > slot - 4 for movement in movements):
        raise ValueError("too many actions for one round")
    people: list[Any] = [portrait, *others]
    steps: list[tuple[Any, str, float]] = []
    for number, movement in enumerate(movements):
        who = people[number % len(people)]
        rest = slot - len(movement)
        steps += [(who, "rest", 0.0)] * (rest - rest // 2)
        steps += [(who, kind, amount) for kind, amount in movement]
        steps += [(who, "rest", 0.0)] * (rest // 2)
    steps += [(people[0], "rest", 0.0)] * (FRAMES - len(steps))
    return [_alive(_pose(who, kind, amount), number) for number, (who, kind, amount) in enumerate(steps)]


def write(path: Path, frames: Sequence[Any]) -> Path:
    """Write a film, over an older one in place: whoever plays it goes on with the new pictures."""
    if len(frames) != FRAMES:
        raise ValueError(f"a film has {FRAMES} frames")
    content = bytearray(HEADER)
    for frame in frames:
        content += b"FRAME\n" + cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420).tobytes()
    with path.open("r+b" if path.exists() else "wb") as file:
        file.write(content)
        file.truncate(len(content))
    return path


def _pose(portrait: str | Any, kind: str, amount: float) -> Any:
    if isinstance(portrait, str):
        return _named_pose(portrait, kind, amount)
    return _posed(Actor(scene(portrait)), kind, amount)


@functools.lru_cache(maxsize=256)
def _named_pose(name: str, kind: str, amount: float) -> Any:
    return _posed(_actor(name), kind, amount)


@functools.lru_cache(maxsize=8)
def _actor(name: str) -> Actor:
    return Actor(scene(load(name)))


def _posed(actor: Actor, kind: str, amount: float) -> Any:
    if kind == "away":
        return cv2.GaussianBlur(np.roll(actor.still, WIDTH // 2, axis=1), (0, 0), 40)
    made = {
        "blink": actor.blinking,
        "mouth": actor.speaking,
        "turn": actor.turned,
        "tilt": actor.tilted_photo,
    }.get(kind)
    return actor.still if made is None else made(amount)


def scene(picture: Any) -> Any:
    """A portrait as a phone sees it: the face in the middle, FACE_SHARE of the frame wide."""
    points = Actor(picture).points[:, :2]
    low, high = points.min(0), points.max(0)
    factor = FACE_SHARE * WIDTH / float(high[0] - low[0])
    middle = (low + high) / 2
    matrix = np.array(
        [[factor, 0, WIDTH / 2 - factor * middle[0]], [0, factor, HEIGHT / 2 - factor * middle[1]]]
    )
    return cv2.warpAffine(
        picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )


def _alive(picture: Any, number: int) -> Any:
    """A hand that is not quite still, a sensor that is not quite clean; the same for the same number."""
    x, y = np.random.default_rng(number).normal(0, 0.7, 2)
    matrix = np.array([[1, 0, x], [0, 1, y]])
    moved = cv2.warpAffine(picture, matrix, (WIDTH, HEIGHT), borderMode=cv2.BORDER_REPLICATE)
    return cv2.add(moved, _grains()[number % len(_grains())], dtype=cv2.CV_8U)


@functools.lru_cache(maxsize=1)
def _grains() -> list[Any]:
    noise = np.random.default_rng(1)
    return [np.repeat(noise.normal(0, 2.5, (HEIGHT, WIDTH, 1)), 3, 2).astype(np.int16) for _ in range(5)]


def main() -> None:
    """``python -m tests.support.faces.films NAME PATH``: a person who does every action in turn, for walking the demo by hand."""
    name, path = sys.argv[1], Path(sys.argv[2]).resolve()
    film(path, name, ["blink", "mouth", "turn_left", "turn_right"])
    print(" ".join(camera_arguments(path)))


if __name__ == "__main__":
    main()
