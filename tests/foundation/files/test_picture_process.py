"""Pictures are decoded in a process with little memory, few seconds and no keys; whatever it does, people get a sentence."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.foundation.files import images, pictures
from yuzhengdai.foundation.files.checks import VISITOR_MAX_PIXELS, file_check
from yuzhengdai.foundation.files.enums import IMAGES
from yuzhengdai.foundation.files.errors import FileRefused

pytestmark = pytest.mark.once
GOOD = {"kind": "problem", "text": "页面打不开，点了没有反应", "contact": "13900001111", "submission": "one"}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[pictures.PictureDesk]:
    """A desk of this test's own, with no process yet."""
    own = pictures.PictureDesk()
    monkeypatch.setattr(pictures, "_desk", own)
    yield own
    own.close()


def picture(image_format: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, image_format, **options)
    return out.getvalue()


def endless(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again: small to send, long to decode."""
    out = io.BytesIO()
    Image.new("L", (2400, 2400), 128).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * scans + whole[-2:]


def refusal(data: bytes, *, max_pixels: int | None = None) -> str:
    with pytest.raises(FileRefused) as caught:
        file_check(content=data, name="a.jpg", kinds=IMAGES, max_pixels=max_pixels)
    assert caught.value.fields["file"] == caught.value.sentence
    return caught.value.code


@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_the_picture_is_the_same_as_if_decoded_here(desk: pictures.PictureDesk, image_format: str) -> None:
    data = picture(image_format)
    assert pictures.reencode(data, image_format) == images.reencode(data, image_format)
    assert desk.pid() not in {None, os.getpid()}


def test_the_web_process_decodes_nothing(desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("decoded in the web process")

    data = picture()
    monkeypatch.setattr(Image, "open", opened)
    assert file_check(content=data, name="a.jpg", kinds=IMAGES).content_type == "image/jpeg"


def test_it_has_no_keys_no_further_files_and_bounded_memory(desk: pictures.PictureDesk) -> None:
    pictures.reencode(picture(), "JPEG")
    proc = Path(f"/proc/{desk.pid()}")
    names = {part.split(b"=")[0] for part in (proc / "environ").read_bytes().split(b"\0") if part}
    assert names <= {b"PYTHONPATH", b"LANG", b"LC_CTYPE"}
    limits = (proc / "limits").read_text()
    rows = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()[1:]}
    assert rows["Max open files"] == ["3", "3"]
    assert rows["Max file size"] == ["0", "0"]
    assert rows["Max address space"] == ["1073741824", "1073741824"]
    assert rows["Max cpu time"][0] != "unlimited"


def test_a_bomb_and_rubbish_are_refused_and_the_process_goes_on(desk: pictures.PictureDesk) -> None:
    out = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(out, "PNG")
    pictures.reencode(picture(), "JPEG")
    pid = desk.pid()
    assert refusal(out.getvalue()) == "file.image_pixels"
    assert refusal(picture()[:200]) == "file.image_broken"
    assert refusal(picture(size=(3100, 2000)), max_pixels=VISITOR_MAX_PIXELS) == "file.image_pixels"
    assert desk.pid() == pid


@pytest.mark.slow
@pytest.mark.django_db
def test_an_endless_progressive_jpeg_costs_a_visitor_seconds_and_gets_a_sentence(
    client: Client, desk: pictures.PictureDesk
) -> None:
    used = time.process_time()
    upload = SimpleUploadedFile("a.jpg", endless(20_000), "image/jpeg")
    answer = client.post("/feedback/", {**GOOD, "pictures": [upload]})
    assert answer.status_code == 422
    assert "这张图片太复杂" in answer.content.decode()
    assert time.process_time() - used < 2
    assert not Feedback.objects.exists()
    assert pictures.reencode(picture(), "JPEG")[1] == "image/jpeg"


def test_a_process_killed_in_its_sleep_is_not_noticed(desk: pictures.PictureDesk) -> None:
    pictures.reencode(picture(), "JPEG")
    first = desk.pid()
    assert first is not None
    os.kill(first, signal.SIGKILL)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert pictures.reencode(picture(), "JPEG")[1] == "image/jpeg"
    assert desk.pid() not in {None, first}


@pytest.mark.django_db
def test_a_process_killed_at_work_is_a_sentence_and_the_next_upload_works(
    client: Client, desk: pictures.PictureDesk
) -> None:
    pictures.reencode(picture(), "JPEG")
    victim = desk.pid()
    assert victim is not None
    threading.Timer(0.5, os.kill, (victim, signal.SIGKILL)).start()
    assert refusal(endless(20_000)) == "file.image_process"
    upload = SimpleUploadedFile("a.jpg", picture(), "image/jpeg")
    assert client.post("/feedback/", {**GOOD, "pictures": [upload]}).status_code == 302


@pytest.mark.parametrize(
    "says",
    [
        "",
        "rubbish",
        "[]",
        '{"code": "file.everything_is_fine"}',
        '{"code": "", "type": "text/html", "bytes": 3}\\n<b>',
        '{"code": "", "type": "image/png", "bytes": 3}\\n<b>',
        '{"code": "", "type": "image/jpeg", "bytes": 99999999999}',
        '{"code": "", "type": "image/jpeg", "bytes": -1}',
        '{"code": "", "type": [], "bytes": 3}\\nabc',
        "x" * 5000,
    ],
)
def test_nothing_odd_that_it_says_is_believed(
    desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch, says: str
) -> None:
    program = f"import sys; sys.stdin.buffer.readline(); print('''{says}''')"
    monkeypatch.setattr(pictures, "COMMAND", [sys.executable, "-c", program])
    assert refusal(picture()) == "file.image_process"


def test_one_that_hangs_is_ended_and_one_that_cannot_be_started_is_a_sentence(
    desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "WALL_S", 0.5)
    monkeypatch.setattr(pictures, "COMMAND", [sys.executable, "-c", "import signal; signal.pause()"])
    assert refusal(b"\xff\xd8\xff" + b"0" * 1_000_000) == "file.image_slow"
    monkeypatch.setattr(pictures, "COMMAND", ["/nowhere/python"])
    assert refusal(picture()) == "file.image_process"


def test_parallel_uploads_wait_for_each_other_and_each_gets_its_own(desk: pictures.PictureDesk) -> None:
    sizes = [(40 + 10 * number, 30) for number in range(8)]

    def kept(size: tuple[int, int]) -> tuple[int, int]:
        encoded, _ = pictures.reencode(picture(size=size), "JPEG")
        return Image.open(io.BytesIO(encoded)).size

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(kept, sizes)) == sizes


def test_who_waits_too_long_is_told(desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "QUEUE_S", 0.05)
    with desk._lock:
        assert refusal(picture()) == "file.image_busy"


def test_it_is_replaced_after_its_uses_and_ends_with_its_parent(
    desk: pictures.PictureDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "USES", 2)
    pids = []
    for _ in range(4):
        pictures.reencode(picture(), "JPEG")
        process = desk._process
        assert process is not None
        pids.append(process.pid)
    assert pids[0] == pids[1] != pids[2] == pids[3]
    assert not Path(f"/proc/{pids[0]}").exists()
    desk.close()
    assert not Path(f"/proc/{pids[3]}").exists()


def test_a_part_is_cut_out_turned_and_enlarged_there() -> None:
    clean, content_type = pictures.reencode(picture(size=(800, 400)), "JPEG")
    box = (0.25, 0.5, 0.5, 0.75)
    part = Image.open(io.BytesIO(pictures.part_of(clean, content_type, box=box, turned_degrees=90)))
    assert (part.format, part.size) == ("JPEG", (300, 600))
    with pytest.raises(FileRefused):
        pictures.part_of(clean, content_type, box=(0.5, 0.5, 0.501, 0.501), turned_degrees=0)
    with pytest.raises(FileRefused):
        pictures.part_of(b"nothing", content_type, box=box, turned_degrees=0)
