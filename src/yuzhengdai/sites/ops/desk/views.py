"""The first page: what waits, by role; figures for those who only look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.accounts.selectors import staff_post_list
from yuzhengdai.domain.applications.selectors.late import LateFilter, late_list
from yuzhengdai.domain.certificates.enums import TrustedCaState
from yuzhengdai.domain.certificates.selectors import trusted_ca_list
from yuzhengdai.domain.demands.selectors.desk import demands_held
from yuzhengdai.domain.insights.selectors import DECISION_DAYS_DEFINITION, home_figures
from yuzhengdai.domain.verification.selectors import verification_desk
from yuzhengdai.foundation.audit.selectors import last_seal, unsealed_count
from yuzhengdai.foundation.core.actors import Actor
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import years_to_fill
from yuzhengdai.sites.ops.late.views import late_row
from yuzhengdai.sites.ops.shell import (
    ADMINISTRATORS,
    AUDITOR,
    EVERYBODY,
    KEEPERS,
    OPERATOR,
    REGULATOR,
    DeskView,
    waiting_counts,
)
from yuzhengdai.sites.ops.system.state import stored_faces
from yuzhengdai.sites.ops.verifications.queue import row_of

LISTED = 5
"""Of each queue, those that wait longest."""


class HomeView(DeskView):
    """Queues for operators, figures for operators and regulators, what waits for a second person, the chain for auditors."""

    nav = "home"
    allowed_roles = EVERYBODY

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.request.actor
        counts: dict[str, int] = {}
        if actor.has_role(OPERATOR):
            held = demands_held(actor).order_by().count()
            counts = {**waiting_counts(self.request), "demands": held}
        figures = home_figures() if actor.has_role(OPERATOR, REGULATOR) else None
        faces = stored_faces().sentence if actor.has_role(*KEEPERS) else ""
        unfilled = years_to_fill(today(), calendar_overrides()) if actor.has_role(*KEEPERS) else []
        return self.page(
            "desk/home",
            counts=counts,
            figures=figures,
            decision_days=DECISION_DAYS_DEFINITION,
            faces=faces,
            chain={"seal": last_seal(), "unsealed": unsealed_count()} if actor.has_role(AUDITOR) else None,
            **_first_of_queues(actor),
            unfilled="、".join(f"{year} 年" for year in unfilled),
        )


def _first_of_queues(actor: Actor) -> dict[str, Any]:
    """Of each queue of this role those that wait longest, so that work begins here; None where the role has no such queue."""
    cases = late = posts = cas = None
    if actor.has_role(OPERATOR):
        cases = [row_of(row) for row in verification_desk(actor=actor)[:LISTED]]
        overrides = calendar_overrides()
        found = late_list(actor=actor, wanted=LateFilter(is_urged=False))[:LISTED]
        late = [late_row(row, overrides) for row in found]
    if actor.has_role(*ADMINISTRATORS):
        posts = list(staff_post_list(actor=actor).filter(confirmed_at=None)[:LISTED])
        cas = list(trusted_ca_list(actor=actor).filter(state=TrustedCaState.PROPOSED)[:LISTED])
    return {"cases": cases, "late": late, "posts": posts, "cas": cas}
