"""Application: action → from-states, to-state, who. Default deny; see core.transitions.

What the actions are called on either side stands in words.py.

Which officer of the right role may touch this very file (branch, approval limit) is decided in permissions.py.
"""

from __future__ import annotations

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import Holder
from yuzhengdai.domain.institutions.enums import APPROVING_ROLES, CHECKING_ROLES, WORKING_ROLES
from yuzhengdai.foundation.core.transitions import Transition, Workflow

_APPLICANT = frozenset({"enterprise:admin", "enterprise:agent+submit_application"})
_OFFICER = WORKING_ROLES
_APPROVER = APPROVING_ROLES
_CHECKER = CHECKING_ROLES
_SYSTEM = frozenset({"system"})
_BEFORE_DECISION = frozenset({S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING})


def _states(*states: S) -> frozenset[str]:
    return frozenset(states)


WORKFLOW = Workflow(
    "application",
    [
        Transition("submit", _states(S.DRAFT), S.SUBMITTED, _APPLICANT),
        Transition("discard", _states(S.DRAFT), None, _APPLICANT),
        Transition(
            "withdraw",
            _states(S.SUBMITTED, S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING, S.RETURNED),
            S.WITHDRAWN,
            _APPLICANT,
        ),
        Transition("supplement", _states(S.RETURNED), None, _APPLICANT),
        Transition("take", frozenset(_BEFORE_DECISION), None, _OFFICER),
        Transition(
            "hand_over",
            frozenset(_BEFORE_DECISION | {S.RETURNED, S.APPROVED, S.SIGNING, S.DISBURSED}),
            None,
            _OFFICER,
        ),
        Transition("accept", _states(S.SUBMITTED), S.ACCEPTED, _OFFICER),
        Transition("decline", _states(S.SUBMITTED), S.DECLINED, _OFFICER),
        Transition(
            "return",
            frozenset(_BEFORE_DECISION),
            S.RETURNED,
            _OFFICER,
            stops_clock=True,
        ),
        Transition("start_due_diligence", _states(S.ACCEPTED), S.DUE_DILIGENCE, _OFFICER),
        Transition(
            "note",
            _states(S.ACCEPTED, S.DUE_DILIGENCE, S.APPROVING),
            None,
            _OFFICER,
        ),
        Transition("start_approval", _states(S.DUE_DILIGENCE), S.APPROVING, _OFFICER),
        Transition("propose", _states(S.APPROVING), None, _OFFICER),
        Transition("send_back", _states(S.APPROVING), None, _APPROVER),
        Transition("approve", _states(S.APPROVING), S.APPROVED, _APPROVER),
        Transition("refuse", _states(S.APPROVING), S.REJECTED, _APPROVER),
        Transition("escalate", _states(S.APPROVING), None, _APPROVER),
        Transition("correct", _states(S.APPROVED), None, _APPROVER),
        Transition("revoke", _states(S.APPROVED), S.APPROVING, _APPROVER),
        Transition(
            "reject",
            _states(S.ACCEPTED, S.DUE_DILIGENCE),
            S.REJECTED,
            _OFFICER,
        ),
        Transition("confirm_costs", _states(S.APPROVED), S.SIGNING, _APPLICANT),
        Transition("forgo", _states(S.APPROVED, S.SIGNING), S.FORGONE, _APPLICANT),
        Transition("disburse", _states(S.SIGNING, S.DISBURSED), None, _OFFICER),
        Transition("send_entry_back", _states(S.SIGNING, S.DISBURSED), None, _CHECKER),
        Transition("release", _states(S.SIGNING, S.DISBURSED), S.DISBURSED, _CHECKER),
        Transition("settle", _states(S.DISBURSED), S.SETTLED, _OFFICER),
        Transition("lapse", _states(S.APPROVED, S.SIGNING), S.LAPSED, _SYSTEM),
        Transition("expire", _states(S.RETURNED), S.EXPIRED, _SYSTEM),
    ],
    {state.value: str(state.label) for state in S},
)

FREE_OF_FREEZING = frozenset(
    {
        "discard",
        "withdraw",
        "forgo",
        "take",
        "hand_over",
        "note",
        "decline",
        "reject",
        "send_back",
        "refuse",
        "revoke",
        "send_entry_back",
        "settle",
    }
)
"""What still works while the enterprise is frozen: what ends or gives up a file, who holds it, notes, repayment.

Everything else waits, the clocks that would close a file for what the enterprise may not do among it.
"""

NOT_BY_WHO_PROVED = frozenset({"approve", "correct", "release"})
"""What an officer does not do for an enterprise whose person they proved at a counter (窗口协办): somebody else's eyes come in between."""

HOLDER: dict[str, Holder] = {
    S.DRAFT: Holder.ENTERPRISE,
    S.SUBMITTED: Holder.INSTITUTION,
    S.ACCEPTED: Holder.INSTITUTION,
    S.DUE_DILIGENCE: Holder.INSTITUTION,
    S.APPROVING: Holder.INSTITUTION,
    S.APPROVED: Holder.ENTERPRISE,
    S.SIGNING: Holder.INSTITUTION,
    S.DISBURSED: Holder.INSTITUTION,
    S.RETURNED: Holder.ENTERPRISE,
}
"""Who holds the file in each state; ended states belong to nobody."""


def holder_of(state: str) -> Holder:
    """Whose turn it is in this state."""
    return HOLDER.get(state, Holder.NOBODY)
