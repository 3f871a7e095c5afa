"""Filling in: opened once, resumed for seven days, each part saved on its own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any
from uuid import UUID

from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import user_consent_missing
from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.domain.enterprises.selectors import enterprise_for_actor
from yuzhengdai.domain.verification import checks, reading
from yuzhengdai.domain.verification.counter_enums import AT_COUNTER
from yuzhengdai.domain.verification.enums import VerificationRole, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import invited_place, verification_get
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.opening import attempt_begin, attempt_found
from yuzhengdai.domain.verification.services.papers import picture_keep
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import NotFound, Refused
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.files.checks import CheckedFile
from yuzhengdai.foundation.files.models import StoredFile

ID_NUMBER_TAG = "verification.verification.id_number"
TYPED_FIELDS = {
    "role": ("role", "agent_scopes", "agent_ends_on"),
    "identity": (
        "person_name",
        "id_number",
        "id_address",
        "id_valid_from",
        "id_valid_until",
        "id_is_long_term",
        "issuing_authority",
        "paper",
    ),
    "licence": (
        "name",
        "uscc",
        "entity_type",
        "legal_representative_name",
        "registered_address",
        "established_on",
        "region_code",
    ),
    "transfer": ("account_number", "bank_name"),
    "utilities": (
        "electricity-number",
        "electricity-payer_name",
        "electricity-payer_phone",
        "social-number",
    ),
    "pages": (),
}
"""Steps of filling in and the fields that 「暂不认证」 keeps of each."""

_TYPED_LONGEST = 300


def verification_open(*, actor: Actor, way: VerificationWay = VerificationWay.MANUAL) -> Verification:
    """The attempt under way, or a new one. Refused for an enterprise that is verified already."""
    enterprise = enterprise_for_actor(actor=actor)
    if enterprise.state != EnterpriseState.CLAIMED:
        raise Refused("verification.done", "本企业已完成认证，不需要再次办理。")
    found = attempt_found(actor=actor)
    if found is not None:
        return found
    return attempt_begin(actor=actor, enterprise=enterprise, way=way)


def verification_save_role(
    *, actor: Actor, verification_id: UUID, data: Mapping[str, Any], expected_version: int | None = None
) -> Verification:
    """Who does it, and an agent's powers; those of an invited agent are the invitation's. Raises FieldErrors."""
    values = role_values(actor=actor, data=data)
    with _editing(actor, verification_id, expected_version) as row:
        step_fill(row, "role", values)
    return row


def role_values(*, actor: Actor, data: Mapping[str, Any]) -> dict[str, Any]:
    """What ``verification_save_role`` writes for what was typed. Raises FieldErrors."""
    invited = invited_place(actor=actor) if data.get("role") == VerificationRole.AGENT else None
    if invited is None:
        return checks.check_role(data)
    return {
        "role": VerificationRole.AGENT.value,
        "agent_scopes": invited.scopes,
        "agent_ends_on": invited.ends_on,
    }


def verification_save_identity(
    *, actor: Actor, verification_id: UUID, data: Mapping[str, Any], expected_version: int | None = None
) -> Verification:
    """The person's data. Refused without a live consent for identity data; raises FieldErrors."""
    _require_consent(_applicant(actor, verification_id))
    identity = checks.check_identity(data)
    values = asdict(identity) | {
        "id_number_index": blind_index(ID_NUMBER_TAG, identity.id_number),
        "identity_confirmed_at": now(),
    }
    with _editing(actor, verification_id, expected_version) as row:
        step_fill(row, "identity", values)
    return row


def verification_save_licence(
    *, actor: Actor, verification_id: UUID, data: Mapping[str, Any], expected_version: int | None = None
) -> Verification:
    """The licence's data. Raises FieldErrors."""
    registered = _registered_code(actor, verification_id)
    licence = checks.check_licence(data, registered_uscc=registered)
    values = {"licence": licence, "licence_confirmed_at": now()}
    # What is typed is not what an 电子营业执照 said: the photograph is asked for again.
    values |= {"licence_from": "", "licence_holder": "", "licence_holder_name": ""}
    with _editing(actor, verification_id, expected_version) as row:
        reading.require_own_code(verification=row, registered_uscc=registered)
        step_fill(row, "licence", values)
    return row


def verification_keep_typed(
    *, actor: Actor, verification_id: UUID, step: str, typed: Mapping[str, Any]
) -> Verification:
    """「暂不认证」: keep what was typed into a step as it is, unchecked (R9). Identity data only after consent."""
    if step == "identity":
        _require_consent(_user(actor))
    kept = {name: _short(value) for name, value in typed.items() if name in TYPED_FIELDS[step] and value}
    with _editing(actor, verification_id) as row:
        row.typed = {**row.typed, step: kept}
        draft_prolong(row)
    return row


def verification_picture_attach(
    *, actor: Actor, verification_id: UUID, kind: str, picture: CheckedFile, is_confirmed: bool = False
) -> StoredFile:
    """Keep a picture or letter in place of the one before (``picture_keep``). The caller has checked the upload (files.checks)."""
    return picture_keep(
        actor=actor, verification_id=verification_id, kind=kind, picture=picture, is_confirmed=is_confirmed
    )


def _short(value: Any) -> Any:
    return (
        [str(item)[:_TYPED_LONGEST] for item in value]
        if isinstance(value, list)
        else str(value)[:_TYPED_LONGEST]
    )


def _editing(
    actor: Actor, verification_id: UUID, expected_version: int | None = None
) -> AbstractContextManager[Verification]:
    return verification_step(
        actor=actor, verification_id=verification_id, action="edit", expected_version=expected_version
    )


def step_fill(row: Verification, step: str, values: Mapping[str, Any]) -> None:
    """Put checked values of one part into a row that the caller has locked; what was kept of it unchecked has served."""
    for name, value in values.items():
        setattr(row, name, value)
    row.typed = {name: kept for name, kept in row.typed.items() if name != step}
    draft_prolong(row)


def _applicant(actor: Actor, verification_id: UUID) -> User:
    """Whose data it is: the actor's own, at a counter the person's who stands there."""
    if not actor.has_role(AT_COUNTER):
        return _user(actor)
    return _at_counter(actor, verification_id).user


def _registered_code(actor: Actor, verification_id: UUID) -> str:
    if not actor.has_role(AT_COUNTER):
        return enterprise_for_actor(actor=actor).uscc
    return _at_counter(actor, verification_id).enterprise.uscc


def _at_counter(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None


def _require_consent(user: User) -> None:
    if user_consent_missing(user=user, kind=AgreementKind.IDENTITY_DATA) is not None:
        raise Refused("verification.consent", "请先阅读并同意《身份信息处理同意书》，再填写身份信息。")


def _user(actor: Actor) -> User:
    if actor.user_id is None:
        raise User.DoesNotExist
    return User.objects.get(pk=actor.user_id)
