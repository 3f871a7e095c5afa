"""How far two runs of the manual differ: words, and pixels of the kept pictures. ``python -m scripts.manual.compare ONE OTHER``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from scripts.manual.book import DATA

NOTICED = 24
"""Of 255: a pixel differs when one of its colours does by more; what JPEG makes of the same picture is the same."""
MOST = 0.001


@dataclass(frozen=True, slots=True)
class Difference:
    """``pixels``: file → share of its pixels that differ; ``share``: of all pixels together; ``words``: files of words that differ."""

    words: list[str]
    pixels: dict[str, float]
    share: float


def compare(one: Path, other: Path) -> Difference:
    """Two folders as ``make manual`` writes them. A picture that the other has not differs wholly."""
    texts = [path.name for path in sorted(one.iterdir()) if path.suffix == ".md" or path.name == DATA]
    words = [name for name in texts if not _same(one / name, other / name)]
    pixels, differing, total = {}, 0, 0
    names = {path.name for folder in (one, other) for path in (folder / "pictures").iterdir()}
    for name in sorted(names):
        many, of = _pixels(one / "pictures" / name, other / "pictures" / name)
        differing, total = differing + many, total + of
        if many:
            pixels[name] = many / of
    return Difference(words, pixels, differing / max(total, 1))


def _same(one: Path, other: Path) -> bool:
    return other.exists() and one.read_bytes() == other.read_bytes()


def _pixels(one: Path, other: Path) -> tuple[int, int]:
    """(pixels that differ, pixels)."""
    shots = [np.asarray(Image.open(path), dtype=np.int16) for path in (one, other) if path.exists()]
    if len(shots) < 2 or shots[0].shape != shots[1].shape:
        size = shots[0].shape[0] * shots[0].shape[1]
        return size, size
    changed = (np.abs(shots[0] - shots[1]) > NOTICED).any(axis=2)
    return int(changed.sum()), changed.size


def main() -> int:
    """Print what differs; 1 where a word or more than 0.1 % of the pixels do."""
    found = compare(Path(sys.argv[1]), Path(sys.argv[2]))
    for name, share in sorted(found.pixels.items(), key=lambda item: -item[1]):
        print(f"{name}: {share:.3%}")
    print(f"words: {', '.join(found.words) or 'the same'}; pixels that differ: {found.share:.4%}")
    return 1 if found.words or found.share > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
