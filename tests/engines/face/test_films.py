"""Films for a fake camera (tests/support/faces/films.py)."""

from pathlib import Path

import pytest

from engines.face import FaceEngine
from tests.support.faces import films

pytestmark = [pytest.mark.once, pytest.mark.slow]


def test_a_film_is_replaced_in_place(tmp_path: Path, engine: FaceEngine) -> None:
    """Whoever plays it keeps its file open."""
    path = tmp_path / "film.y4m"
    films.film(path, "astronaut")
    size = path.stat().st_size
    with path.open("rb") as playing:
        playing.seek(size // 2)
        films.film(path, "astronaut", ["blink"])
        assert path.stat().st_size == size
        assert playing.read(6)
    assert path.read_bytes().startswith(b"YUV4MPEG2 W640 H480 F10:1")
