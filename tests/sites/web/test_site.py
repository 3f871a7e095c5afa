"""Which site a request is in, and the rule by which it finds its own routes and templates."""

from __future__ import annotations

import pytest
from django.template import TemplateDoesNotExist
from django.test import RequestFactory
from django.urls import NoReverseMatch

from yuzhengdai.sites.web import site
from yuzhengdai.sites.web.site import redirect_to, site_at, site_of


@pytest.mark.parametrize(
    ("path", "key", "side"),
    [
        ("/", "portal", "enterprise"),
        ("/products/", "portal", "enterprise"),
        ("/console", "console", "enterprise"),
        ("/console/members/", "console", "enterprise"),
        ("/consoles/", "portal", "enterprise"),
        ("/app/", "app", "enterprise"),
        ("/apply/", "portal", "enterprise"),
        ("/bank", "bank", "staff"),
        ("/bank/login/", "bank", "staff"),
        ("/banking/", "portal", "enterprise"),
        ("/ops/audit/", "ops", "staff"),
    ],
)
def test_the_site_of_a_path(path: str, key: str, side: str) -> None:
    found = site_at(path)
    assert (found.key, found.side) == (key, side)


def test_a_site_has_cookies_of_its_side() -> None:
    assert site.APP.cookies == {
        "yzd_session": "yzd_session",
        "yzd_csrf": "yzd_csrf",
        "messages": "messages",
    }
    assert site.OPS.cookies == {
        "yzd_session": "yzd_staff_session",
        "yzd_csrf": "yzd_staff_csrf",
        "messages": "staff_messages",
    }


@pytest.mark.parametrize(
    ("path", "name", "url"),
    [
        ("/console/", "application-list", "/console/applications/"),
        ("/products/", "application-list", "/console/applications/"),
        ("/app/mine/", "application-list", "/app/applications/"),
        ("/app/", "product-list", "/app/products/"),
        ("/console/", "product-list", "/products/"),
        ("/app/", "members", "/console/members/"),  # the app has none of its own
        ("/app/", "portal:product-list", "/products/"),  # a full name means exactly that one
        ("/bank/", "login", "/bank/login/"),
        ("/console/", "login", "/login/"),
    ],
)
def test_routes_of_the_site(path: str, name: str, url: str) -> None:
    request = RequestFactory().get(path)
    assert redirect_to(request, name).url == url
    assert redirect_to(request, name, part="top").url == f"{url}#top"


def test_templates_of_the_site() -> None:
    assert site_of(RequestFactory().get("/app/")).template("access/login.html") == "app/access/login.html"
    assert site.CONSOLE.template("access/login.html") == "portal/access/login.html"
    assert site.CONSOLE.template("applications/list.html") == "console/applications/list.html"
    assert site.APP.template("errors/404.html") == "app/errors/404.html"
    assert site.BANK.template("errors/404.html") == "shared/errors/404.html"


def test_what_no_site_has() -> None:
    with pytest.raises(NoReverseMatch):
        site.BANK.url("application-withdraw-nowhere")
    with pytest.raises(TemplateDoesNotExist):
        site.BANK.template("nowhere.html")
