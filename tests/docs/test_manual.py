"""docs/manual/: the numbering of the original, pictures that are there, and the same words as the table of steps."""

import json
import re

import pytest
from PIL import Image

from scripts.manual.pdf import FILE
from scripts.manual.sections import PARTS
from scripts.manual.steps import LABEL
from tests.docs.test_spec import EXPECTED, ROOT

FOLDER = ROOT / "docs" / "manual"
# The original's own, by hand; 企业信用报告 and 数据授权 were added behind them.
ORIGINAL = {
    "1.1": "平台注册", "1.2": "平台登录", "1.3": "认证平台登录", "2.1": "个人中心", "2.2": "我的申请", "2.3.1": "管理需求",
    "2.3.2": "发布需求", "2.4": "平台协议", "2.5": "基础操作", "2.6": "金融产品搜索", "2.7": "金融产品申请", "2.8": "意见建议",
}  # fmt: skip
ADDED = {"2.9": "企业信用报告", "2.10": "数据授权"}
BYTES = 15_000_000


@pytest.fixture(scope="module")
def book() -> dict[str, list[dict[str, object]]]:
    """What 「帮助中心」 reads."""
    found: dict[str, list[dict[str, object]]] = json.loads(
        (FOLDER / "manual.json").read_text(encoding="utf-8")
    )
    return found


def test_sections_stand_in_the_originals_order_and_numbers() -> None:
    sections = [(one.number, one.title) for part in PARTS for one in part.sections]
    numbered = [one for one in sections if one[0] in ORIGINAL or one[0] in ADDED]
    assert numbered == [*ORIGINAL.items(), *ADDED.items()]
    assert [part.title for part in PARTS[2:]] == ["金融机构", "平台运营"]


def test_every_step_names_a_row_of_the_specification() -> None:
    steps = [step for part in PARTS for section in part.sections for step in section.steps]
    assert {row for step in steps for row in step.row.split()} <= set(EXPECTED)
    keys = [step.key for step in steps if step.key]
    assert len(keys) == len(set(keys))


def test_the_manual_says_what_the_table_says(book: dict[str, list[dict[str, object]]]) -> None:
    """Whoever changes a step makes the manual again: ``make manual``."""
    said = {(one["number"], step["words"]) for one in book["sections"] for step in one["steps"]}  # type: ignore[attr-defined]
    table = {(one.number, step.words) for part in PARTS for one in part.sections for step in one.steps}
    assert said == table


def test_every_label_in_the_words_stands_somewhere_in_the_code() -> None:
    """Without a browser: a label that was changed everywhere is noticed before ``make manual`` is run."""
    folders = {"src": ("*.html", "*.py"), "demo": ("*.py",), "sandbox": ("*.html", "*.py")}
    sources = [
        path for name, kinds in folders.items() for kind in kinds for path in (ROOT / name).rglob(kind)
    ]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    steps = [step for part in PARTS for section in part.sections for step in section.steps]
    pieces = {piece for step in steps for label in LABEL.findall(step.words) for piece in label.split("…")}
    assert not sorted(piece for piece in pieces if piece not in code)


def test_every_page_of_the_manual_shows_its_pictures(book: dict[str, list[dict[str, object]]]) -> None:
    shown = set()
    for one in book["sections"]:
        page = (FOLDER / f"{one['number']}.md").read_text(encoding="utf-8")
        shown |= set(re.findall(r'src="pictures/([^"]+)"', page))
    assert shown == {path.name for path in (FOLDER / "pictures").iterdir()}
    for name in shown:
        with Image.open(FOLDER / "pictures" / name) as image:
            assert image.width in {900, 300}, name


def test_the_pdf_has_bookmarks_and_text_and_the_whole_stays_small() -> None:
    from pypdf import PdfReader

    book = PdfReader(FOLDER / FILE)
    titles = [str(entry["/Title"]) for part in book.outline if isinstance(part, list) for entry in part]
    assert {f"{number} {title}" for number, title in {**ORIGINAL, **ADDED}.items()} <= set(titles)
    text = "".join(page.extract_text() for page in book.pages)
    assert "获取验证码" in text
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < BYTES
