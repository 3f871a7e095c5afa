"""Why somebody looks at what is masked: one of a short list, in one's own words only where none of them fits."""

from __future__ import annotations

from yuzhengdai.foundation.core.errors import FieldErrors

REASONS = {
    "due_diligence": "尽职调查",
    "contact": "联系申请人",
    "check": "与材料核对",
    "complaint": "投诉或监管核查",
    "other": "其他",
}
_SHORTEST, _LONGEST = 4, 60


def look_reason(code: str, text: str = "") -> str:
    """The reason as it is kept: the label, with the words where there are any. Raises FieldErrors.

    「其他」 needs 4 to 60 characters; the others may have up to 60.
    """
    words = " ".join(text.split())
    if code not in REASONS:
        raise FieldErrors({"reason": "请选择查看原因"})
    if len(words) > _LONGEST or (code == "other" and len(words) < _SHORTEST):
        raise FieldErrors({"reason_text": f"请写明原因，{_SHORTEST} 至 {_LONGEST} 个字"})
    return f"{REASONS[code]}：{words}" if words else REASONS[code]
