"""Stored answers of sources in plain words for an operator. No value of a person stands in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from yuzhengdai.domain.verification.enums import CheckKind, CheckResult
from yuzhengdai.domain.verification.health import TRANSFER_WAITING
from yuzhengdai.domain.verification.models import VerificationCheck
from yuzhengdai.foundation.integrations.gov_data.base import REGISTRATION_LABELS, RegistrationState
from yuzhengdai.foundation.integrations.identity.base import IdentityAnswer
from yuzhengdai.foundation.integrations.identity_platform.papers import HOLDER_LABELS, Holder

_SOURCES: Mapping[str, str] = {
    "embedded": "平台内置模型",
    "sandbox": "模拟系统（演示）",
    "http": "外接服务",
    "none": "未接入",
    "qr": "照片上的二维码",
    "platform": "平台记录",
}
_IDENTITY: Mapping[str, str] = {
    IdentityAnswer.MATCH: "姓名与号码一致",
    IdentityAnswer.MISMATCH: "姓名与号码不一致",
    IdentityAnswer.NOT_FOUND: "没有查到这个号码",
    IdentityAnswer.PORTRAIT_DIFFERENT: "姓名与号码一致，人像不是同一人",
    IdentityAnswer.PORTRAIT_UNSURE: "姓名与号码一致，人像不能确定",
}
_ELEMENTS: Mapping[str, str] = {
    "name": "企业名称",
    "uscc": "统一社会信用代码",
    "legal_representative_name": "法定代表人姓名",
    "legal_representative_id_number": "法定代表人身份证号",
    "licence_holder": "电子营业执照的出示人与法定代表人",
}
_FACE_WHY: Mapping[str, str] = {
    "no_card": "没有身份证人像面可比对",
    "portrait_unclear": "身份证上没有找到清晰的人像",
    "live_unclear": "活体照片里没有找到清晰的脸",
}
_SILENCE: Mapping[str, str] = {
    "external_timeout": "超时没有答复",
    "external_unreachable": "连接不上",
    "external_broken_off": "连接中断",
    "external_unavailable": "对方暂停服务",
    "external_refused": "对方没有接受查询",
    "external_redirected": "对方地址已变更",
    "external_too_large": "答复过大，没有采用",
    "external_bad_answer": "答复无法读取",
    "external_answer_unreadable": "答复无法读取",
    "external_answer_untrusted": "答复没有通过签名校验，没有采用",
    "external_paused": "连续失败，暂停询问",
    "external_not_connected": "本站没有接入",
    "face_busy": "识别服务繁忙",
    "face_unavailable": "识别服务没有响应",
    "face_bad_picture": "照片打不开",
    "ocr_busy": "识别服务繁忙",
    "ocr_unavailable": "识别服务没有响应",
    TRANSFER_WAITING: "已请求，还没有汇出",
}


_RESULTS: Mapping[tuple[str, str], str] = {
    (CheckKind.LIVENESS, CheckResult.PASS): "通过",
    (CheckKind.TRANSFER, CheckResult.PASS): "通过",
    (CheckKind.COUNTER, CheckResult.PASS): "已当面核对",
    (CheckKind.REGISTRATION, CheckResult.PASS): "正常",
    (CheckKind.REGISTRATION, CheckResult.FAIL): "不正常",
    (CheckKind.LICENCE_SHOWN, CheckResult.PASS): "已出示",
    (CheckKind.NETWORK_ID, CheckResult.PASS): "是本人",
    (CheckKind.INVITATION, CheckResult.PASS): "已受邀请",
    (CheckKind.INVITATION, CheckResult.REVIEW): "没有邀请",
}


def bounds(detail: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """The provider's own two lines of a face's distance, where the answer holds them."""
    found = (detail.get("match_at_most"), detail.get("review_at_most"))
    match, review = (float(v) if isinstance(v, int | float) else None for v in found)
    return match, review


def source_words(source: str) -> str:
    """Who answered; a source's own name stays as it is."""
    return _SOURCES.get(source, source)


def silence_words(code: str) -> str:
    """Why a source gave no answer, by the error's code."""
    return _SILENCE.get(code, f"没有答复（{code}）" if code else "没有答复")


def result_words(check: VerificationCheck) -> str:
    """The result as one says it of this question."""
    return _RESULTS.get((check.kind, check.result), str(check.get_result_display()))


def score_words(check: VerificationCheck) -> str:
    """The figure of an answer and what it means; "" where there is none."""
    if check.score is None:
        return ""
    if check.kind == CheckKind.FACE_MATCH:
        return f"距离 {check.score:.2f}，越小越像"
    return f"人像相似度 {check.score:.2f}（0 至 1）"


def answer_words(check: VerificationCheck) -> str:
    """What exactly came back."""
    if check.result == CheckResult.UNAVAILABLE:
        return silence_words(str(check.detail.get("why", "")))
    writer = _WRITERS.get(check.kind)
    return writer(check.detail) if writer is not None else ""


def _registration(detail: Mapping[str, Any]) -> str:
    if not detail.get("found"):
        return "没有查到这个代码" if "found" in detail else ""
    state = str(detail.get("state", ""))
    known = state in set(RegistrationState)
    return f"登记状态：{REGISTRATION_LABELS[RegistrationState(state)] if known else state}"


def _elements(detail: Mapping[str, Any]) -> str:
    elements = detail.get("elements") or {}
    return "，".join(
        f"{_ELEMENTS.get(name, name)}{'一致' if agrees else '不一致'}" for name, agrees in elements.items()
    )


def _identity(detail: Mapping[str, Any]) -> str:
    answer = str(detail.get("answer", ""))
    words = _IDENTITY.get(answer, answer)
    if answer == IdentityAnswer.MATCH and "with_portrait" in detail:
        words += "，人像一致" if detail["with_portrait"] else "，没有送人像比对"
    return words


def _face(detail: Mapping[str, Any]) -> str:
    if "why" in detail:
        return _FACE_WHY.get(str(detail["why"]), str(detail["why"]))
    match, review = bounds(detail)
    if match is None or review is None:
        return ""
    return f"不超过 {match:.2f} 为一致，{review:.2f} 以上为不一致，之间由人工判断"


def _licence_shown(detail: Mapping[str, Any]) -> str:
    holder = str(detail.get("holder", ""))
    return f"出示人：{HOLDER_LABELS[Holder(holder)]}" if holder in set(Holder) else ""


def _network_id(detail: Mapping[str, Any]) -> str:
    if "face" not in detail:
        return ""
    asked = "姓名与身份证号" if detail.get("with_number") else "姓名"
    face = "本次已刷脸" if detail["face"] else "本次没有刷脸，须人工核对"
    return f"按{asked}核对，{face}；平台不知道身份证上的其他内容"


_WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    CheckKind.REGISTRATION: _registration,
    CheckKind.ELEMENTS: _elements,
    CheckKind.IDENTITY: _identity,
    CheckKind.FACE_MATCH: _face,
    CheckKind.LICENCE_SHOWN: _licence_shown,
    CheckKind.NETWORK_ID: _network_id,
}
