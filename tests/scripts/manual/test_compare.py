"""Two runs of the manual compared: words, pixels, pictures that one of them lacks."""

from pathlib import Path

import pytest
from PIL import Image

from scripts.manual.compare import MOST, compare


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """Two runs that are the same."""
    for name in ("one", "other"):
        pictures = tmp_path / name / "pictures"
        pictures.mkdir(parents=True)
        (tmp_path / name / "1.1.md").write_text("点「注册」", encoding="utf-8")
        Image.new("RGB", (100, 100), "white").save(pictures / "1.1-01.pc.jpg")
    return tmp_path / "one", tmp_path / "other"


def test_the_same_twice_differs_in_nothing(runs: tuple[Path, Path]) -> None:
    found = compare(*runs)
    assert not found.words
    assert found.share == 0


def test_a_word_and_a_stain_are_found(runs: tuple[Path, Path]) -> None:
    one, other = runs
    (other / "1.1.md").write_text("点「登记」", encoding="utf-8")
    image = Image.new("RGB", (100, 100), "white")
    image.paste("black", (0, 0, 10, 10))
    image.save(other / "pictures" / "1.1-01.pc.jpg", quality=95)
    found = compare(one, other)
    assert found.words == ["1.1.md"]
    assert 0.005 < found.pixels["1.1-01.pc.jpg"] < 0.05
    assert found.share > MOST


def test_a_picture_that_one_lacks_differs_wholly(runs: tuple[Path, Path]) -> None:
    (runs[1] / "pictures" / "1.1-01.pc.jpg").unlink()
    assert compare(*runs).share == 1
