"""授信建议 of a file: the one that waits, and who may do what about it (审贷分离: never two roles of one person on one file)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import ProposalState
from yuzhengdai.domain.applications.models import (
    Application,
    CreditForward,
    CreditProposal,
    DueDiligenceNote,
)
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.errors import Refused
from yuzhengdai.foundation.core.text import normalise_code

NO_PROPOSAL = "还没有待审批的授信建议，请等客户经理提出后再决定。"
WAITS_ALREADY = "这笔申请已有待审批的授信建议，请等审批人决定，或由审批人退回后重新提出。"
_DECIDING = frozenset({"approve", "send_back", "refuse", "correct", "revoke", "escalate"})


@dataclass(frozen=True, slots=True)
class Proposals:
    """Every 授信建议 of one file, newest first, and who wrote its 尽调记录."""

    rows: tuple[CreditProposal, ...]
    writers: tuple[Officer, ...] = ()

    @property
    def open(self) -> CreditProposal | None:
        """The one that waits for a decision."""
        return next((row for row in self.rows if row.state == ProposalState.OPEN), None)

    def may_not_decide(self, officer: Officer) -> str:
        """Why this person decides nothing on this file: they proposed on it or wrote its 尽调; "" where they did not."""
        found = person_among(officer, [*(row.proposed_by for row in self.rows), *self.writers])
        return part_sentence(
            officer, found, "做过尽调或提出过授信建议，须由其他人审批", "做过尽调或提出过授信建议的人"
        )

    def may_not_propose(self, officer: Officer) -> str:
        """Why this person proposes nothing on this file: they decided on it; "" where they did not."""
        deciders = [row.decided_by for row in self.rows if row.decided_by is not None]
        found = person_among(officer, deciders)
        return part_sentence(officer, found, "审批过授信建议，须由其他人提出", "审批过授信建议的人")


def proposals_of(application: Application) -> Proposals:
    """The 授信建议 of a file with the people behind them."""
    rows = CreditProposal.objects.filter(application=application).select_related("proposed_by", "decided_by")
    writers = Officer.objects.filter(
        pk__in=DueDiligenceNote.objects.filter(application=application).values("officer_id")
    )
    return Proposals(tuple(rows.order_by("-number")), tuple(writers))


def forwarded(proposal: CreditProposal) -> CreditForward | None:
    """The last time that it was handed to a superior; None where it was not."""
    return proposal.forwards.select_related("by").order_by("-created_at").first()


def actions_open(
    actions: Iterable[str], *, application: Application, officer: Officer, found: Proposals
) -> tuple[str, ...]:
    """Of what the workflow allows, what the proposals and this person's part in them leave."""
    closed: set[str] = set()
    if application.state == S.APPROVING:
        closed |= {"propose"} if found.open is not None else {"approve", "send_back", "escalate"}
    if found.may_not_decide(officer):
        closed |= _DECIDING
    if found.may_not_propose(officer):
        closed |= {"propose", "start_approval"}
    return tuple(action for action in actions if action not in closed)


def require_may_decide(officer: Officer, found: Proposals) -> None:
    """Raises Refused for a person who proposed on the file."""
    why = found.may_not_decide(officer)
    if why:
        raise Refused("application.proposed_by_you", why)


def require_may_propose(officer: Officer, found: Proposals) -> None:
    """Raises Refused for a person who decided on the file, and while a proposal waits."""
    why = found.may_not_propose(officer)
    if why:
        raise Refused("application.decided_by_you", why)
    if found.open is not None:
        raise Refused("application.proposal_waits", WAITS_ALREADY)


def same_person(one: Officer, other: Officer) -> bool:
    """Persons, not posts: one phone is one person, and people of one name are taken for one, as nothing tells them apart."""
    return one.user_id == other.user_id or normalise_code(one.name) == normalise_code(other.name)


def person_among(officer: Officer, others: Iterable[Officer]) -> Officer | None:
    """The first of ``others`` who is the same person as ``officer``, None where nobody is."""
    return next((other for other in others if same_person(officer, other)), None)


def part_sentence(officer: Officer, found: Officer | None, yours: str, whose: str) -> str:
    """Why ``officer`` may not: the part they had themselves, or that somebody of their name had; "" for ``found`` None."""
    if found is None:
        return ""
    if found.user_id == officer.user_id:
        return f"您在这笔申请上{yours}。"
    return f"这笔申请上{whose}与您同名（{found.name}），平台分不清是不是同一人，请由其他人办理。"
