"""核对身份信息 and 核对营业执照: what was read, to be corrected with the person."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse

from yuzhengdai.domain.verification.counter.filling import counter_save_identity, counter_save_licence
from yuzhengdai.domain.verification.enums import IdPaper, PictureKind, VerificationRole
from yuzhengdai.domain.verification.parts import doubtful_parts
from yuzhengdai.domain.verification.reading import licence_words, proposed, read_fields
from yuzhengdai.domain.verification.selectors import pictures_needed, verification_papers
from yuzhengdai.foundation.core.errors import Conflict, FieldErrors
from yuzhengdai.foundation.reference.regions import city_of
from yuzhengdai.sites.staff.counter.base import OpenPage
from yuzhengdai.sites.staff.counter.forms import IdentityForm
from yuzhengdai.sites.web.proof_forms import LicenceForm
from yuzhengdai.sites.web.typed_form import TypedForm

RENAMED = {"valid_from": "id_valid_from", "valid_until": "id_valid_until"}
"""Name at the reader → name in the form, where they differ."""
CHECK = "读得不够清楚，请对照证件核对"
NOT_READ = "没有读出，请对照证件填写"


class DataPage(OpenPage):
    """A form with what was read of the papers beside it."""

    title = ""
    papers: tuple[str, ...] = ()

    def load(self) -> str:
        """After every photograph is there."""
        away = super().load()
        if away:
            return away
        there = verification_papers(verification=self.row)
        is_complete = bool(self.row.role) and all(k in there for k in pictures_needed(verification=self.row))
        return "" if is_complete else self.link("counter-papers", self.session.pk)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        """The form of this page."""
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        """What is saved, else what was read."""
        raise NotImplementedError

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        """Save by the page's service. Raises FieldErrors, Conflict, Refused."""
        raise NotImplementedError

    def show(self, form: TypedForm | None = None, status: int = 200, **kwargs: Any) -> HttpResponse:
        form = form or self.make_form(initial={**self.initial(), "version": self.row.version})
        form.show_version(self.row.version)
        self._hints(form)
        there = verification_papers(verification=self.row)
        shown = [
            {"kind": kind, "label": str(PictureKind(kind).label), "file": there[kind]}
            for kind in self.papers
            if kind in there
        ]
        return self.step_page(
            "data",
            status,
            form=form,
            title=self.title,
            papers=shown,
            parts=self.doubtful(),
            seen=self.seen(),
        )

    def save(self, **kwargs: Any) -> HttpResponse:
        form = self.make_form(self.request.POST)
        try:
            self.commit(form.typed, form.shown_version)
        except FieldErrors as error:
            self.fresh()
            form.add_field_errors(error)
            return self.show(form, 422)
        except Conflict as error:
            self.fresh()
            form.add_error(None, error.sentence)
            return self.show(form, error.http_status)
        return self.go_on()

    def read(self) -> dict[str, tuple[str, bool]]:
        """Field → (what was read, whether the reader is sure)."""
        out: dict[str, tuple[str, bool]] = {}
        for paper in self.papers:
            for name, found in read_fields(verification=self.row, paper=paper).items():
                value = str(found.get("value", ""))
                if value:
                    out[RENAMED.get(name, name)] = (value, bool(found.get("is_sure")))
        return out

    def doubtful(self) -> dict[str, tuple[str, str]]:
        """Field of the form → (paper, name at the reader) where its place on the photograph is shown."""
        return {
            RENAMED.get(name, name): (paper, name)
            for paper in self.papers
            for name in doubtful_parts(verification=self.row, paper=paper)
        }

    def seen(self) -> str:
        """Which form of the paper was photographed, "" where it does not say."""
        return ""

    def _hints(self, form: TypedForm) -> None:
        """Beside each field that is read from a paper: whether it was, and how surely."""
        read = self.read()
        for name, field in form.fields.items():
            if name in {"version", "entity_type", "region_code"}:
                continue
            if name not in read:
                field.help_text = NOT_READ
            elif not read[name][1]:
                field.help_text = CHECK


class IdentityView(DataPage):
    """The ID card or another paper, both sides beside the fields."""

    step = "identity"
    title = "核对身份信息"
    papers = (PictureKind.ID_FRONT.value, PictureKind.ID_BACK.value)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        return IdentityForm(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        row = self.row
        if row.identity_confirmed_at is None:
            read: dict[str, str] = {}
            for paper in self.papers:
                read |= proposed(verification=row, paper=paper)
            if read.pop("id_is_long_term", ""):
                read["id_valid_until"] = "长期"
            return read
        until = (
            "长期" if row.id_is_long_term else (row.id_valid_until.isoformat() if row.id_valid_until else "")
        )
        return {
            **{n: getattr(row, n) for n in ("person_name", "id_number", "id_address", "issuing_authority")},
            "id_valid_from": row.id_valid_from.isoformat() if row.id_valid_from else "",
            "id_valid_until": until,
        }

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        """Of the paper that was chosen with the role."""
        return counter_save_identity(
            actor=self.request.actor,
            session_id=self.session.pk,
            data={**data, "paper": self.row.paper or IdPaper.RESIDENT_ID.value},
            expected_version=version,
        )


class LicenceView(DataPage):
    """营业执照; then the register is asked."""

    step = "licence"
    title = "核对营业执照"
    papers = (PictureKind.LICENCE.value,)

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        return LicenceForm(*args, head_title=self.head_title, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What is confirmed; before that what was read, over what the registration says."""
        row, enterprise = self.row, self.row.enterprise
        city = city_of(enterprise.region_code or enterprise.uscc[2:8])
        known = {
            "name": enterprise.name,
            "uscc": enterprise.uscc,
            "entity_type": enterprise.entity_type,
            "registered_address": enterprise.registered_address,
            "region_code": city.code if city else "",
        }
        if row.role == VerificationRole.LEGAL_REPRESENTATIVE:
            known["legal_representative_name"] = row.person_name
        if row.licence_confirmed_at is not None:
            return known | {name: value for name, value in row.licence.items() if value}
        return known | {name: value for name, (value, _) in self.read().items() if value}

    def seen(self) -> str:
        """正本, 副本 or 电子: what the person holds is told apart from a copy of it."""
        return licence_words(verification=self.row)

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        """Save, then ask the register; a source that does not answer holds nobody up."""
        return counter_save_licence(
            actor=self.request.actor, session_id=self.session.pk, data=data, expected_version=version
        )
