"""Confirming what was read: each field can be changed, each says whether it was (R6, R8). Both values are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.forms import BoundField
from django.http import HttpResponse

from yuzhengdai.domain.enterprises.enums import EntityType
from yuzhengdai.domain.verification.enums import IdPaper, PictureKind, WizardStep
from yuzhengdai.domain.verification.parts import doubtful_parts
from yuzhengdai.domain.verification.reading import licence_words, read_fields
from yuzhengdai.domain.verification.selectors import verification_pictures
from yuzhengdai.domain.verification.services.sources import licence_check
from yuzhengdai.foundation.core.errors import Conflict
from yuzhengdai.sites.app.verification.base import StepView
from yuzhengdai.sites.app.verification.forms import LONG_TERM, IdentityForm, LicenceForm
from yuzhengdai.sites.member.verification.steps import FormStep, IdentityStep, LicenceStep
from yuzhengdai.sites.web.typed_form import TypedForm

CHECK = "请对照证件核对"
NOT_READ = "没有读出，请对照证件填写"
CHANGED = "另一部手机刚改过这一页，您填的还没有保存。请核对有标注的几项；以您填的为准，请再点一次「下一步」"


@dataclass(frozen=True, slots=True)
class ReadField:
    """One field of a confirm page. ``read`` is None where nothing was read; ``mark`` is "", "check" or "edited"."""

    bound: BoundField
    read: str | None
    mark: str
    note: str
    is_number: bool = False
    part: tuple[str, str] | None = None
    """Paper and name of the field, where its place on the photograph is shown."""


class ConfirmView(StepView, FormStep):
    """Fields with what was read beside what is typed."""

    template = "confirm"
    elsewhere_saved: Mapping[str, str] = {}
    """Field → what another phone saved while this page was open."""
    numbers: ClassVar[frozenset[str]] = frozenset()
    mine: ClassVar[Mapping[str, str]] = {}
    """Name at the reader → name in the form, where they differ."""
    papers: ClassVar[tuple[tuple[str, str], ...]] = ()
    """(paper, url name of its capture page), the first is where 「重新拍照」 leads."""

    def heading(self) -> str:
        return "请核对识别结果"

    def read(self) -> dict[str, tuple[str, bool]]:
        """Field → (what was read, whether the reader is sure)."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """Kept typing wins over what was confirmed, that over what was read."""
        read = {name: value for name, (value, _) in self.read().items()}
        saved = {name: value for name, value in self.saved().items() if value}
        kept = {name: value for name, value in self.row.typed.get(self.typed_key, {}).items() if value}
        return {**read, **saved, **kept, "version": self.row.version}

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        form = form or self.make_form(initial=self.initial())
        files = verification_pictures(verification=self.row)
        frame = {
            "fields": self._fields(form),
            "files": files,
            "papers": [
                {"kind": kind, "label": str(PictureKind(kind).label), "file": files.get(kind), "route": route}
                for kind, route in self.papers
            ],
        }
        return self.step_page(self.heading(), form, status, **frame | context)

    def save(self, **kwargs: Any) -> HttpResponse:
        """Check, keep, go on."""
        form = self.make_form(self.request.POST)
        status = self.attempt(form)
        return self.show(form, status) if status else self.go_on()

    def conflict_words(self, error: Conflict) -> str:
        """What the other phone saved stands beside what was typed here; which one holds is the applicant's to say."""
        self.elsewhere_saved = {name: str(value) for name, value in self.saved().items() if value}
        return CHANGED

    def _fields(self, form: TypedForm) -> list[ReadField]:
        """Each with the place on its photograph where it was read without certainty."""
        parts = {
            self.mine.get(name, name): (paper, name)
            for paper, _ in self.papers
            for name in doubtful_parts(verification=self.row, paper=paper)
        }
        names = [name for name in form.fields if name != "version"]
        return [replace(self._field(form[name]), part=parts.get(name)) for name in names]

    def _field(self, bound: BoundField) -> ReadField:
        found = self.read().get(bound.name)
        value = str(bound.value() or "").strip()
        is_number = bound.name in self.numbers
        theirs = self.elsewhere_saved.get(bound.name, value)
        if theirs != value:
            note = f"另一部手机保存的是：{_label_of(bound, theirs)}"
            return ReadField(bound, found[0] if found else None, "check", note, is_number)
        if found is None:
            return ReadField(bound, None, "" if value else "check", "" if value else NOT_READ, is_number)
        read, is_sure = found
        if value != read:
            return ReadField(bound, read, "edited", "", is_number)
        return ReadField(bound, read, "" if is_sure else "check", "" if is_sure else CHECK, is_number)

    def _read_of(self, paper: str, names: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
        found = read_fields(verification=self.row, paper=paper)
        return {
            mine: (str(found[theirs].get("value", "")), bool(found[theirs].get("is_sure")))
            for theirs, mine in names.items()
            if found.get(theirs, {}).get("value")
        }


class IdConfirmView(ConfirmView, IdentityStep):
    """The ID card, both sides."""

    step = WizardStep.ID_CONFIRM
    numbers = frozenset({"id_number", "id_valid_from", "id_valid_until"})
    mine = {"valid_from": "id_valid_from", "valid_until": "id_valid_until"}
    papers = (
        (PictureKind.ID_FRONT.value, "app:verification-id-front"),
        (PictureKind.ID_BACK.value, "app:verification-id-back"),
    )

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        """As on the card."""
        return IdentityForm(*args, paper=self.row.paper, **kwargs)

    def saved(self) -> dict[str, Any]:
        row = self.row
        until = LONG_TERM if row.id_is_long_term else _iso(row.id_valid_until)
        names = ("person_name", "id_number", "id_address", "issuing_authority")
        fields = {name: getattr(row, name) for name in names}
        return fields | {"id_valid_from": _iso(row.id_valid_from), "id_valid_until": until}

    def read(self) -> dict[str, tuple[str, bool]]:
        if self.row.paper != IdPaper.RESIDENT_ID:
            return {}
        front = {name: name for name in ("person_name", "id_number", "id_address")}
        back = {
            "issuing_authority": "issuing_authority",
            "valid_from": "id_valid_from",
            "valid_until": "id_valid_until",
        }
        return self._read_of("id_front", front) | self._read_of("id_back", back)

    def data(self, form: TypedForm) -> dict[str, Any]:
        """Of the paper that was chosen."""
        assert isinstance(form, IdentityForm)  # noqa: S101 - narrows the type
        return form.data_for_service | {"paper": self.row.paper}


class LicenceConfirmView(ConfirmView, LicenceStep):
    """营业执照; then the register is asked (R8)."""

    step = WizardStep.LICENCE_CONFIRM
    numbers = frozenset({"uscc", "established_on"})
    papers = ((PictureKind.LICENCE.value, "app:verification-licence"),)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        """As on the licence."""
        return LicenceForm(*args, head_title=self.head_title, **kwargs)

    def saved(self) -> dict[str, Any]:
        """As confirmed; before that only what no picture shows."""
        registered = self.registered()
        if self.row.licence_confirmed_at is None:
            read = self.read()
            return {name: value for name, value in registered.items() if name not in read}
        known = {name: registered[name] for name in ("entity_type", "region_code")}
        return known | {name: value for name, value in self.row.licence.items() if value}

    def read(self) -> dict[str, tuple[str, bool]]:
        """What the licence shows."""
        names = ("name", "uscc", "legal_representative_name", "registered_address", "established_on")
        return self._read_of("licence", {name: name for name in names})

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        """Save, then ask the register; a source that does not answer holds nobody up."""
        super().commit(data, version)
        return licence_check(actor=self.request.actor, verification_id=self.row.pk)

    def show(self, form: TypedForm | None = None, status: int = 200, **context: Any) -> HttpResponse:
        """With what the licence itself calls the kind of enterprise, and which form of licence it is."""
        text = read_fields(verification=self.row, paper="licence").get("entity_type_text", {})
        labels = {value: str(label) for value, label in EntityType.choices}
        note = str(text.get("value", ""))
        seen = licence_words(verification=self.row)
        return super().show(form, status, entity_note=note, entity_labels=labels, seen=seen, **context)


def _label_of(bound: BoundField, value: str) -> str:
    """A choice by its name."""
    return str(dict(getattr(bound.field, "choices", ())).get(value, value))


def _iso(day: Any) -> str:
    return day.isoformat() if day else ""
