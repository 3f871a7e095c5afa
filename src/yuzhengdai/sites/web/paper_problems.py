"""What to tell about a picture that was read badly or shows another paper; the same words on the phone and on the PC."""

from __future__ import annotations

from typing import Any

from yuzhengdai.foundation.integrations.ocr.base import (
    PROBLEM_SENTENCES,
    SEEN_INSTEAD,
    PictureProblem,
)


def problem_sentence(read: dict[str, Any] | None) -> str:
    """What to tell about a picture that was read badly; "" for a good one or one not read yet."""
    if not read:
        return ""
    problems = _problems(read)
    if problems:
        return PROBLEM_SENTENCES[problems[0]]
    return "" if read.get("fields") else PROBLEM_SENTENCES[PictureProblem.UNREADABLE]


def wrong_paper(read: dict[str, Any] | None, wanted: str) -> str:
    """What was photographed instead of ``wanted``, in one sentence; "" where the reader saw no other paper."""
    seen = next((one for one in _problems(read or {}) if one in SEEN_INSTEAD), None)
    if seen is None:
        return ""
    needed = {"id_front": "身份证人像面", "id_back": "身份证国徽面"}.get(wanted, "营业执照")
    return f"{PROBLEM_SENTENCES[seen]}，这里需要{needed}，请重新拍照"


def _problems(read: dict[str, Any]) -> list[PictureProblem]:
    return [PictureProblem(name) for name in read.get("problems", []) if name in set(PictureProblem)]
