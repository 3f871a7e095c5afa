"""Rows gathered while histories are played, written together at the end."""

from __future__ import annotations

from dataclasses import dataclass, field

from demo.rows import write
from yuzhengdai.domain.applications.models import (
    Application,
    CostItem,
    CostList,
    CreditApproval,
    CreditProposal,
    Disbursement,
    DisbursementEntry,
    DueDiligenceNote,
    StatusChange,
)
from yuzhengdai.domain.credit.models import DataAuthorisation
from yuzhengdai.foundation.notifications.models import Notification, NotificationRead


@dataclass(slots=True)
class Tape:
    """One list a model."""

    applications: list[Application] = field(default_factory=list)
    changes: list[StatusChange] = field(default_factory=list)
    notes: list[DueDiligenceNote] = field(default_factory=list)
    proposals: list[CreditProposal] = field(default_factory=list)
    approvals: list[CreditApproval] = field(default_factory=list)
    cost_lists: list[CostList] = field(default_factory=list)
    cost_items: list[CostItem] = field(default_factory=list)
    entries: list[DisbursementEntry] = field(default_factory=list)
    disbursements: list[Disbursement] = field(default_factory=list)
    authorisations: list[DataAuthorisation] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    reads: list[NotificationRead] = field(default_factory=list)

    def flush(self) -> None:
        """Write everything, parents before children."""
        self._mark_first_loans()
        write(self.applications)
        write(self.changes)
        write(self.notes)
        write(self.proposals)
        write(self.approvals)
        write(self.cost_lists)
        write(self.cost_items)
        write(self.entries)
        write(self.disbursements)
        write(self.authorisations)
        write(self.notifications)
        write(self.reads)

    def _mark_first_loans(self) -> None:
        """首贷 is what was lent as such and has no loan of the same enterprise before it, of any institution."""
        borrowed: set[object] = set()
        for row in sorted(self.disbursements, key=lambda row: (row.disbursed_on, row.created_at, row.pk)):
            enterprise = row.application.enterprise_id
            row.is_first_loan = row.is_first_loan and enterprise not in borrowed
            borrowed.add(enterprise)
