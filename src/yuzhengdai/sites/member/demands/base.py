"""What the pages of demands have in common: who may, which enterprise, where each site has them."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from yuzhengdai.domain.demands.models import FinancingDemand
from yuzhengdai.domain.demands.selectors.mine import demand_get_own
from yuzhengdai.domain.demands.workflow import PUBLISHERS
from yuzhengdai.sites.web.gates import EnterpriseView, VerifiedEnterpriseView
from yuzhengdai.sites.web.site import render_page

TURNS = {
    "draft": "you", "in_review": "them", "returned": "you", "published": "them", "offered": "you", "matched": "ok",
    "withdrawn": "end", "expired": "end", "removed": "no",
}  # fmt: skip
"""Whose turn it is in a demand's state, for the colour of its status."""
OFFER_LABELS = {"sent": "待您答复"}
"""What the enterprise reads where the institution reads another word."""
OFFER_TURNS = {"sent": "you", "accepted": "ok", "declined": "end", "withdrawn": "end", "expired": "end"}


class MemberDemandView(EnterpriseView):
    """A member who looks at the demands of the chosen enterprise."""

    def demand(self, demand_id: UUID) -> FinancingDemand:
        """The enterprise's own, or 404."""
        return demand_get_own(actor=self.request.actor, demand_id=demand_id)


class PublisherView(VerifiedEnterpriseView, MemberDemandView):
    """A member who may publish, of a verified enterprise; others see the gate (R4)."""

    gate = "verified-enterprise"
    allowed_roles: ClassVar[frozenset[str] | None] = PUBLISHERS


def draw(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of demands in the frame of the site the request is in."""
    return render_page(request, f"demands/{template}", context, status=status)


def posted_version(request: HttpRequest) -> int:
    """The version that this page was made from; -1 for rubbish, which never fits."""
    raw = request.POST.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else -1
