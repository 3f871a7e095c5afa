"""Asking the sources about an attempt. Answers are stored as they come; no answer is kept as UNAVAILABLE and never a pass.

No lock and no transaction is held while a source is asked: what is written afterwards carries the digest of what was asked,
so that an answer to an older question counts for nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import user_consent_missing
from yuzhengdai.domain.enterprises.enums import EnterpriseSize, EntityType
from yuzhengdai.domain.verification import evidence
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    IdPaper,
    PictureKind,
    VerificationRole,
    VerificationWay,
)
from yuzhengdai.domain.verification.evidence import Answer
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.reading import qr_code_uscc
from yuzhengdai.domain.verification.selectors import (
    is_invited_by_head,
    verification_get,
    verification_pictures,
)
from yuzhengdai.domain.verification.services.face_match import face_match
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.errors import ExternalError, FieldErrors, NotFound
from yuzhengdai.foundation.files.models import StoredFile
from yuzhengdai.foundation.files.services import file_read
from yuzhengdai.foundation.integrations.gov_data.base import (
    REGISTRATION_LABELS,
    RegisteredEnterprise,
    RegistrationState,
)
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.reference.industries import industry

LICENCE_KINDS = (CheckKind.REGISTRATION, CheckKind.ELEMENTS, CheckKind.LICENCE_QR)
ENDED_STATES = (RegistrationState.CANCELLED, RegistrationState.REVOKED)
Pictures = Mapping[str, StoredFile]

_IDENTITY_RESULTS = {
    IdentityAnswer.MATCH: CheckResult.PASS,
    IdentityAnswer.PORTRAIT_UNSURE: CheckResult.REVIEW,
}
_ELEMENT_SENTENCES = {
    "name": "与市场监管部门登记的企业名称不一致，请对照营业执照核对",
    "uscc": "市场监管部门没有查到这个统一社会信用代码，请对照营业执照核对",
    "legal_representative_name": "与市场监管部门登记的姓名不一致，请对照营业执照核对",
    "legal_representative_id_number": "登记的{head}不是身份证上的这个人；如果您是经办人，请在第一步选择「我是经办人」",
}


def licence_check(*, actor: Actor, verification_id: UUID) -> Verification:
    """Registration state, 企业四要素 and QR against the saved licence (R8); call it after ``verification_save_licence``.

    Raises FieldErrors: ``uscc`` for 注销, 吊销 and an unknown code, and what disagrees, which opens the step again. On the way
    人工审核 only an ended enterprise stops; an operator looks at the rest. A source that is down stops nobody.
    """
    row = _get(actor, verification_id)
    known = evidence.current_results(verification=row)
    found = ask(
        verification=row, kinds=[kind for kind in LICENCE_KINDS if known.get(kind) != CheckResult.PASS]
    )
    errors = _licence_errors(row, found)
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as saved:
        write(verification=saved, answers=found)
        if errors:
            saved.licence_confirmed_at = None
    if errors:
        raise FieldErrors(errors)
    return saved


def ask(*, verification: Verification, kinds: Iterable[CheckKind]) -> list[tuple[Answer, str]]:
    """Ask about each kind; (answer, digest of what was asked). Never raises for a source that fails."""
    pictures = verification_pictures(verification=verification)
    out: list[tuple[Answer, str]] = []
    for kind in kinds:
        answer = _ASKERS[kind](verification, pictures)
        if answer is not None:
            digest = evidence.input_digest(verification=verification, kind=kind, pictures=pictures)
            out.append((answer, digest))
    return out


def write(*, verification: Verification, answers: Iterable[tuple[Answer, str]]) -> None:
    """Keep answers, in the caller's transaction."""
    for answer, digest in answers:
        evidence.keep(verification=verification, answer=answer, digest=digest)


def missing_kinds(*, verification: Verification) -> list[CheckKind]:
    """What is to be asked (again) before deciding: what has no answer that counts, and what was UNAVAILABLE."""
    row = verification
    kinds = [CheckKind.REGISTRATION, CheckKind.ELEMENTS, CheckKind.LICENCE_QR]
    if row.paper == IdPaper.RESIDENT_ID:
        kinds.append(CheckKind.IDENTITY)
    if row.way == VerificationWay.FACE:
        kinds.append(CheckKind.FACE_MATCH)
    if row.role == VerificationRole.AGENT and row.renews_id is None:
        kinds.append(CheckKind.INVITATION)
    results = evidence.current_results(verification=row)
    return [kind for kind in kinds if results.get(kind, CheckResult.UNAVAILABLE) == CheckResult.UNAVAILABLE]


def _registration(row: Verification, pictures: Pictures) -> Answer:
    source = get_gov_data()
    try:
        found = source.enterprise(
            uscc=str(row.licence.get("uscc", "")), name=str(row.licence.get("name", ""))
        )
    except ExternalError as error:
        return _unavailable(CheckKind.REGISTRATION, source.name, error)
    return Answer(
        CheckKind.REGISTRATION,
        _registration_result(found),
        found.source,
        is_authoritative=found.is_authoritative,
        detail={"found": found.is_found, "state": found.state.value, **_particulars(found)},
        reference=found.reference,
    )


