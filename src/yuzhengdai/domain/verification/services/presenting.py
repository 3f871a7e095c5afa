"""电子营业执照 and 网号/网证 in 企业认证 (L6): what a platform answered stands for photographs, where the operator lets it count.

Nothing here comes from the browser: the site exchanged the ticket. A licence fills in the licence step and answers 登记状态 and 企业四要素
with the platform's own authority; a 网证 answers for the person named by the licence. Both are refused for another enterprise, for another
person, and for a holder who is not who the applicant says to be. 授权书, review and certificate stay as they are (R9–R11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from yuzhengdai.domain.access.selectors import live_platform_link, platform_subject_index
from yuzhengdai.domain.agreements.models import AgreementKind
from yuzhengdai.domain.agreements.selectors import agreement_current, user_consent_missing
from yuzhengdai.domain.agreements.services import consent_record
from yuzhengdai.domain.verification import checks, evidence
from yuzhengdai.domain.verification.audit_actions import VerificationAudit
from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    IdPaper,
    VerificationRole,
    VerificationWay,
)
from yuzhengdai.domain.verification.evidence import Answer
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.selectors import verification_get, verification_pictures
from yuzhengdai.domain.verification.services.consents import require_consent
from yuzhengdai.domain.verification.services.draft import ID_NUMBER_TAG
from yuzhengdai.domain.verification.services.draft_lifetime import draft_prolong
from yuzhengdai.domain.verification.services.sources import ENDED_STATES
from yuzhengdai.domain.verification.services.step import verification_step
from yuzhengdai.foundation.audit.services import audit_record
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.errors import FieldErrors, NotFound, Refused
from yuzhengdai.foundation.core.keyring import blind_index
from yuzhengdai.foundation.integrations.gov_data.base import REGISTRATION_LABELS, RegistrationState
from yuzhengdai.foundation.integrations.identity_platform.base import PlatformRow
from yuzhengdai.foundation.integrations.identity_platform.papers import (
    HOLDER_LABELS,
    Holder,
    LicenceShown,
    PersonShown,
    is_authoritative,
)
from yuzhengdai.foundation.reference.regions import city_of


@dataclass(frozen=True, slots=True)
class PersonQuestion:
    """What a 网证 is asked about: known before, never told by it. ``id_number`` "" where nothing needs it."""

    person_name: str
    id_number: str


def licence_present(
    *, actor: Actor, verification_id: UUID, platform: PlatformRow, shown: LicenceShown
) -> Verification:
    """Take a licence in place of the photographed one. Raises Refused, each reason with its sentence; the refusal is on record."""
    row = _get(actor, verification_id)
    _require_counting(platform)
    _require_whole(row)
    try:
        values = _licence_values(row, platform, shown)
    except Refused as error:
        _record(actor, row, VerificationAudit.PAPER_REFUSED, platform, shown.reference, why=error.code)
        raise
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as saved:
        require_consent(user=saved.user, kind=AgreementKind.IDENTITY_DATA)
        _require_holder(saved, platform, shown)
        for name, value in values.items():
            setattr(saved, name, value)
        saved.read_data = {name: kept for name, kept in saved.read_data.items() if name != "licence"}
        saved.typed = {name: kept for name, kept in saved.typed.items() if name != "licence"}
        draft_prolong(saved)
        _write(saved, _licence_answers(saved, platform, shown))
        _record(
            actor,
            saved,
            VerificationAudit.LICENCE_SHOWN,
            platform,
            shown.reference,
            holder=shown.holder.value,
        )
    return saved


def licence_put_away(*, actor: Actor, verification_id: UUID) -> Verification:
    """Photograph the licence after all: what the platform said is kept as filled in and confirmed anew."""
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as row:
        row.licence_from = row.licence_holder = row.licence_holder_name = ""
        row.licence_confirmed_at = None
        draft_prolong(row)
    return row


def person_question(*, verification: Verification) -> PersonQuestion:
    """Whom the 网证 is asked about: the 法定代表人 of the licence, or the agent. Raises Refused where no name is known yet."""
    row = verification
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    name = row.licence.get("legal_representative_name", "") if is_head else _agent_name(row)
    if row.way != VerificationWay.NETWORK_ID:
        raise Refused("verification.way", "您选择了其他认证方式；要使用网证，请先更换认证方式。")
    if not name:
        raise Refused("verification.name_first", "请先填写姓名，再出示网证。")
    return PersonQuestion(str(name), row.id_number)


def person_present(
    *,
    actor: Actor,
    verification_id: UUID,
    platform: PlatformRow,
    shown: PersonShown,
    asked: PersonQuestion,
) -> Verification:
    """Take the yes of a 网证 in place of ID card and face. Raises Refused, also where what was
    ``asked`` is no longer the question.
    """
    row = _get(actor, verification_id)
    _require_counting(platform)
    _require_whole(row)
    try:
        _require_own(row, platform, shown)
    except Refused as error:
        _record(actor, row, VerificationAudit.PAPER_REFUSED, platform, shown.reference, why=error.code)
        raise
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as saved:
        require_consent(user=saved.user, kind=AgreementKind.IDENTITY_DATA)
        if person_question(verification=saved) != asked:
            raise Refused("verification.question_changed", "出示网证期间资料有变化，请核对后重新出示。")
        saved.person_name, saved.person_from = asked.person_name, platform.key
        saved.paper = IdPaper.RESIDENT_ID
        saved.id_address = saved.issuing_authority = ""
        saved.id_valid_from = saved.id_valid_until = None
        saved.id_is_long_term = False
        saved.identity_confirmed_at = now()
        draft_prolong(saved)
        _write(saved, _person_answers(platform, shown, asked))
        _record(actor, saved, VerificationAudit.PERSON_SHOWN, platform, shown.reference)
    return saved


def agent_name_give(*, actor: Actor, verification_id: UUID, person_name: str) -> Verification:
    """The name of an 经办人 who goes by 网证. Raises FieldErrors, Refused without consent."""
    name = checks.check_person_name({"person_name": person_name})
    with verification_step(actor=actor, verification_id=verification_id, action="edit") as row:
        require_consent(user=row.user, kind=AgreementKind.IDENTITY_DATA)
        row.person_name = name
        draft_prolong(row)
    return row


def id_number_give(*, actor: Actor, verification_id: UUID, id_number: str, is_agreed: bool) -> Verification:
    """The number of the 法定代表人, asked once where 企业四要素 needs it, with a consent of its own. Raises FieldErrors by field."""
    errors: dict[str, str] = {}
    number = ""
    try:
        number = checks.check_id_number({"id_number": id_number})
    except FieldErrors as error:
        errors |= error.fields
    row = _get(actor, verification_id)
    missing = user_consent_missing(user=row.user, kind=AgreementKind.ID_NUMBER_QUERY)
    if missing is not None and not is_agreed:
        errors["agree"] = "请阅读并勾选《身份证号查询同意书》，或更换认证方式"
    if errors:
        raise FieldErrors(errors)
    with transaction.atomic():
        with verification_step(actor=actor, verification_id=verification_id, action="edit") as saved:
            saved.id_number, saved.id_number_index = number, blind_index(ID_NUMBER_TAG, number)
            draft_prolong(saved)
        if missing is not None:
            current = agreement_current(kind=AgreementKind.ID_NUMBER_QUERY)
            consent_record(actor=actor, agreement=current, user=saved.user)
    return saved


def _licence_values(row: Verification, platform: PlatformRow, shown: LicenceShown) -> dict[str, object]:
    if shown.uscc != row.enterprise.uscc:
        raise Refused(
            "platform.other_enterprise",
            "出示的是另一家企业的电子营业执照，没有采用。请出示本企业的，或改为拍摄营业执照。",
        )
    if shown.state in ENDED_STATES:
        state = REGISTRATION_LABELS[shown.state]
        raise Refused("platform.ended_enterprise", f"登记机关显示这家企业已{state}，不能办理认证。")
    _require_holder(row, platform, shown)
    city = city_of(row.enterprise.region_code or shown.uscc[2:8])
    said = {
        "name": shown.enterprise_name,
        "uscc": shown.uscc,
        "entity_type": row.enterprise.entity_type,
        "legal_representative_name": shown.legal_representative_name,
        "registered_address": shown.registered_address,
        "established_on": shown.established_on.isoformat() if shown.established_on else "",
        "region_code": city.code if city else "",
    }
    try:
        licence = checks.check_licence(said, registered_uscc=row.enterprise.uscc)
    except FieldErrors:
        raise Refused(
            "platform.licence_incomplete",
            f"{platform.name}的答复缺少必要的登记信息，没有采用。请改为拍摄营业执照。",
        ) from None
    return {
        "licence": licence,
        "licence_confirmed_at": now(),
        "licence_from": platform.key,
        "licence_holder": shown.holder.value,
        "licence_holder_name": shown.holder_name,
    }


def _require_holder(row: Verification, platform: PlatformRow, shown: LicenceShown) -> None:
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    if is_head and shown.holder != Holder.LEGAL_REPRESENTATIVE:
        raise Refused(
            "platform.not_the_head",
            f"出示人在{platform.name}里是{HOLDER_LABELS[shown.holder]}，不能证明是法定代表人。"
            "请由法定代表人出示，或在第一步选择「我是经办人」并上传授权书。",
        )


def _licence_answers(row: Verification, platform: PlatformRow, shown: LicenceShown) -> list[Answer]:
    is_head = row.role == VerificationRole.LEGAL_REPRESENTATIVE
    elements = {"name": True, "uscc": True, "legal_representative_name": True}
    # That the 法定代表人 holds it stands for the fourth, so that nobody asks for the number.
    elements |= {"licence_holder": True} if is_head else {}
    is_active = shown.state == RegistrationState.ACTIVE
    state = CheckResult.PASS if is_active else CheckResult.REVIEW
    given: list[tuple[CheckKind, CheckResult, dict[str, Any]]] = [
        (CheckKind.LICENCE_SHOWN, CheckResult.PASS, {"holder": shown.holder.value}),
        (CheckKind.REGISTRATION, state, {"found": True, "state": shown.state.value}),
        (CheckKind.ELEMENTS, CheckResult.PASS, {"elements": elements}),
    ]
    return [
        Answer(
            kind,
            result,
            platform.name,
            is_authoritative=is_authoritative(platform),
            detail=detail,
            reference=shown.reference,
        )
        for kind, result, detail in given
    ]


def _require_own(row: Verification, platform: PlatformRow, shown: PersonShown) -> None:
    if not shown.is_same_person:
        who = "法定代表人" if row.role == VerificationRole.LEGAL_REPRESENTATIVE else "所填的经办人"
        raise Refused(
            "platform.other_person", f"{platform.name}的答复：出示网证的人不是{who}，没有采用。请由本人出示。"
        )
    link = live_platform_link(platform=platform.key, subject=shown.subject)
    if link is not None and link.user_id != row.user_id:
        raise Refused(
            "platform.other_person",
            f"这个{platform.name}账号已绑定另一个手机号，没有采用。请用那个手机号登录后办理。",
        )


def _person_answers(platform: PlatformRow, shown: PersonShown, asked: PersonQuestion) -> list[Answer]:
    # The subject only as an index: who it is, nobody here is told.
    detail = {
        "face": shown.is_face_checked,
        "with_number": bool(asked.id_number),
        "subject": platform_subject_index(platform.key, shown.subject),
    }
    seen = CheckResult.PASS if shown.is_face_checked else CheckResult.REVIEW
    given: list[tuple[CheckKind, CheckResult, dict[str, Any]]] = [
        (CheckKind.NETWORK_ID, seen, detail),
        (CheckKind.IDENTITY, CheckResult.PASS, {"answer": "match"}),
    ]
    return [
        Answer(
            kind,
            result,
            platform.name,
            is_authoritative=is_authoritative(platform),
            detail=told,
            reference=shown.reference,
        )
        for kind, result, told in given
    ]


def _write(row: Verification, answers: Iterable[Answer]) -> None:
    pictures = verification_pictures(verification=row)
    for answer in answers:
        digest = evidence.input_digest(verification=row, kind=answer.kind, pictures=pictures)
        evidence.keep(verification=row, answer=answer, digest=digest)


def _record(
    actor: Actor,
    row: Verification,
    action: VerificationAudit,
    platform: PlatformRow,
    reference: str,
    **more: str,
) -> None:
    with transaction.atomic():
        audit_record(
            actor=actor,
            action=action,
            object_kind="verification",
            object_id=row.pk,
            detail={
                "platform": platform.key,
                "reference": reference,
                "authoritative": is_authoritative(platform),
                **more,
            },
        )


def _agent_name(row: Verification) -> str:
    """Who showed the licence is the agent, where the platform named them; else as typed."""
    is_known = row.licence_from and row.licence_holder not in ("", Holder.LEGAL_REPRESENTATIVE.value)
    return (str(row.licence_holder_name) if is_known else "") or str(row.person_name)


def _require_counting(platform: PlatformRow) -> None:
    if not platform.counts_as_verification:
        raise Refused("platform.not_counting", f"{platform.name}在本平台只用于登录，不能代替企业认证的资料。")


def _require_whole(row: Verification) -> None:
    """Another certificate takes person and enterprise from the passed attempt: nothing of them is shown anew."""
    if row.renews_id is not None:
        raise Refused(
            "verification.renewal_changed",
            "换发证书须由原来的认证人本人做人脸核验。请改用其他方式，重新认证。",
        )


def _get(actor: Actor, verification_id: UUID) -> Verification:
    try:
        return verification_get(actor=actor, verification_id=verification_id)
    except Verification.DoesNotExist:
        raise NotFound from None
