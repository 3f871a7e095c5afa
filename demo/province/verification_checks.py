"""What the phone way leaves behind: what was read, what was asked and answered. Scores are drawn, nothing was measured."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.seed import demo_id
from yuzhengdai.domain.verification.enums import CheckKind as K
from yuzhengdai.domain.verification.enums import CheckResult as R
from yuzhengdai.domain.verification.enums import PictureKind, VerificationState, VerificationWay
from yuzhengdai.domain.verification.evidence import input_digest
from yuzhengdai.domain.verification.models import Verification, VerificationCheck
from yuzhengdai.foundation.files.models import StoredFile

_MODELS = "示例：人脸网格 1、特征 1"
_SOURCES = {
    K.IDENTITY: "身份核验（演示）",
    K.REGISTRATION: "市场监管（演示）",
    K.ELEMENTS: "市场监管（演示）",
    K.TRANSFER: "银行打款（演示）",
    K.COUNTER: "平台运营窗口",
}
_SHOWN = {
    **dict.fromkeys((K.LICENCE_SHOWN, K.REGISTRATION, K.ELEMENTS), "电子营业执照（演示）"),
    **dict.fromkeys((K.NETWORK_ID, K.IDENTITY), "国家网络身份认证（演示）"),
}


@dataclass(frozen=True, slots=True)
class _Case:
    """Why an attempt waits for an operator: results that are not a pass, distance of the faces, a differing field."""

    results: Mapping[K, R]
    distance: float
    differs: str = ""


_CASES = (
    _Case({K.FACE_MATCH: R.REVIEW}, 0.52),
    _Case({K.IDENTITY: R.UNAVAILABLE}, 0.29),
    _Case({}, 0.33, "person_name"),
    _Case({K.ELEMENTS: R.UNAVAILABLE, K.REGISTRATION: R.UNAVAILABLE}, 0.36),
    _Case({}, 0.31, "id_address"),
)
_CLEAR = _Case({}, 0.27)
_BY_TRANSFER = _Case({K.IDENTITY: R.UNAVAILABLE}, 0.0)
_KINDS = {
    VerificationWay.FACE: (K.LIVENESS, K.FACE_MATCH, K.IDENTITY, K.REGISTRATION, K.ELEMENTS),
    VerificationWay.BANK_TRANSFER: (K.IDENTITY, K.REGISTRATION, K.ELEMENTS, K.TRANSFER),
    VerificationWay.COUNTER: (K.IDENTITY, K.REGISTRATION, K.ELEMENTS, K.COUNTER),
    VerificationWay.NETWORK_ID: (K.LICENCE_SHOWN, K.REGISTRATION, K.ELEMENTS, K.NETWORK_ID, K.IDENTITY),
}
_WITHOUT_FACE = _Case({K.NETWORK_ID: R.REVIEW}, 0.0)
SHOWN_INSTEAD = {PictureKind.ID_FRONT, PictureKind.ID_BACK, PictureKind.LICENCE}
"""What is not photographed where 电子营业执照 and 网证 are shown."""


def by_shown_papers(row: Verification) -> None:
    """An attempt with both shown: nothing of a card is known, the licence came from its platform."""
    row.id_number = row.id_number_index = row.id_address = ""
    row.id_is_long_term, row.id_valid_until = False, None
    row.licence_from, row.person_from = "licence", "network-id"
    row.licence_holder, row.licence_holder_name = "legal_representative", row.person_name
    if row.role == "agent":
        row.licence_holder = "clerk"


def leave_answers(
    row: Verification, pictures: Mapping[str, StoredFile], at: datetime, number: int, rng: random.Random
) -> list[VerificationCheck]:
    """Fill in ``read_data`` and what belongs to the phone, and return the answers (unsaved)."""
    case = _CLEAR if row.state == VerificationState.PASSED else _CASES[number % len(_CASES)]
    if row.way == VerificationWay.BANK_TRANSFER:
        case = _BY_TRANSFER
    is_shown = row.way == VerificationWay.NETWORK_ID
    if is_shown:
        case = _WITHOUT_FACE
    row.read_data = {} if is_shown else _read(row, case.differs)
    row.identity_confirmed_at = at
    row.licence_confirmed_at = row.utilities_done_at = at + timedelta(minutes=5)
    row.issuing_authority = "" if is_shown else "示例市公安局示例分局"
    out = []
    for kind in _KINDS[VerificationWay(row.way)]:
        at += timedelta(seconds=rng.randint(2, 40))
        result = case.results.get(kind, R.PASS)
        is_face = kind in {K.LIVENESS, K.FACE_MATCH}
        out.append(
            VerificationCheck(
                id=demo_id(at, "verification-check", row.pk, kind), created_at=at, verification=row, kind=kind, result=result,
                source=_SHOWN[kind] if is_shown else _SOURCES.get(kind, "embedded"), is_authoritative=not is_face and result == R.PASS,
                score=case.distance if kind == K.FACE_MATCH else None, detail=_detail(row, kind, result),
                model_versions=_MODELS if is_face else "", reference="" if is_face else f"示例-{number:04d}-{kind.value}",
                input_digest=input_digest(verification=row, kind=kind, pictures=pictures),
            )
        )  # fmt: skip
    return out


def _detail(row: Verification, kind: K, result: R) -> dict[str, object]:
    if result == R.UNAVAILABLE:
        return {"why": "external_timeout"}
    if kind == K.FACE_MATCH:
        return {"match_at_most": 0.45, "review_at_most": 0.6}
    if kind == K.ELEMENTS:
        names = ["name", "uscc", "legal_representative_name"]
        fourth = "licence_holder" if row.licence_from else "legal_representative_id_number"
        names += [fourth] if row.role == "legal_representative" else []
        return {"elements": dict.fromkeys(names, True)}
    if kind == K.LICENCE_SHOWN:
        return {"holder": row.licence_holder}
    if kind == K.NETWORK_ID:
        return {"face": False, "with_number": False}
    if kind == K.REGISTRATION:
        return {"found": True, "state": "active"}
    return {"answer": "match", "with_portrait": True} if kind == K.IDENTITY else {}


def _read(row: Verification, differs: str) -> dict[str, object]:
    """As if OCR had read the papers; the differing field was read otherwise than typed."""
    until = "长期" if row.id_is_long_term else (row.id_valid_until.isoformat() if row.id_valid_until else "")
    front = {"person_name": row.person_name, "id_number": row.id_number, "id_address": row.id_address}
    if differs:
        front[differs] = front[differs][:-1] + {"person_name": "未", "id_address": "弄"}[differs]
    papers = {
        "id_front": front,
        "id_back": {"issuing_authority": "示例市公安局示例分局", "valid_until": until},
        "licence": {name: str(row.licence.get(name, "")) for name in ("name", "uscc", "registered_address")},
    }
    return {
        paper: {
            "fields": {
                name: {
                    "value": value,
                    "confidence": 0.71 if name == differs else 0.97,
                    "is_sure": name != differs,
                }
                for name, value in fields.items()
            },
            "problems": [],
            "qr_text": "",
            "engine": "示例",
        }
        for paper, fields in papers.items()
    }
