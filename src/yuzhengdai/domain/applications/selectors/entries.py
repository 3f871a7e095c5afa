"""放款 as entered and not yet checked: the one that waits, and who may do what about it (审贷分离 goes on after the decision)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from yuzhengdai.domain.applications.enums import ApplicationState as S
from yuzhengdai.domain.applications.enums import EntryState
from yuzhengdai.domain.applications.models import Application, CreditApproval, DisbursementEntry
from yuzhengdai.domain.applications.selectors.proposals import (
    Proposals,
    part_sentence,
    person_among,
    proposals_of,
)
from yuzhengdai.domain.institutions.models import Officer
from yuzhengdai.foundation.core.errors import Refused

NO_ENTRY = "没有待复核的放款，请刷新页面查看。"
ENTRY_WAITS = "已有一笔放款待复核，请等复核或退回以后再办。"
WAITS_FOR_CHECK = "有一笔放款待放款审核复核。"
_CHECKING = frozenset({"release", "send_entry_back"})
_ENTERING = frozenset({"disburse", "settle"})


@dataclass(frozen=True, slots=True)
class Entries:
    """Every 放款 that was entered on one file, newest first, with the credit and the people behind its decision."""

    rows: tuple[DisbursementEntry, ...]
    proposals: Proposals
    approval: CreditApproval | None

    @property
    def open(self) -> DisbursementEntry | None:
        """The one that waits to be checked."""
        return next((row for row in self.rows if row.state == EntryState.OPEN), None)

    def may_not_check(self, officer: Officer) -> str:
        """Why this person checks no 放款 of this file: they entered one, or had a part in the decision; "" where they had none."""
        proposers = [*(row.proposed_by for row in self.proposals.rows), *self.proposals.writers]
        return _first(
            officer,
            (
                ([row.entered_by for row in self.rows], "登记过放款，须由其他人复核", "登记过放款的人"),
                (self._deciders(), "审批过授信，放款须由其他人复核", "审批过授信的人"),
                (
                    proposers,
                    "做过尽调或提出过授信建议，放款须由其他人复核",
                    "做过尽调或提出过授信建议的人",
                ),
            ),
        )

    def may_not_enter(self, officer: Officer) -> str:
        """Why this person enters no 放款 of this file: they decided on it or checked one; "" where they did neither.

        Where one person approved alone, before proposals were asked for, that person may still enter.
        """
        is_old = self.approval is not None and self.approval.is_single_decision
        checkers = [row.decided_by for row in self.rows if row.decided_by is not None]
        return _first(
            officer,
            (
                (
                    [] if is_old else self._deciders(),
                    "审批过授信，放款须由其他人登记",
                    "审批过授信的人",
                ),
                (checkers, "复核过放款，须由其他人登记", "复核过放款的人"),
            ),
        )

    def _deciders(self) -> list[Officer]:
        found = [row.decided_by for row in self.proposals.rows if row.decided_by is not None]
        return [*found, self.approval.approved_by] if self.approval is not None else found


def entries_of(application: Application) -> Entries:
    """The 放款 entered on a file, with the people behind them and behind the credit. Four queries."""
    rows = DisbursementEntry.objects.filter(application=application).select_related(
        "entered_by", "decided_by"
    )
    approval = CreditApproval.objects.filter(application=application).select_related("approved_by").first()
    return Entries(tuple(rows.order_by("-created_at", "-id")), proposals_of(application), approval)


def entry_open(application: Application) -> DisbursementEntry | None:
    """The 放款 of this file that waits to be checked, with who entered it."""
    rows = DisbursementEntry.objects.filter(application=application, state=EntryState.OPEN)
    return rows.select_related("entered_by").first()


def entry_actions(
    actions: Iterable[str], *, application: Application, officer: Officer
) -> tuple[tuple[str, ...], str]:
    """Of what the workflow allows, what the 放款 entered and this person's part leave; and what is said while one waits.

    Before 签约 nothing is asked of the database.
    """
    allowed = tuple(actions)
    if application.state not in {S.SIGNING, S.DISBURSED}:
        return allowed, ""
    found = entries_of(application)
    if found.open is None:
        closed = _CHECKING | ({"disburse"} if found.may_not_enter(officer) else set())
        return tuple(action for action in allowed if action not in closed), ""
    why = found.may_not_check(officer)
    closed = _ENTERING | (_CHECKING if why else set())
    return tuple(action for action in allowed if action not in closed), why or WAITS_FOR_CHECK


def check_problem(found: Entries, officer: Officer) -> str:
    """Why this person cannot check now: nothing waits, or their own part; "" where they can."""
    return NO_ENTRY if found.open is None else found.may_not_check(officer)


def require_may_check(officer: Officer, found: Entries) -> DisbursementEntry:
    """The entry that waits. Raises Refused without one, and for whoever had a part in it or in the decision."""
    if found.open is None:
        raise Refused("application.no_entry", NO_ENTRY)
    why = found.may_not_check(officer)
    if why:
        raise Refused("application.entered_by_you", why)
    return found.open


def require_may_enter(officer: Officer, found: Entries) -> CreditApproval:
    """The credit. Raises Refused without one, while another 放款 waits, and for whoever decided or checked."""
    if found.approval is None:
        raise Refused("application.no_approval", "没有找到这笔申请的授信，请刷新页面后重试。")
    why = ENTRY_WAITS if found.open is not None else found.may_not_enter(officer)
    if why:
        raise Refused("application.may_not_enter", why)
    return found.approval


def _first(officer: Officer, parts: Iterable[tuple[list[Officer], str, str]]) -> str:
    said = (part_sentence(officer, person_among(officer, who), yours, whose) for who, yours, whose in parts)
    return next((sentence for sentence in said if sentence), "")
