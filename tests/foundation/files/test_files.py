"""Uploads: what a file is, its content says; what is kept, is clean and encrypted (P6, data protection)."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from yuzhengdai.foundation.core import clock, keyring
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.files import images
from yuzhengdai.foundation.files.checks import clean_name, file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS, IMAGES
from yuzhengdai.foundation.files.errors import FileRefused
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import (
    file_delete,
    file_read,
    file_store,
    files_purge_due,
    files_sweep_orphans,
)
from yuzhengdai.foundation.integrations.storage import StorageMissing, storage

SENTINEL = b"SENTINEL-GPS-COMMENT"


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


def jpeg(size: tuple[int, int] = (60, 40), *, rotated: bool = False, comment: bytes = b"") -> bytes:
    picture = Image.new("RGB", size, "white")
    picture.paste("red", (0, 0, size[0] // 4, size[1] // 4))
    exif = Image.Exif()
    if rotated:
        exif[0x0112] = 6
    exif[0x010E] = SENTINEL.decode()
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=comment)
    return out.getvalue()


def pdf(*, pages: int = 1) -> PdfWriter:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    return writer


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def store(content: bytes, **kwargs: object) -> StoredFile:
    kwargs = {"kinds": DOCUMENTS, "name": "材料.jpg", **kwargs}
    return file_store(  # type: ignore[arg-type]
        actor=SYSTEM, content=content, subject_kind="test", subject_id=uuid4(), purpose="test", **kwargs
    )


def refused(content: bytes, **kwargs: object) -> str:
    with pytest.raises(FileRefused) as caught:
        file_check(content=content, name="a.jpg", kinds=kwargs.pop("kinds", DOCUMENTS), **kwargs)  # type: ignore[arg-type]
    assert caught.value.fields["file"] == caught.value.sentence
    return caught.value.code


@pytest.mark.django_db(transaction=True)
def test_picture_is_turned_stripped_and_encrypted(media: Path) -> None:
    stored = store(jpeg(rotated=True, comment=SENTINEL))
    read = file_read(stored)
    with Image.open(io.BytesIO(read)) as picture:
        assert picture.size == (40, 60)  # upright
        assert not picture.getexif()
    assert SENTINEL not in read
    assert stored.is_reencoded
    assert stored.content_type == "image/jpeg"
    on_disk = (media / stored.storage_key).read_bytes()
    assert read[:200] not in on_disk
    assert b"JFIF" not in on_disk


@pytest.mark.django_db(transaction=True)
def test_bytes_of_one_file_do_not_open_as_another() -> None:
    one, two = store(jpeg()), store(jpeg((30, 30)))
    two.storage_key = one.storage_key
    with pytest.raises(keyring.DecryptionFailed):
        file_read(two)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"MZ\x90\x00 not a picture", "file.kind"),
        (b"<html><script>alert(1)</script>", "file.kind"),
        (b"PK\x03\x04rest of a zip", "file.kind"),
        (b"\x00\x00\x00\x18ftypheic" + b"0" * 40, "file.image_broken"),
        (b"\x00\x00\x00\x18ftypavif" + b"0" * 40, "file.kind"),
        (b"GIF89a" + b"0" * 40, "file.kind"),
        (jpeg()[:300], "file.image_broken"),
        (b"\xff\xd8\xff" + b"lie" * 100, "file.image_broken"),
        (b"%PDF-1.7\nnothing", "file.pdf_broken"),
        (jpeg((4, 4)), "file.image_tiny"),
    ],
)
def test_lying_empty_and_broken_files_are_refused(content: bytes, code: str) -> None:
    assert refused(content) == code


def test_a_phones_heic_becomes_a_plain_jpeg_upright() -> None:
    """HEIC of a turned phone (R6): taken, turned, without where and when it was taken."""
    exif = Image.Exif()
    exif[274], exif[271] = 6, "示例手机"
    out = io.BytesIO()
    Image.new("RGB", (120, 60), "red").save(out, "HEIF", exif=exif.tobytes())
    checked = file_check(content=out.getvalue(), name="IMG_1.HEIC", kinds=IMAGES)
    assert (checked.content_type, checked.name, checked.is_reencoded) == ("image/jpeg", "IMG_1.jpg", True)
    with Image.open(io.BytesIO(checked.data)) as kept:
        assert kept.size == (60, 120)
        assert not kept.getexif()


def test_size_limit() -> None:
    assert refused(b"x" * 2001, max_bytes=2000) == "file.size"


def test_bomb_is_refused_by_its_header(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    Image.new("1", (16_000, 16_000)).save(out, "PNG")  # 256 million pixels in some kilobytes
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()) == "file.image_pixels"
    monkeypatch.setattr(images, "MAX_PIXELS", 100)
    out = io.BytesIO()
    Image.new("RGB", (20, 20)).save(out, "PNG")
    assert refused(out.getvalue()) == "file.image_pixels"


def test_large_picture_is_scaled_down_and_alpha_kept() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (5000, 100), (1, 2, 3, 100)).save(out, "PNG")
    checked = file_check(content=out.getvalue(), name="透明.jpg", kinds=IMAGES)
    with Image.open(io.BytesIO(checked.data)) as picture:
        assert picture.size == (4096, 82)
        assert picture.mode == "RGBA"
    assert checked.name == "透明.png"
    palette = io.BytesIO()
    Image.new("P", (50, 50)).save(palette, "PNG")
    assert file_check(content=palette.getvalue(), name="p", kinds=IMAGES).name == "p.png"


def test_plain_pdf_passes_and_is_no_picture() -> None:
    data = written(pdf(pages=3))
    checked = file_check(content=data, name="../../报表?.exe", kinds=DOCUMENTS)
    assert (checked.pages, checked.is_reencoded, checked.data) == (3, False, data)
    assert checked.name == "报表.pdf"
    assert refused(data, kinds=IMAGES) == "file.kind"


def test_pdf_that_acts_is_refused(settings) -> None:
    script = pdf()
    script.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    assert refused(written(script)) == "file.pdf_active"

    attachment = pdf()
    attachment.add_attachment("x.exe", b"MZ")
    assert refused(written(attachment)) == "file.pdf_embedded"

    launch = pdf()
    launch.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("cmd.exe")}
    )
    assert refused(written(launch)) == "file.pdf_active"

    locked = pdf()
    locked.encrypt("secret")
    assert refused(written(locked)) == "file.pdf_locked"

    settings.UPLOAD_PDF_MAX_PAGES = 2
    assert refused(written(pdf(pages=3))) == "file.pdf_pages"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\用户\\财务报表.JPG", "财务报表.pdf"),
        ("", "文件.pdf"),
        ("..", "文件.pdf"),
        ("a\r\nb:*.pdf", "a b.pdf"),
        ("长" * 300 + ".pdf", "长" * 76 + ".pdf"),
    ],
)
def test_names_are_harmless(given: str, kept: str) -> None:
    assert clean_name(given, "application/pdf") == kept


@pytest.mark.django_db(transaction=True)
def test_delete_purge_and_orphans() -> None:
    kept, gone, due = (
        store(jpeg()),
        store(jpeg()),
        store(jpeg(), retain_until=clock.now() - timedelta(days=1)),
    )
    file_delete(actor=SYSTEM, file=gone)
    assert files_purge_due() == 1
    assert not StoredFile.objects.filter(pk=due.pk).exists()
    with pytest.raises(StorageMissing):
        file_read(due)
    storage().put("ab/cd/" + "0" * 32, b"orphan")
    assert files_sweep_orphans() == 0  # fresh: a request may be about to write its row
    with clock.frozen(clock.now() + timedelta(hours=30)):
        assert files_sweep_orphans() == 1
    assert file_read(kept)


def test_storage_takes_only_its_own_keys() -> None:
    with pytest.raises(FileNotFoundError):
        storage().get("../../../etc/passwd")
    with pytest.raises(FileNotFoundError):
        storage().put("a", b"")
