"""What may happen to an application, written by hand from the specification: action × state × who. Never made from the table under test.

E: administrators of the enterprise, and agents with 「提交申请」. O: 客户经理 and 业务主管 of the institution. A: its 审批人 and 业务主管.
C: its 放款审核 and 业务主管. S: the platform itself.
"""

from __future__ import annotations

from typing import Final

STATES: Final = (
    "draft submitted accepted due_diligence approving approved signing disbursed settled"
    " returned declined rejected withdrawn forgone lapsed expired"
).split()

# Columns as STATES: 草稿 待受理 已受理 尽调中 审批中 已授信 签约中 已放款 已结清 | 待补件 | and the six other ends
_TABLE: Final = """
    submit               E . . . . . . . .  .  . . . . . .
    discard              E . . . . . . . .  .  . . . . . .
    withdraw             . E E E E . . . .  E  . . . . . .
    supplement           . . . . . . . . .  E  . . . . . .
    take                 . O O O O . . . .  .  . . . . . .
    hand_over            . O O O O O O O .  O  . . . . . .
    accept               . O . . . . . . .  .  . . . . . .
    decline              . O . . . . . . .  .  . . . . . .
    return               . O O O O . . . .  .  . . . . . .
    start_due_diligence  . . O . . . . . .  .  . . . . . .
    note                 . . O O O . . . .  .  . . . . . .
    start_approval       . . . O . . . . .  .  . . . . . .
    propose              . . . . O . . . .  .  . . . . . .
    send_back            . . . . A . . . .  .  . . . . . .
    approve              . . . . A . . . .  .  . . . . . .
    refuse               . . . . A . . . .  .  . . . . . .
    escalate             . . . . A . . . .  .  . . . . . .
    correct              . . . . . A . . .  .  . . . . . .
    revoke               . . . . . A . . .  .  . . . . . .
    reject               . . O O . . . . .  .  . . . . . .
    confirm_costs        . . . . . E . . .  .  . . . . . .
    forgo                . . . . . E E . .  .  . . . . . .
    disburse             . . . . . . O O .  .  . . . . . .
    release              . . . . . . C C .  .  . . . . . .
    send_entry_back      . . . . . . C C .  .  . . . . . .
    settle               . . . . . . . O .  .  . . . . . .
    lapse                . . . . . S S . .  .  . . . . . .
    expire               . . . . . . . . .  S  . . . . . .
"""

TARGETS: Final = {
    "submit": "submitted",
    "withdraw": "withdrawn",
    "accept": "accepted",
    "decline": "declined",
    "return": "returned",
    "start_due_diligence": "due_diligence",
    "start_approval": "approving",
    "approve": "approved",
    "refuse": "rejected",
    "revoke": "approving",
    "reject": "rejected",
    "confirm_costs": "signing",
    "forgo": "forgone",
    "release": "disbursed",
    "settle": "settled",
    "lapse": "lapsed",
    "expire": "expired",
}
"""Where an action leads; 领取, 转办, 记录尽调, 提出授信建议, 退回建议, 提交上级, 更正授信 and 删除草稿 move nothing,
提交补件 goes back to where it was returned from."""

ROLES: Final = {
    "enterprise:admin": "E",
    "enterprise:agent+submit_application": "E",
    "enterprise:agent": "",
    "enterprise:agent+authorise_data": "",
    "enterprise:agent+accept_offer": "",
    "enterprise:viewer": "",
    "enterprise:legal_representative": "",
    "institution:officer": "O",
    "institution:manager": "OAC",
    "institution:approver": "A",
    "institution:checker": "C",
    "institution:viewer": "",
    "operator:operator": "",
    "operator:regulator": "",
    "operator:system_administrator": "",
    "operator:security_administrator": "",
    "operator:auditor": "",
    "system": "S",
}
"""Every role there is, and the letters it acts under."""

MAY: Final[dict[tuple[str, str], str]] = {
    (action, state): letter
    for action, *letters in (line.split() for line in _TABLE.strip().splitlines())
    for state, letter in zip(STATES, letters, strict=True)
}
ACTIONS: Final = tuple(dict.fromkeys(action for action, _ in MAY))


def may(action: str, state: str, role: str) -> bool:
    """Whether somebody of this role may do this in this state."""
    return MAY[action, state] in ROLES[role]
