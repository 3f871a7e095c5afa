"""Files that are not what they say, at every form that takes one: refused in plain Chinese, nothing of them kept."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.bad_input.table import CASES, Case
from tests.bad_input.test_forms import Sender, undone
from tests.bad_input.world import World
from yuzhengdai.foundation.files.models import StoredFile

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

ROUTES = [
    "portal:feedback",
    "portal:apply",
    "portal:apply-documents",
    "console:application-supplement",
    "console:application-documents",
    "console:verification-role",
    "console:verification-identity",
    "console:verification-licence",
    "app:verification-id-front",
    "app:verification-licence",
    "app:verification-letter",
]
WITH_FILES = [case for case in CASES if case.route in ROUTES]
SENTINEL = b"MZ-lying-file-content"


def picture(kind: str = "PNG") -> bytes:
    """A small right picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(buffer, kind)
    return buffer.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims 50,000 × 50,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 3_000_000, 9))
        + chunk(b"IEND", b"")
    )


LYING: dict[str, Callable[[], tuple[str, bytes, str]]] = {
    "nothing inside": lambda: ("a.jpg", b"", "image/jpeg"),
    "program as picture": lambda: ("a.jpg", SENTINEL * 50, "image/jpeg"),
    "page as document": lambda: ("a.pdf", b"<html><script>alert(1)</script></html>", "application/pdf"),
    "document in name only": lambda: ("a.pdf", b"%PDF-1.4\n" + SENTINEL, "application/pdf"),
    "picture bomb": lambda: ("a.png", bomb(), "image/png"),
    "half a picture": lambda: ("a.jpg", picture("JPEG")[:120], "image/jpeg"),
    "vector with script": lambda: (
        "a.png",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        "image/png",
    ),
    "animation": lambda: ("a.png", b"GIF89a" + SENTINEL, "image/png"),
    "archive": lambda: ("a.pdf", b"PK\x03\x04" + SENTINEL, "application/pdf"),
    "program": lambda: ("setup.exe", SENTINEL, "application/octet-stream"),
}
ODD_NAMES = [
    "长" * 300 + ".png",
    "../../../etc/passwd.png",
    "a\x00b.png",
    "<script>alert(1)</script>.png",
    ".png",
    "a.png\r\nX: y",
]


def file_fields(sender: Sender) -> list[str]:
    return sorted({*sender.form.names("file"), *sender.case.files})


@pytest.mark.parametrize("case", WITH_FILES, ids=str)
def test_lying_files(case: Case, world: World) -> None:
    sender = Sender(case, world)
    fields = file_fields(sender)
    assert fields, "no field for a file"
    before = StoredFile.objects.count()
    for name in fields:
        for what, make in LYING.items():
            with undone():
                answer = sender.client.post(sender.url, {**sender.base, name: SimpleUploadedFile(*make())})
                kept = StoredFile.objects.count() - before
                sender.judge(f"{name} {what}", answer, {}, compares=False)
            if answer.status_code != 422 or kept:
                sender.problems.append(f"{name} {what}: status {answer.status_code}, {kept} files kept")
    assert not sender.problems, "\n".join(sender.problems)


@pytest.mark.parametrize("case", WITH_FILES, ids=str)
def test_odd_names(case: Case, world: World) -> None:
    sender = Sender(case, world)
    for name in file_fields(sender):
        for odd in ODD_NAMES:
            upload = SimpleUploadedFile("a.png", picture(), "image/png")
            upload._name = odd  # type: ignore[attr-defined]
            with undone():
                answer = sender.client.post(sender.url, {**sender.base, name: upload}, follow=True)
                sender.judge(f"{name} {odd[:20]!r}", answer, {}, compares=False)
    assert not sender.problems, "\n".join(sender.problems)


@pytest.mark.parametrize("case", WITH_FILES, ids=str)
def test_files_that_are_too_large(case: Case, world: World) -> None:
    """100 MB are dropped while they arrive; the field says so, and everything typed is there again."""
    sender = Sender(case, world)
    name = file_fields(sender)[0]
    typed = {
        field: "示例文字" for field in sender.visible() if sender.form.controls[field].kind == "textarea"
    }
    before = StoredFile.objects.count()
    large = SimpleUploadedFile("a.png", picture() + b"\0" * (100 * 2**20), "image/png")
    with undone():
        answer = sender.client.post(sender.url, {**sender.base, **typed, name: large})
        sender.judge("100 MB", answer, typed, compares=False)
        assert StoredFile.objects.count() == before
    assert answer.status_code == 422
    words = answer.json() if "json" in answer.headers["Content-Type"] else answer.content.decode()
    assert "10 MB" in str(words)
    assert not sender.problems, "\n".join(sender.problems)
