"""Lines of tables about an enterprise that several pages of the desk show."""

from __future__ import annotations

from typing import Any

from yuzhengdai.domain.enterprises.enums import EnterpriseState, MemberScope, MemberState
from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.core.masking import mask_name, mask_phone


def member_row(member: EnterpriseMember) -> dict[str, Any]:
    """One member, masked; who waits for the 法定代表人 is shown as waiting."""
    is_waiting = member.awaits_head_at is not None and member.state == MemberState.ACTIVE
    return {
        "name": mask_name(member.name) or "—",
        "phone": mask_phone(str(member.user.phone)),
        "role": member.get_role_display(),
        "scopes": "、".join(str(MemberScope(scope).label) for scope in member.scopes),
        "state": "待法定代表人确认" if is_waiting else member.get_state_display(),
        "is_head": member.is_legal_representative,
        "ends_on": member.ends_on,
    }


def fate_of_others(enterprise: Enterprise, *, is_head: bool, is_head_already: bool) -> str:
    """What passing a case does to the other members; empty where it leaves them as they are."""
    if enterprise.state == EnterpriseState.CLAIMED:
        return "通过后，其他成员的权限随即结束：他们是未认证时加入的"
    if is_head and not is_head_already:
        return "通过后，其他成员须由法定代表人逐一确认，确认前只能查看"
    return ""
