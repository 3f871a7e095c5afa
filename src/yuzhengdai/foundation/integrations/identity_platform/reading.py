"""Reading what 电子营业执照 and 网号/网证 told, by the row's claims map; whatever is missing or unknown is refused, nothing is guessed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.days import clean_day
from yuzhengdai.foundation.core.validators import clean_enterprise_name, clean_uscc
from yuzhengdai.foundation.integrations.gov_data.base import RegistrationState
from yuzhengdai.foundation.integrations.identity_platform import refusals
from yuzhengdai.foundation.integrations.identity_platform.base import PlatformRow
from yuzhengdai.foundation.integrations.identity_platform.claims import SUBJECT_LIMIT, text_of
from yuzhengdai.foundation.integrations.identity_platform.papers import Holder, LicenceShown, PersonShown


def licence_of(row: PlatformRow, told: Mapping[str, Any]) -> LicenceShown:
    """The licence; Refused ``platform.licence_incomplete`` where a word that counts is missing or none of ours."""
    names = ("enterprise_name", "uscc", "legal_representative", "address")
    said = {name: text_of(row, told, name) for name in names}
    since = text_of(row, told, "established_on")
    try:
        return LicenceShown(
            subject=_subject(row, told),
            uscc=clean_uscc(said["uscc"]),
            enterprise_name=clean_enterprise_name(said["enterprise_name"]),
            legal_representative_name=said["legal_representative"],
            registered_address=said["address"],
            established_on=clean_day(since, label="成立日期") if since else None,
            state=RegistrationState(row.register_states.get(text_of(row, told, "register_state"), "")),
            holder=Holder(row.holders.get(text_of(row, told, "holder"), "")),
            holder_name=text_of(row, told, "holder_name")[:40],
            reference=text_of(row, told, "reference")[:80],
        )
    except (ValidationError, ValueError):
        raise refusals.licence_incomplete(row) from None


def person_of(row: PlatformRow, told: Mapping[str, Any]) -> PersonShown:
    """The yes or no. Only ``true`` is a yes; Refused ``platform.person_incomplete`` where neither is said."""
    is_same = told.get(row.claims.get("is_same_person", ""))
    if not isinstance(is_same, bool):
        raise refusals.person_incomplete(row)
    try:
        subject = _subject(row, told)
    except ValueError:
        raise refusals.person_incomplete(row) from None
    is_face_checked = told.get(row.claims.get("is_face_checked", "")) is True
    return PersonShown(subject, is_same, is_face_checked, text_of(row, told, "reference")[:80])


def _subject(row: PlatformRow, told: Mapping[str, Any]) -> str:
    subject = text_of(row, told, "subject")
    if not subject or len(subject) > SUBJECT_LIMIT:
        raise ValueError(subject)
    return subject
