"""The three steps that are typed: role, identity, licence. What each saves, and how the same click is told from another tab."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from yuzhengdai.domain.verification import checks
from yuzhengdai.domain.verification.enums import VerificationRole
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services.draft import (
    role_values,
    verification_save_identity,
    verification_save_licence,
    verification_save_role,
)
from yuzhengdai.foundation.core.errors import Conflict, ExternalError, FieldErrors, Refused
from yuzhengdai.foundation.reference.regions import city_of
from yuzhengdai.sites.member.verification.base import StepView
from yuzhengdai.sites.web.typed_form import TypedForm


class FormStep(StepView):
    """A step with a form that one service saves."""

    def make_form(self, *args: Any, **kwargs: Any) -> TypedForm:
        """The form of this step."""
        raise NotImplementedError

    def saved(self) -> dict[str, Any]:
        """What is saved, as the form shows it."""
        raise NotImplementedError

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        """Call the service. Raises FieldErrors, Conflict, Refused, ExternalError."""
        raise NotImplementedError

    def canonical(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What was typed, checked and cleaned. Raises FieldErrors."""
        raise NotImplementedError

    def stored(self, row: Verification, names: Mapping[str, Any]) -> dict[str, Any]:
        """What is saved under the names of ``canonical``."""
        return {name: getattr(row, name) for name in names}

    def data(self, form: TypedForm) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        return form.typed

    def attempt(self, form: TypedForm) -> int:
        """Save; what is refused stands in the form afterwards. Returns the HTTP status of the refusal, 0 for none.

        The same once more is no conflict, but a second click or an answer that was lost.
        """
        data = self.data(form)
        try:
            self.commit(data, form.shown_version)
        except FieldErrors as error:
            form.add_field_errors(error)
            return HTTPStatus.UNPROCESSABLE_ENTITY
        except Conflict as error:
            if self.is_saved(data):
                return 0
            self.row = self.find() or self.row
            form.add_error(None, self.conflict_words(error))
            return HTTPStatus.CONFLICT
        except (Refused, ExternalError) as error:
            self.row = self.find() or self.row
            form.add_error(None, error.sentence)
            return error.http_status
        return 0

    def is_saved(self, data: Mapping[str, Any]) -> bool:
        """Whether exactly this is saved already."""
        row = self.find()
        try:
            wanted = self.canonical(data)
        except FieldErrors:
            return False
        return row is not None and self.stored(row, wanted) == wanted

    def conflict_words(self, error: Conflict) -> str:
        """What to say when somebody was quicker."""
        return error.sentence

    def typed(self) -> Mapping[str, Any]:
        """The fields as they stand."""
        return self.make_form(self.request.POST).typed


class RoleStep(FormStep):
    """办理身份, and an agent's powers."""

    typed_key = "role"

    def saved(self) -> dict[str, Any]:
        """Role, powers and their end."""
        row = self.row
        ends_on = row.agent_ends_on.isoformat() if row.agent_ends_on else ""
        return {"role": row.role, "agent_scopes": row.agent_scopes, "agent_ends_on": ends_on}

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        return verification_save_role(
            actor=self.request.actor, verification_id=self.row.pk, data=data, expected_version=version
        )

    def canonical(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """An invited agent's powers are the invitation's."""
        return role_values(actor=self.request.actor, data=data)


class IdentityStep(FormStep):
    """The person of the paper."""

    typed_key = "identity"

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        """Save the person's data."""
        return verification_save_identity(
            actor=self.request.actor, verification_id=self.row.pk, data=data, expected_version=version
        )

    def canonical(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """As on the card."""
        return asdict(checks.check_identity(data))


class LicenceStep(FormStep):
    typed_key = "licence"

    def registered(self) -> dict[str, Any]:
        """What the registration says, and of a head the step before.

        The form asks for the city; the code names the county where the enterprise was first registered.
        """
        enterprise = self.enterprise
        city = city_of(enterprise.region_code or enterprise.uscc[2:8])
        known = {
            "name": enterprise.name,
            "uscc": enterprise.uscc,
            "entity_type": enterprise.entity_type,
            "registered_address": enterprise.registered_address,
            "region_code": city.code if city else "",
        }
        if self.row.role == VerificationRole.LEGAL_REPRESENTATIVE:
            known["legal_representative_name"] = self.row.person_name
        return known

    def commit(self, data: Mapping[str, Any], version: int | None) -> object:
        return verification_save_licence(
            actor=self.request.actor, verification_id=self.row.pk, data=data, expected_version=version
        )

    def canonical(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """As on the licence."""
        return checks.check_licence(data, registered_uscc=self.enterprise.uscc)

    def stored(self, row: Verification, names: Mapping[str, Any]) -> dict[str, Any]:
        """It lies in one field."""
        return dict(row.licence)
