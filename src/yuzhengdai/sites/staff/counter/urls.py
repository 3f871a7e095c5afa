"""The same routes for both workbenches; each gives its own gates."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.views import View

from yuzhengdai.sites.staff.counter import confirm, consent, data, giving, home, papers


def counter_urls(*, works: type[View], gives: type[View], looks: type[View]) -> list[URLPattern]:
    """Routes of 窗口协办. ``works``: the gate of who stands at a counter; ``gives``: of who gives the right; ``looks``: of both,
    for the first page.
    """
    one = "counter/<uuid:session_id>/"
    right = "counter/rights/<uuid:right_id>/"
    return [
        _route("counter/", home.HomeView, looks, "counter"),
        _route("counter/rights/", giving.RightsView, gives, "counter-rights"),
        _route(f"{right}confirm/", giving.RightConfirmView, gives, "counter-right-confirm"),
        _route(f"{right}end/", giving.RightEndView, gives, "counter-right-end"),
        _route(one, home.SessionView, works, "counter-session"),
        _route(f"{one}cancel/", home.CancelView, works, "counter-cancel"),
        _route(f"{one}consent/", consent.ConsentView, works, "counter-consent"),
        _route(f"{one}consent/code/", consent.ConsentCodeView, works, "counter-consent-code"),
        _route(f"{one}role/", papers.RoleView, works, "counter-role"),
        _route(f"{one}papers/", papers.PapersView, works, "counter-papers"),
        _route(f"{one}papers/<slug:kind>/", papers.PictureView, works, "counter-picture"),
        _route(f"{one}papers/<slug:kind>/<slug:field>/", papers.PartView, works, "counter-part"),
        _route(f"{one}identity/", data.IdentityView, works, "counter-identity"),
        _route(f"{one}licence/", data.LicenceView, works, "counter-licence"),
        _route(f"{one}confirm/", confirm.ConfirmView, works, "counter-confirm"),
        _route(f"{one}confirm/code/", confirm.ConfirmCodeView, works, "counter-confirm-code"),
    ]


def _route(where: str, page: type[View], gate: type[View], name: str) -> URLPattern:
    """The page behind the gate of the site."""
    made: Any = type(page.__name__, (page, gate), {"__module__": page.__module__, "__doc__": page.__doc__})
    found: URLPattern = path(where, made.as_view(), name=name)
    return found
