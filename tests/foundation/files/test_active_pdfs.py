"""PDFs that act are refused however it is written: behind references, on opening, on a page, on a click, one after the other."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from yuzhengdai.foundation.files.checks import file_check
from yuzhengdai.foundation.files.enums import DOCUMENTS
from yuzhengdai.foundation.files.errors import FileRefused

N, T = NameObject, TextStringObject


def action(kind: str, **more: Any) -> DictionaryObject:
    return DictionaryObject({N("/S"): N(kind), **{N(f"/{key}"): value for key, value in more.items()}})


def taken(writer: PdfWriter) -> str:
    """ "" where the file is kept, else the code of the refusal."""
    out = io.BytesIO()
    writer.write(out)
    try:
        file_check(content=out.getvalue(), name="a.pdf", kinds=DOCUMENTS)
    except FileRefused as refusal:
        return refusal.code
    return ""


def blank() -> PdfWriter:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    return writer


def annotated(writer: PdfWriter, values: dict[str, Any]) -> None:
    rectangle = ArrayObject([FloatObject(side) for side in (0, 0, 10, 10)])
    note = DictionaryObject({N("/Type"): N("/Annot"), N("/Subtype"): N("/Link"), N("/Rect"): rectangle})
    note.update({N(key): value for key, value in values.items()})
    writer.pages[0][N("/Annots")] = ArrayObject([writer._add_object(note)])


def opening(writer: PdfWriter, act: DictionaryObject) -> None:
    writer.root_object[N("/OpenAction")] = writer._add_object(act)


def leaving(writer: PdfWriter, act: DictionaryObject) -> None:
    writer.root_object[N("/AA")] = DictionaryObject({N("/WC"): act})


def page(writer: PdfWriter, act: DictionaryObject) -> None:
    writer.pages[0][N("/AA")] = writer._add_object(DictionaryObject({N("/O"): writer._add_object(act)}))


def click(writer: PdfWriter, act: DictionaryObject) -> None:
    annotated(writer, {"/A": act})


def after_a_harmless_one(writer: PdfWriter, act: DictionaryObject) -> None:
    first = action(
        "/GoTo", D=ArrayObject([writer.pages[0].indirect_reference, N("/Fit")]), Next=ArrayObject([act])
    )
    annotated(writer, {"/A": first})


def lying_about(writer: PdfWriter, act: DictionaryObject) -> None:
    writer._add_object(act)


PLACES: list[Callable[[PdfWriter, DictionaryObject], None]] = [
    opening,
    leaving,
    page,
    click,
    after_a_harmless_one,
]
ACTS = [
    "/Launch",
    "/SubmitForm",
    "/GoToE",
    "/GoToR",
    "/ImportData",
    "/JavaScript",
    "/ResetForm",
    "/Hide",
    "/New2026",
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("is_referred_to", [False, True])
def test_an_act_that_is_not_allowed(
    place: Callable[[PdfWriter, DictionaryObject], None], kind: str, is_referred_to: bool
) -> None:
    writer = blank()
    act = action(kind, F=T("//share/x"))
    if is_referred_to:  # the type's name stands behind a reference
        act[N("/S")] = writer._add_object(N(kind))
    place(writer, act)
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize("kind", ["/Launch", "/GoToR", "/ImportData"])
def test_an_act_that_nothing_leads_to(kind: str) -> None:
    writer = blank()
    act = action(kind)
    act[N("/S")] = writer._add_object(N(kind))
    lying_about(writer, act)
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize("subtype", ["/RichMedia", "/Movie", "/Screen", "/3D"])
def test_rich_media_behind_a_reference(subtype: str) -> None:
    writer = blank()
    annotated(writer, {"/Subtype": writer._add_object(N(subtype))})
    assert taken(writer) == "file.pdf_active"


def test_a_file_within_behind_a_reference() -> None:
    writer = blank()
    writer._add_object(DictionaryObject({N("/Type"): writer._add_object(N("/EmbeddedFile"))}))
    assert taken(writer) == "file.pdf_embedded"


@pytest.mark.parametrize("place", [opening, leaving, page])
def test_no_address_is_opened_by_itself(place: Callable[[PdfWriter, DictionaryObject], None]) -> None:
    writer = blank()
    place(writer, action("/URI", URI=T("https://www.example.cn/")))
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "javascript:alert(1)", "smb://share/x", "\\\\share\\x", "", "  JavaScript:x"],
)
def test_no_link_to_anything_but_the_web(address: str) -> None:
    writer = blank()
    click(writer, action("/URI", URI=T(address)))
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize(
    "address", ["https://www.example.cn/", "mailto:a@example.cn", "HTTP://example.cn", "tel:4001234567"]
)
def test_a_link_as_word_processors_write_it_is_kept(address: str) -> None:
    writer = blank()
    click(writer, action("/URI", URI=T(address)))
    assert taken(writer) == ""


def test_what_moves_within_the_document_is_kept() -> None:
    writer = blank()
    there = ArrayObject([writer.pages[0].indirect_reference, N("/Fit")])
    opening(writer, action("/GoTo", D=there))
    annotated(writer, {"/A": action("/Named", N=N("/NextPage"))})
    writer.add_outline_item(title="第一章", page_number=0)
    assert taken(writer) == ""
    direct = blank()
    direct.root_object[N("/OpenAction")] = ArrayObject(
        [direct.pages[0].indirect_reference, N("/XYZ"), NullObject()]
    )
    assert taken(direct) == ""


def test_structure_and_transitions_are_no_acts() -> None:
    writer = blank()
    writer.pages[0][N("/Trans")] = action("/Split")
    element = DictionaryObject(
        {N("/Type"): N("/StructElem"), N("/S"): N("/P"), N("/A"): DictionaryObject({N("/O"): N("/Layout")})}
    )
    writer._add_object(element)
    assert taken(writer) == ""


@pytest.mark.parametrize("name", ["/Print", "/SaveAs"])
def test_named_acts_that_do_more_than_turn_pages(name: str) -> None:
    writer = blank()
    click(writer, action("/Named", N=N(name)))
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize("place", [r"\\evil.example\share\x", "http://evil.example/x"])
@pytest.mark.parametrize("how", ["string", "specification"])
def test_a_stream_whose_bytes_lie_elsewhere(place: str, how: str) -> None:
    """A viewer fetches them, and shows the address who opened the file, where a share also who they are."""
    writer = blank()
    specification = DictionaryObject({N("/Type"): N("/Filespec"), N("/FS"): N("/URL"), N("/F"): T(place)})
    stream = StreamObject()
    stream[N("/F")] = T(place) if how == "string" else writer._add_object(specification)
    writer.pages[0][N("/Contents")] = writer._add_object(stream)
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize("key", ["/Ref", "/OPI"])
def test_a_picture_that_stands_for_another_file(key: str) -> None:
    writer = blank()
    form = StreamObject()
    form.update({N("/Type"): N("/XObject"), N("/Subtype"): N("/Form")})
    elsewhere = DictionaryObject({N("/F"): T(r"\\evil.example\x.pdf"), N("/Page"): NumberObject(0)})
    form[N(key)] = elsewhere if key == "/Ref" else DictionaryObject({N("/2.0"): elsewhere})
    writer.pages[0][N("/Resources")] = DictionaryObject(
        {N("/XObject"): DictionaryObject({N("/X"): writer._add_object(form)})}
    )
    assert taken(writer) == "file.pdf_active"


def test_a_link_fetched_ahead_is_a_link_too() -> None:
    writer = blank()
    annotated(writer, {"/PA": action("/URI", URI=T("file:///etc/passwd"))})
    assert taken(writer) == "file.pdf_active"


@pytest.mark.parametrize("name", ["/JavaScript", "/Java#53cript", "/Launch", "/SubmitForm", "/RichMedia"])
def test_an_act_behind_the_end_of_the_file(name: str) -> None:
    """Not in the table, so our parser does not see it; viewers that mend the table of a file do."""
    out = io.BytesIO()
    blank().write(out)
    act = f"\n3 0 obj\n<</Type/Page/AA<</O<</S{name}/F(x)>>>>>>\nendobj\n".encode()
    with pytest.raises(FileRefused) as refusal:
        file_check(content=out.getvalue() + act, name="a.pdf", kinds=DOCUMENTS)
    assert refusal.value.code == "file.pdf_active"


def test_flags_and_labels_named_f_are_no_files() -> None:
    writer = blank()
    annotated(writer, {"/F": NumberObject(4)})
    assert taken(writer) == ""
