"""The first page: what waits, by role; figures for those who only look."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yuzhengdai.domain.demands.selectors.desk import demands_held
from yuzhengdai.domain.insights.selectors import DECISION_DAYS_DEFINITION, home_figures
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.reference.selectors import calendar_overrides
from yuzhengdai.foundation.reference.workdays import years_to_fill
from yuzhengdai.sites.ops.shell import (
    EVERYBODY,
    KEEPERS,
    NAV,
    OPERATOR,
    REGULATOR,
    DeskView,
    waiting_counts,
)
from yuzhengdai.sites.ops.system.state import stored_faces


class HomeView(DeskView):
    """Queues for operators, figures for operators and regulators, entries for administrators and auditors."""

    nav = "home"
    allowed_roles = EVERYBODY

    def get(self, request: HttpRequest) -> HttpResponse:
        actor = self.request.actor
        counts: dict[str, int] = {}
        if actor.has_role(OPERATOR):
            held = demands_held(actor).order_by().count()
            counts = {**waiting_counts(self.request), "demands": held}
        entries = [
            {"label": label, "href": reverse(route), "count": counts.get(key)}
            for key, label, route, _, roles, _ in NAV
            if key != "home" and roles & actor.roles
        ]
        figures = home_figures() if actor.has_role(OPERATOR, REGULATOR) else None
        faces = stored_faces().sentence if actor.has_role(*KEEPERS) else ""
        unfilled = years_to_fill(today(), calendar_overrides()) if actor.has_role(*KEEPERS) else []
        return self.page(
            "desk/home",
            entries=entries,
            counts=counts,
            figures=figures,
            decision_days=DECISION_DAYS_DEFINITION,
            faces=faces,
            unfilled="、".join(f"{year} 年" for year in unfilled),
        )
