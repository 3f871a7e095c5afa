"""The strip of facts at the head of a case: what each step of the phone's ways came to, at a glance."""

from __future__ import annotations

from collections.abc import Sequence

from yuzhengdai.domain.enterprises.enums import UtilityKind
from yuzhengdai.domain.enterprises.models import UtilityAccount
from yuzhengdai.domain.verification.enums import CheckKind, VerificationRole, VerificationWay
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.sites.ops.verifications.lines import CaseLines

Item = dict[str, str]


def strip(row: Verification, found: CaseLines, utilities: Sequence[UtilityAccount]) -> list[Item]:
    """Cells {key, value, delta}; empty for 人工审核, where nothing was measured."""
    if row.way == VerificationWay.MANUAL and not found.answers and not found.readings_made:
        return []
    cells = [_readings(found)]
    if row.way == VerificationWay.FACE or found.liveness:
        cells += [_liveness(found), _answer(found, CheckKind.FACE_MATCH, "人脸比对")]
    if row.way == VerificationWay.COUNTER:
        cells.append(_answer(found, CheckKind.COUNTER, "窗口核验"))
    if row.way == VerificationWay.NETWORK_ID:
        cells.append(_answer(found, CheckKind.NETWORK_ID, "网证"))
    if row.licence_from:
        cells.append(_answer(found, CheckKind.LICENCE_SHOWN, "电子营业执照"))
    if row.way == VerificationWay.BANK_TRANSFER or found.transfers:
        cells.append(_transfer(found))
    cells += [
        _answer(found, CheckKind.IDENTITY, "身份核验"),
        _answer(found, CheckKind.REGISTRATION, "登记状态"),
        _answer(found, CheckKind.ELEMENTS, "企业四要素"),
    ]
    if row.role == VerificationRole.AGENT:
        cells.append(_answer(found, CheckKind.INVITATION, "经办人来历"))
    return [*cells, _utilities(row, utilities)]


def _readings(found: CaseLines) -> Item:
    if not found.readings_made:
        return {"key": "证件识别", "value": "没有识别", "delta": "全部手工填写"}
    differs = found.difference_count
    return {
        "key": "证件识别",
        "value": f"{differs} 处不一致" if differs else "全部一致",
        "delta": f"核对 {found.compared_count} 项",
    }


def _liveness(found: CaseLines) -> Item:
    if not found.liveness:
        return {"key": "活体检测", "value": "没有做", "delta": ""}
    last = found.liveness[0]
    return {"key": "活体检测", "value": last.result, "delta": f"共 {len(found.liveness)} 次"}


def _answer(found: CaseLines, kind: CheckKind, label: str) -> Item:
    line = found.answer(kind)
    if line is None:
        # A source that was asked and did not answer has left a line that says so.
        value = "没有邀请" if kind == CheckKind.INVITATION else "没有询问"
        return {"key": label, "value": value, "delta": ""}
    return {
        "key": label,
        "value": line.result,
        "delta": line.score or ("权威" if line.is_authoritative else "仅供参考"),
    }


def _transfer(found: CaseLines) -> Item:
    if not found.transfers:
        return {"key": "打款验证", "value": "没有做", "delta": ""}
    last = found.transfers[0]
    return {"key": "打款验证", "value": last.state, "delta": f"共 {len(found.transfers)} 次"}


def _utilities(row: Verification, utilities: Sequence[UtilityAccount]) -> Item:
    electricity = sum(u.kind == UtilityKind.ELECTRICITY and not u.is_absent for u in utilities)
    insurance = sum(u.kind == UtilityKind.SOCIAL_INSURANCE for u in utilities)
    if not electricity and not insurance:
        absent = any(u.is_absent for u in utilities)
        value = "无独立户号" if absent else ("已跳过" if row.utilities_done_at else "没有填写")
        return {"key": "电力社保", "value": value, "delta": "可后补"}
    return {"key": "电力社保", "value": "已核实", "delta": f"户号 {electricity} 个，社保号 {insurance} 个"}
