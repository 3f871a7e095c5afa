"""PDFs are read in the same limited process as pictures: no parser runs in the web process, whatever happens is a sentence."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
from collections.abc import Iterator

import pytest
from pypdf import PdfWriter
from pypdf.generic import ByteStringObject, DictionaryObject, NameObject

from yuzhengdai.foundation.files import pdfs, pictures
from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS
from yuzhengdai.foundation.files.errors import PDF_SENTENCES, FileRefused

pytestmark = pytest.mark.once


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pictures.PictureDesk]:
    own = pictures.PictureDesk()
    monkeypatch.setattr(pictures, "_desk", own)
    yield own
    own.close()


def pdf(pages: int = 1, root: dict[str, object] | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(72, 72)
    for key, value in (root or {}).items():
        writer.root_object[NameObject(key)] = value
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(FileRefused) as caught:
        file_check(content=data, name="a.pdf", kinds=DOCUMENTS)
    assert caught.value.sentence == caught.value.fields["file"]
    return caught.value.code


def test_the_web_process_reads_no_pdf(desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfs, "check", None)
    monkeypatch.setattr("pypdf.PdfReader.__init__", None)
    checked = file_check(content=b"\xef\xbb\xbf\n" + pdf(3), name="a.pdf", kinds=DOCUMENTS)
    assert (checked.pages, checked.data) == (3, pdf(3))
    assert desk.pid() not in {None, os.getpid()}
    assert refusal(b"%PDF-1.7 rubbish") == "file.pdf_broken"


@pytest.mark.parametrize("first", [b"\x00", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80", b"(", b"a"])
def test_no_entry_goes_unseen_for_want_of_a_codec(desk: pictures.PictureDesk, first: bytes) -> None:
    """The parser leaves out what it cannot decode; in a process that can open no file it once could not load the codecs."""
    script = DictionaryObject({NameObject("/JS"): ByteStringObject(first + b"app.alert(1)")})
    assert refusal(pdf(root={"/Names": DictionaryObject({NameObject("/X"): script})})) == "file.pdf_active"


@pytest.mark.parametrize(
    "says",
    [
        "",
        "[]",
        '"file.pdf_active"',
        '{"code": "file.all_is_well"}',
        '{"code": []}',
        '{"code": "", "start": 0, "pages": 0}',
        '{"code": "", "start": 0, "pages": 201}',
        '{"code": "", "start": 0, "pages": true}',
        '{"code": "", "start": -1, "pages": 1}',
        '{"code": "", "start": 1025, "pages": 1}',
        '{"code": "", "start": "0", "pages": 1}',
        '{"code": "", "pages": 1}',
        '{"code": "file.pdf_pages", "pages": "<b>"}',
        '{"code": "file.pdf_pages", "pages": 3}',
        "x" * 5000,
    ],
)
def test_nothing_odd_that_it_says_is_believed(
    desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    program = f"import sys; sys.stdin.buffer.readline(); print('''{says}''')"
    monkeypatch.setattr(pictures, "COMMAND", [sys.executable, "-c", program])
    assert refusal(pdf()) == "file.pdf_process"


def test_killed_hanging_and_busy_are_sentences(
    desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    file_check(content=pdf(), name="a.pdf", kinds=DOCUMENTS)
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "QUEUE_S", 0.05)
        with desk._lock:
            assert refusal(pdf()) == "file.pdf_busy"
    desk.close()
    with monkeypatch.context() as patch:
        patch.setattr(pictures, "WALL_S", 0.5)
        patch.setattr(pictures, "COMMAND", [sys.executable, "-c", "import signal; signal.pause()"])
        assert refusal(pdf()) == "file.pdf_slow"
        hold = threading.Timer(0.3, lambda: os.kill(desk.pid() or 0, signal.SIGKILL))
        hold.start()
        assert refusal(pdf()) == "file.pdf_process"
    assert file_check(content=pdf(2), name="a.pdf", kinds=DOCUMENTS).pages == 2


def test_too_many_pages_says_how_many(desk: pictures.PictureDesk) -> None:
    with pytest.raises(FileRefused, match="有 201 页，最多 200 页"):
        file_check(content=pdf(201), name="a.pdf", kinds=DOCUMENTS)
    assert PDF_SENTENCES.keys() > {"file.pdf_slow", "file.pdf_busy", "file.pdf_process"}
