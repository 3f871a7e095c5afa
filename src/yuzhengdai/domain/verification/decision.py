"""What the stored answers lead to. Pure; the table of its tests is the specification.

A refusal needs a source that says no. A pass needs every answer, each from a source whose word counts
(authoritative, or of the assurance that is asked for). Everything else is for an operator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from yuzhengdai.domain.verification.enums import (
    CheckKind,
    CheckResult,
    ReviewReason,
    VerificationRole,
    VerificationWay,
)


class Outcome(StrEnum):
    """Values are actions of the workflow."""

    PASS = "auto_pass"  # noqa: S105 the word of the workflow
    REVIEW = "send_to_review"
    REFUSE = "auto_refuse"


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that counts."""

    result: str
    is_authoritative: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """``demands_certified``: the site lets only a certified face provider pass (FACE_ASSURANCE_DEMANDED).

    ``is_card_read``: the number on the photographed card was surely read and is the typed one, which is what binds face, card
    and number. ``has_sure_difference``: something else was surely read and typed differently. ``is_known_elsewhere``: the code
    has a verified enterprise in which the applicant has no place. ``is_renewal``: another certificate for a place that an agent
    has already, so that no letter is looked at.
    """

    way: str
    role: str
    answers: Mapping[str, Given] = field(default_factory=dict)
    demands_certified: bool = True
    is_resident_id: bool = True
    is_card_read: bool = True
    has_sure_difference: bool = False
    is_known_elsewhere: bool = False
    is_renewal: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """``why`` are plain words for the desk; reason and sentence are for the applicant of a refusal."""

    outcome: Outcome
    reason_code: str = ""
    sentence: str = ""
    why: tuple[str, ...] = ()


_REFUSALS: Mapping[str, tuple[ReviewReason, str]] = {
    CheckKind.REGISTRATION: (
        ReviewReason.ENTERPRISE_STATE,
        "登记机关显示企业状态不正常，不能办理认证。如有疑问请先到登记机关核实。",
    ),
    CheckKind.ELEMENTS: (
        ReviewReason.DATA_MISMATCH,
        "企业名称、代码或法定代表人与登记机关的记录不一致，请核对后重新办理，或改用人工认证。",
    ),
    CheckKind.IDENTITY: (
        ReviewReason.DATA_MISMATCH,
        "姓名、身份证号或人像与权威渠道的记录不一致，请核对后重新办理，或改用人工认证。",
    ),
    CheckKind.FACE_MATCH: (
        ReviewReason.DATA_MISMATCH,
        "人脸与身份证照片不一致，请由身份证本人重新办理，或改用人工认证。",
    ),
}
_SOURCES = (CheckKind.IDENTITY, CheckKind.REGISTRATION, CheckKind.ELEMENTS)
_BY_WAY: Mapping[str, tuple[CheckKind, ...]] = {
    VerificationWay.FACE: (CheckKind.LIVENESS, CheckKind.FACE_MATCH),
    VerificationWay.BANK_TRANSFER: (CheckKind.TRANSFER,),
    # The person was seen: in place of 活体 and 人脸, not in place of any source or of the register.
    VerificationWay.COUNTER: (CheckKind.COUNTER,),
    # An authority said yes to the person; it stands for card and face, not for the register.
    VerificationWay.NETWORK_ID: (CheckKind.NETWORK_ID,),
}


def decide(facts: Facts) -> Decision:
    """The outcome for an attempt that is handed in."""
    if facts.way == VerificationWay.MANUAL:
        return Decision(Outcome.REVIEW, why=("申请人选择人工认证",))
    if facts.role == VerificationRole.AGENT and facts.is_known_elsewhere:
        return Decision(
            Outcome.REFUSE,
            ReviewReason.NOT_AUTHORISED.value,
            "这家企业已完成认证，请申请加入该企业，由其管理员同意。",
        )
    for kind, (reason, sentence) in _REFUSALS.items():
        given = facts.answers.get(kind)
        if given is not None and given.result == CheckResult.FAIL:
            return Decision(Outcome.REFUSE, reason.value, sentence)
    why = tuple(_doubts(facts))
    return Decision(Outcome.REVIEW if why else Outcome.PASS, why=why)


def _doubts(facts: Facts) -> list[str]:
    doubts = []
    for kind in (*_SOURCES, *_BY_WAY.get(facts.way, ())):
        given = facts.answers.get(kind)
        if given is None or given.result != CheckResult.PASS:
            state = CheckResult(given.result).label if given else CheckResult.UNAVAILABLE.label
            doubts.append(f"{kind.label}：{state}")
        elif not given.is_authoritative and _demands_authority(kind, facts):
            doubts.append(f"{kind.label}：结果仅供参考，不能单独通过")
    qr = facts.answers.get(CheckKind.LICENCE_QR)
    if qr is not None and qr.result != CheckResult.PASS:
        doubts.append("执照二维码与填写的代码不一致")
    invited = facts.answers.get(CheckKind.INVITATION)
    is_invited = invited is not None and invited.result == CheckResult.PASS
    if facts.role == VerificationRole.AGENT and not is_invited and not facts.is_renewal:
        doubts.append("经办人办理，需核对授权书")
    if not facts.is_resident_id:
        doubts.append("使用居民身份证以外的证件")
    elif not facts.is_card_read and facts.way != VerificationWay.NETWORK_ID:
        doubts.append("没有从证件照片上确认身份证号，或与填写的不一致")
    if facts.has_sure_difference:
        doubts.append("证件识别结果与填写内容不一致")
    return doubts


def _demands_authority(kind: CheckKind, facts: Facts) -> bool:
    if kind in {CheckKind.LIVENESS, CheckKind.FACE_MATCH}:
        return facts.demands_certified
    return True
