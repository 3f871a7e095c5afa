"""Ready answers of the desk: a beginning that an operator completes. They promise nothing and name no term."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadyAnswer:
    """``code`` in the form, ``label`` on the button, ``text`` for the field."""

    code: str
    label: str
    text: str


READY_ANSWERS: tuple[ReadyAnswer, ...] = (
    ReadyAnswer(
        "more",
        "需要更多信息",
        "请补充：在哪一个页面、哪一步遇到，页面上显示了什么文字。",
    ),
    ReadyAnswer(
        "suggestion",
        "已收到建议",
        "谢谢您的建议，我们已经记下。",
    ),
    ReadyAnswer(
        "verification",
        "改用人工认证",
        "认证没有通过时，可以在「企业认证」里选择「人工认证」：上传材料，由运营人员核对。",
    ),
    ReadyAnswer(
        "institution",
        "由金融机构决定",
        "额度、利率和是否放款由金融机构审批决定，平台不参与审批。请在申请详情页查看原因，或联系办理这笔申请的客户经理。",
    ),
)


def answer_with(typed: str, code: str) -> str:
    """What was typed with the ready answer below it; unchanged where it stands already. Raises LookupError."""
    ready = next((answer for answer in READY_ANSWERS if answer.code == code), None)
    if ready is None:
        raise LookupError(code)
    if ready.text in typed:
        return typed
    return f"{typed.rstrip()}\n{ready.text}" if typed.strip() else ready.text
