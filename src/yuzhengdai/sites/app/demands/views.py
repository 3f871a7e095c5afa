"""融资需求 that everybody may read, as pages of the app."""

from __future__ import annotations

from yuzhengdai.sites.app.gates import AppPublicView
from yuzhengdai.sites.member.demands import public


class DemandPublicListView(AppPublicView, public.DemandPublicListView):
    """The list; never kept for later, for it is another page for who is logged in."""


class DemandPublicView(AppPublicView, public.DemandPublicView):
    """One live demand, or 404: what waits or has ended is nobody's to read here."""
