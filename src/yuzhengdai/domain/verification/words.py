"""The words of 企业认证, the same on every screen: actions at the operators' desk, how an attempt stands for the applicant.

Screens take their words from here; what a state is called stands in ``enums.VerificationState``, what a message says in
``handlers`` and ``services``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from yuzhengdai.domain.verification.enums import GateState, VerificationState, WizardStep


@dataclass(frozen=True, slots=True)
class ActionWords:
    """``label``: on the desk's button and in its rules. ``step``: in the history of a case. ``result``: in the title of the
    applicant's message.
    """

    label: str
    step: str
    result: str = ""


ACTIONS: Final[Mapping[str, ActionWords]] = {
    "submit": ActionWords("提交审核", "提交认证"),
    "send_to_review": ActionWords("转人工审核", "转人工审核"),
    "auto_pass": ActionWords("自动通过", "自动通过"),
    "auto_refuse": ActionWords("自动不予通过", "自动不予通过"),
    "pass": ActionWords("通过", "通过"),
    "refuse": ActionWords("不通过", "不通过", "未通过"),
    "return": ActionWords("要求补充", "要求补充", "需补充资料"),
    "withdraw": ActionWords("关闭", "已关闭"),
    "expire": ActionWords("超期关闭", "超期关闭"),
}
_OTHER_STEP: Final = "更新"


def step_of(action: str) -> str:
    """What an entry of a case's history is called."""
    found = ACTIONS.get(action)
    return found.step if found else _OTHER_STEP


@dataclass(frozen=True, slots=True)
class GateWords:
    """How 企业认证 stands, for a member. ``title``, ``text`` and ``button``: the card that leads on (``{answer}`` is by when
    somebody will have looked). ``dialog``: beside the code of the gate 「请先完成企业认证」, where anything is to say.
    ``heading``: of the gate's page where there is nothing to scan, if it is not the title.
    """

    title: str
    text: str
    button: str
    dialog: str = ""
    heading: str = ""


GATE: Final[Mapping[GateState, GateWords]] = {
    GateState.OPEN: GateWords(
        "请先完成企业认证",
        "约 5 分钟，请准备身份证和营业执照。认证一次，全省产品都能申请",
        "去认证",
    ),
    GateState.IN_REVIEW: GateWords(
        "企业认证审核中",
        "{answer}。现在可以先查看金融产品",
        "查看进度",
        "已提交审核，通过后这里自动继续",
    ),
    GateState.RETURNED: GateWords(
        "企业认证需要补充",
        "补充后继续审核，已填的内容都还在",
        "去补充",
        "认证资料需要补充，请在手机上或人工认证里补充",
    ),
    GateState.REFUSED: GateWords(
        "企业认证未通过",
        "可以查看原因，修改后重新认证",
        "查看原因",
        "上次认证未通过，原因在手机上和人工认证里都能看到",
    ),
    GateState.CERTIFICATE: GateWords(
        "还差最后一步：设置证书密码",
        "认证已通过，设置密码后手机证书就能使用",
        "去设置",
        "认证已通过，请在手机上设置证书密码",
    ),
    GateState.FROZEN: GateWords(
        "企业认证已冻结",
        "冻结期间不能提交新的申请，可拨打服务热线 0371-0000-0000 了解原因",
        "查看情况",
        "企业账号已冻结，请拨打服务热线核实",
        heading="企业账号已冻结",
    ),
}

HEADINGS: Final[Mapping[str, str]] = {
    VerificationState.PASSED.value: "认证通过",
    VerificationState.IN_REVIEW.value: "已提交审核",
    VerificationState.SUBMITTED.value: "已提交审核",
    VerificationState.REFUSED.value: "认证未通过",
    VerificationState.RETURNED.value: "请补充后重新提交",
}
"""Heading of the page that tells the applicant what came of it; ``HAND_IN`` while it can be handed in on the phone."""

SUPPLEMENT: Final = "请补充认证资料"
"""Heading of the page of 人工认证 that says what to supplement."""

REVIEW_ANSWER: Final = "已提交审核，预计{} 前答复，结果会短信通知您"
REVIEW_ANSWER_SOMETIME: Final = "已提交审核，结果会短信通知您"
"""By when somebody will have looked, and where that is not known."""

ALREADY_VERIFIED: Final = "企业认证已完成"
PASSED_AT_COUNTER: Final = "认证成功"

HISTORY: Final[Mapping[str, str]] = {
    VerificationState.DRAFT.value: "填写",
    VerificationState.IN_REVIEW.value: "已提交，等待审核",
    VerificationState.RETURNED.value: "退回补充",
}
"""What the applicant reads of the history of an attempt, by the state it came to; 「更新」 for the others."""

HAND_IN: Final = "核对并提交"

_DOING: Final[Mapping[WizardStep, str]] = {
    WizardStep.ROLE: "选择办理身份",
    WizardStep.CONSENT: "阅读并同意个人信息处理",
    WizardStep.ID_FRONT: "拍身份证人像面",
    WizardStep.ID_BACK: "拍身份证国徽面",
    WizardStep.LICENCE: "拍营业执照",
    WizardStep.LETTER: "上传法人授权书",
    WizardStep.RESULT: HAND_IN,
}


def history_step(to_state: str) -> str:
    """What a step is called in the history that the applicant reads."""
    return HISTORY.get(to_state, _OTHER_STEP)


def doing(step: WizardStep) -> str:
    """The phone's step in words of doing; the others by their name."""
    return _DOING.get(step, str(step.label))
