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
    with pytest.raises(FileRefused, match=r"file\.image_pixels"):
        images.reencode(out.getvalue(), "PNG")


def test_large_picture_is_scaled_down_and_alpha_kept() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (5000, 100), (1, 2, 3, 100)).save(out, "PNG")
    checked = file_check(content=out.getvalue(), name="透明.jpg", kinds=IMAGES)
    with Image.open(io.BytesIO(checked.data)) as picture:
        assert picture.size == (5000, 100)
        assert picture.mode == "RGBA"
    assert checked.name == "透明.png"
    palette = io.BytesIO()
    Image.new("P", (50, 50)).save(palette, "PNG")
    assert file_check(content=palette.getvalue(), name="p", kinds=IMAGES).name == "p.png"


def kept_of(picture: Image.Image, image_format: str = "PNG", **options: object) -> Image.Image:
    out = io.BytesIO()
    picture.save(out, image_format, **options)  # type: ignore[arg-type]
    checked = file_check(content=out.getvalue(), name="p", kinds=IMAGES)
    return Image.open(io.BytesIO(checked.data))


def grey16(ink: int = 55 * 257, paper: int = 65535) -> Image.Image:
    """A page of 16 bits a sample with a block of ink at its left."""
    picture = Image.new("I;16", (90, 60), paper)
    picture.paste(ink, (0, 0, 30, 60))
    return picture


@pytest.mark.parametrize(
    ("mode", "ink", "paper"),
    [
        ("1", 0, 1),
        ("L", 55, 255),
        ("LA", (55, 255), (255, 255)),
        ("P", 55, 255),
        ("RGB", (55,) * 3, (255,) * 3),
    ],
)
def test_pictures_of_every_mode_keep_their_ink(mode: str, ink: object, paper: object) -> None:
    picture = Image.new(mode, (90, 60), paper)
    if mode == "P":
        picture.putpalette([value for grey in range(256) for value in (grey, grey, grey)])
    picture.paste(ink, (0, 0, 30, 60))  # type: ignore[arg-type]
    seen = kept_of(picture).convert("RGB")
    assert seen.getpixel((10, 10))[0] == (0 if mode == "1" else 55)
    assert seen.getpixel((80, 10)) == (255, 255, 255)


def test_grey_of_16_bits_is_scaled_not_clipped() -> None:
    seen = kept_of(grey16())
    assert (seen.getpixel((10, 10)), seen.getpixel((80, 10))) == (55, 255)
    seen = kept_of(grey16(ink=257, paper=155 * 257), transparency=257)
    assert (seen.getpixel((10, 10)), seen.getpixel((80, 10))) == (1, 155)
    # Other byte orders and depths, as decoders of other versions name them.
    for mode in ("I;16B", "I;16L", "I"):
        wide = (
            grey16().convert("I")
            if mode == "I"
            else Image.frombytes(
                mode,
                (90, 60),
                b"".join(
                    value.to_bytes(2, "big" if mode == "I;16B" else "little")
                    for _ in range(60)
                    for value in [55 * 257] * 30 + [65535] * 60
                ),
            )
        )
        plain = images._plain(wide)
        assert (plain.mode, plain.getpixel((10, 10)), plain.getpixel((80, 10))) == ("L", 55, 255)
    floating = Image.new("F", (9, 9), 1.0)
    floating.paste(0.2, (0, 0, 3, 9))
    assert images._plain(floating).getpixel((1, 1)) == 51


def test_print_of_cmyk_and_see_through_pictures_is_kept() -> None:
    press = Image.new("CMYK", (90, 60), (0, 0, 0, 0))
    press.paste((0, 0, 0, 255), (0, 0, 30, 60))
    seen = kept_of(press, "JPEG", quality=95).convert("L")
    assert seen.getpixel((10, 10)) < 60
    assert seen.getpixel((80, 10)) > 240
    palette = Image.new("P", (90, 60), 1)
    palette.putpalette([0, 0, 0, 255, 255, 255] + [0] * 762)
    palette.paste(0, (0, 0, 30, 60))
    seen = kept_of(palette, transparency=1)
    assert seen.mode == "RGBA"
    assert seen.getpixel((10, 10)) == (0, 0, 0, 255)
    assert seen.getpixel((80, 10))[3] == 0
    keyed = Image.new("RGB", (90, 60), "white")
    assert kept_of(keyed, transparency=(255, 255, 255)).getpixel((5, 5))[3] == 0