def _particulars(found: RegisteredEnterprise) -> dict[str, str]:
    """Industry and size where the register says ones that are known; they are taken over when the attempt passes."""
    known = industry(found.industry_code) if found.industry_code else None
    told = {
        "industry_code": known.code if known and not known.is_section else "",
        "size": found.size if found.size in EnterpriseSize.values else "",
    }
    return {name: value for name, value in told.items() if value}


def _registration_result(found: RegisteredEnterprise) -> CheckResult:
    if not found.is_found or found.state in ENDED_STATES:
        return CheckResult.FAIL
    return CheckResult.PASS if found.state == RegistrationState.ACTIVE else CheckResult.REVIEW


def _elements(row: Verification, pictures: Pictures) -> Answer:
    source, licence = get_gov_data(), row.licence
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    try:
        found = source.elements_check(
            name=str(licence.get("name", "")),
            uscc=str(licence.get("uscc", "")),
            legal_representative_name=str(licence.get("legal_representative_name", "")),
            legal_representative_id_number=row.id_number if is_head else "",
        )
    except ExternalError as error:
        return _unavailable(CheckKind.ELEMENTS, source.name, error)
    elements = dict(found.elements)
    wanted = 4 if is_head else 3
    result = CheckResult.PASS if len(elements) >= wanted else CheckResult.REVIEW
    if not all(elements.values()):
        result = CheckResult.FAIL
    return Answer(
        CheckKind.ELEMENTS,
        result,
        found.source,
        is_authoritative=found.is_authoritative,
        detail={"elements": elements},
        reference=found.reference,
    )


def _licence_qr(row: Verification, pictures: Pictures) -> Answer | None:
    code = qr_code_uscc(verification=row)
    if not code:
        return None
    is_same = code == row.licence.get("uscc")
    return Answer(CheckKind.LICENCE_QR, CheckResult.PASS if is_same else CheckResult.FAIL, "qr")


def _identity(row: Verification, pictures: Pictures) -> Answer:
    source = get_identity()
    portrait = _portrait(row, pictures)
    try:
        found = source.person_check(person_name=row.person_name, id_number=row.id_number, portrait=portrait)
    except ExternalError as error:
        return _unavailable(CheckKind.IDENTITY, source.name, error)
    return Answer(
        CheckKind.IDENTITY,
        _IDENTITY_RESULTS.get(found.answer, CheckResult.FAIL),
        found.source,
        is_authoritative=found.is_authoritative,
        score=found.portrait_score,
        detail={"answer": found.answer.value, "with_portrait": portrait is not None},
        reference=found.reference,
    )


def _portrait(row: Verification, pictures: Pictures) -> bytes | None:
    """The live face, only under a live consent for face data."""
    reference = pictures.get(PictureKind.FACE_REFERENCE.value)
    if row.way != VerificationWay.FACE or reference is None:
        return None
    if user_consent_missing(user=row.user, kind=AgreementKind.FACE_DATA) is not None:
        return None
    return file_read(reference)


def _face(row: Verification, pictures: Pictures) -> Answer | None:
    reference = pictures.get(PictureKind.FACE_REFERENCE.value)
    return None if reference is None else face_match(verification=row, reference=reference)


def _invitation(row: Verification, pictures: Pictures) -> Answer:
    is_invited = is_invited_by_head(verification=row)
    result = CheckResult.PASS if is_invited else CheckResult.REVIEW
    return Answer(CheckKind.INVITATION, result, "platform", is_authoritative=is_invited)


_ASKERS: Mapping[str, Callable[[Verification, Pictures], Answer | None]] = {
    CheckKind.REGISTRATION: _registration,
    CheckKind.ELEMENTS: _elements,
    CheckKind.LICENCE_QR: _licence_qr,
    CheckKind.IDENTITY: _identity,
    CheckKind.FACE_MATCH: _face,
    CheckKind.INVITATION: _invitation,
}


def _unavailable(kind: CheckKind, source: str, error: ExternalError) -> Answer:
    return Answer(kind, CheckResult.UNAVAILABLE, source, detail={"why": error.code})


def _licence_errors(row: Verification, found: Iterable[tuple[Answer, str]]) -> dict[str, str]:
    errors: dict[str, str] = {}
    head = EntityType(row.enterprise.entity_type).head_title
    for answer, _ in found:
        if answer.result != CheckResult.FAIL:
            continue
        if answer.kind == CheckKind.REGISTRATION:
            state = RegistrationState(answer.detail["state"])
            if state in ENDED_STATES:
                return {"uscc": f"登记机关显示这家企业已{REGISTRATION_LABELS[state]}，不能办理认证"}
            errors["uscc"] = _ELEMENT_SENTENCES["uscc"]
        elif answer.kind == CheckKind.LICENCE_QR:
            errors["uscc"] = "照片上二维码的统一社会信用代码与填写的不一致，请换用本企业的营业执照"
        else:
            for name, agrees in answer.detail["elements"].items():
                field = name.replace("legal_representative_id_number", "legal_representative_name")
                if not agrees:
                    errors.setdefault(field, _ELEMENT_SENTENCES[name].format(head=head))
    return {} if row.way == VerificationWay.MANUAL else errors


def _get(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None
