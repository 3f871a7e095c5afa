"""Every route × every role × an object of somebody else (O1, DESIGN.md: data protection).

Outsiders get 404, insiders without the role 403, visitors the login page of the side; a denied POST changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.sites.console.verification.test_pages import picture
from tests.sites.route_table import ROLES, TABLE, expected, matters
from tests.sites.route_world import World, make_world
from yuzhengdai.foundation.audit.models import AuditEvent

SITES = ("portal", "console", "app", "bank", "ops", "api")


def routes() -> Iterator[tuple[str, Any]]:
    """(name, view) of every route of the sites."""
    for resolver in get_resolver().url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace in SITES:
            yield from _walk(resolver, str(resolver.namespace))


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, Any]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}:{entry.name}", entry.callback
        else:
            yield from _walk(entry, f"{namespace}:{entry.namespace}" if entry.namespace else namespace)


def outcome(response: HttpResponse) -> str:
    """What became of a request, in the words of the table."""
    status = response.status_code
    if status in {403, 404, 405}:
        return str(status)
    if status >= 500:
        return f"error {status}"
    target = getattr(response, "url", "") if status in {301, 302, 303} else ""
    path = target.split("?")[0]
    logins = {reverse(f"{site}:login") for site in ("portal", "app", "bank", "ops")}
    if path in logins and "next=" in target:
        return "login"
    if path in {reverse("portal:choose-enterprise"), reverse("app:choose-enterprise")}:
        return "choose"
    if path == reverse("portal:gate") or (path == reverse("app:verification") and "next=" in target):
        return "gate"
    return "ok"


def test_every_route_is_in_the_table_with_its_gate() -> None:
    found = dict(routes())
    assert not found.keys() - TABLE.keys(), "decide who may, then add to tests/sites/route_table.py"
    assert not TABLE.keys() - found.keys(), "no longer routes"
    gates = {name: getattr(getattr(view, "view_class", None), "gate", "none") for name, view in found.items()}
    assert gates == {name: route.gate for name, route in TABLE.items()}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def url(name: str, world: World) -> str:
    args = TABLE[name].args
    return reverse(name, kwargs=args(world) if args else None)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_open(role: str, world: World) -> None:
    client = world.client(role)
    wrong = {}
    for name, route in TABLE.items():
        wanted = expected(route, role)
        if not matters(name, role):
            continue
        if route.leads_back and wanted == "404":
            wanted = "ok"
        found = outcome(client.get(url(name, world)))
        # 405: let in by the gate, and then there is nothing to GET; the object was not looked at.
        if found != wanted and not (found == "405" and wanted in {"ok", "404"}):
            wrong[name] = f"{found}, not {wanted}"
    assert not wrong


@pytest.mark.parametrize("role", ROLES)
def test_denied_posts_change_nothing(role: str, world: World) -> None:
    client: Client = world.client(role)
    wrong = {}
    before = AuditEvent.objects.count()
    for name, route in TABLE.items():
        wanted = expected(route, role)
        if wanted == "ok" or not route.posts or not matters(name, role):
            continue
        found = outcome(client.post(url(name, world), sent()))
        if found != wanted and not (found == "405" and wanted == "404"):
            wrong[name] = f"{found}, not {wanted}"
    assert not wrong
    assert AuditEvent.objects.count() == before


def sent() -> dict[str, Any]:
    """What a busy intruder would send."""
    return {"reason": "越权", "action": "pass", "active": "0", "agree": "1", "file": picture()}