def test_moving_pictures_give_their_first_frame_upright() -> None:
    frames = [Image.new("RGB", (90, 60), colour) for colour in ("red", "blue")]
    for image_format in ("PNG", "WEBP"):
        exif = Image.Exif()
        exif[0x0112] = 8
        seen = kept_of(frames[0], image_format, save_all=True, append_images=frames[1:], exif=exif.tobytes())
        assert seen.size == (60, 90)
        assert seen.convert("RGB").getpixel((30, 45))[0] > 240


@pytest.mark.parametrize("orientation", [2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
def test_every_way_of_holding_the_phone(orientation: int, image_format: str) -> None:
    picture = Image.new("RGB", (96, 64), "white")
    picture.paste("black", (0, 0, 32, 32))
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen = kept_of(picture, image_format, exif=exif.tobytes())
    corners = {2: (-5, 5), 3: (-5, -5), 4: (5, -5), 5: (5, 5), 6: (-5, 5), 7: (-5, -5), 8: (5, -5)}
    x, y = corners[orientation]
    assert seen.size == ((96, 64) if orientation < 5 else (64, 96))
    assert seen.convert("L").getpixel((x % seen.width, y % seen.height)) < 40


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        ((8000, 6000), (4096, 3072)),
        ((6000, 6000), (4096, 4096)),
        ((1080, 12_000), (1064, 11_824)),
        ((12_000, 1080), (11_824, 1064)),
        ((1080, 4000), (1080, 4000)),
        ((200, 20_000), (200, 20_000)),
        ((1500, 20_000), (971, 12_953)),
    ],
)
def test_pixels_are_bounded_and_long_strips_keep_their_print(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    width, height = images.kept_size(*size)
    assert abs(width - kept[0]) <= 1
    assert abs(height - kept[1]) <= 1


def test_a_long_screenshot_stays_readable() -> None:
    page = Image.new("1", (1080, 12_000), 1)
    for y in range(0, 12_000, 8):
        page.paste(0, (0, y, 1080, y + 4))
    seen = kept_of(page)
    assert min(seen.size) > 1000
    column = [seen.getpixel((500, y)) for y in range(4000, 4100)]
    assert min(column) < 60
    assert max(column) > 195


def test_a_jpeg_with_more_pictures_behind_the_first_is_a_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    first = Image.new("RGB", (90, 60), "red")
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60), "blue")])
    assert images.reencode(out.getvalue(), "JPEG")[1] == "image/jpeg"
    seen = kept_of(first, "MPO", save_all=True, append_images=[Image.new("RGB", (90, 60), "blue")])
    assert seen.format == "JPEG"
    assert seen.getpixel((5, 5))[0] > 240


STATEMENT = ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"]


@pytest.mark.parametrize("algorithm", STATEMENT)
def test_a_pdf_with_rights_and_no_password_to_open_is_taken_and_searched(algorithm: str) -> None:
    writer = pdf(pages=2)
    writer.encrypt("", "owner", algorithm=algorithm)
    data = written(writer)
    checked = file_check(content=data, name="流水.pdf", kinds=DOCUMENTS)
    assert (checked.pages, checked.data) == (2, data)

    script = pdf()
    script.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    script.encrypt("", "owner", algorithm=algorithm)
    assert refused(written(script)) == "file.pdf_active"

    locked = pdf()
    locked.encrypt("secret", "owner", algorithm=algorithm)
    assert refused(written(locked)) == "file.pdf_locked"


def test_a_pdf_of_a_foreign_security_handler_is_locked() -> None:
    writer = pdf()
    writer.encrypt("", "owner", algorithm="AES-128")
    assert refused(written(writer).replace(b"/Filter /Standard", b"/Filter /Certific")) == "file.pdf_locked"


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbf",
        b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n",
        b"\x00" * 500,
    ],
)
@pytest.mark.parametrize("after", [b"", b"\n" * 3000, b"\x00" * 900])
def test_bytes_around_a_pdf(before: bytes, after: bytes) -> None:
    data = written(pdf(pages=2))
    checked = file_check(content=before + data + after, name="a.pdf", kinds=DOCUMENTS)
    assert checked.pages == 2
    assert checked.data.startswith(b"%PDF-")


def test_a_header_far_behind_and_other_files_with_one_are_no_pdf() -> None:
    data = written(pdf())
    assert refused(b" " * 1024 + data) == "file.kind"
    assert refused(b"PK\x03\x04" + data) == "file.kind"
    assert refused(b"GIF89a" + data) == "file.kind"
    script = pdf()
    script.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    )
    assert refused(b"\xef\xbb\xbf" + written(script)) == "file.pdf_active"


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
