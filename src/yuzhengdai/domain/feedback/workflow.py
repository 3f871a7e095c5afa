"""OPEN 待回复 → ANSWERED 已回复 → CLOSED 已关闭; REOPENED 再次反馈."""

from __future__ import annotations

from yuzhengdai.domain.feedback.models import FeedbackState
from yuzhengdai.foundation.core.transitions import Transition, Workflow

S = FeedbackState
DESK = frozenset({"operator:operator", "system"})
AUTHOR = frozenset({"feedback:author"})
"""Role of the person who wrote it, given by the service once it is sure."""

FEEDBACK_WORKFLOW = Workflow(
    "feedback",
    [
        Transition(
            "answer",
            frozenset({S.OPEN, S.REOPENED, S.ANSWERED}),
            S.ANSWERED,
            DESK,
            {"operator": "回复"},
        ),
        Transition(
            "close", frozenset({S.OPEN, S.ANSWERED, S.REOPENED}), S.CLOSED, DESK, {"operator": "关闭"}
        ),
        Transition(
            "reopen", frozenset({S.ANSWERED, S.CLOSED}), S.REOPENED, AUTHOR, {"enterprise": "继续反馈"}
        ),
    ],
    dict(S.choices),
)
