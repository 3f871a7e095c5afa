"""Every page that links lead to, for each audience: no dead link, axe 0, no CSP violation, at 1440 and 390 px."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.e2e.crawl import Crawl, kind_of
from tests.e2e.watch import Watch

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Audience:
    """Who walks: a demo account's phone and side (none: a visitor), where from, and what is theirs (see Crawl)."""

    phone: str = ""
    side: str = ""
    starts: tuple[str, ...] = ()
    own: tuple[str, ...] = ("/",)
    others: Literal["judge", "visit", "leave"] = "visit"


# The portal as somebody logged in sees it is judged in the owner's walk; what all see, in the visitor's.
AUDIENCES: dict[str, Audience] = {
    "visitor": Audience(
        starts=("/", "/register/", "/login/", "/bank/login/", "/ops/login/", "/feedback/?direct=1"),
        own=("/",),
    ),
    "owner": Audience("13800000001", "enterprise", ("/console/", "/"), own=("/console/",), others="judge"),
    "unverified": Audience("13800000003", "enterprise", ("/console/",), own=("/console/",)),
    "visitor on the phone": Audience(
        starts=("/app/", "/app/register/", "/app/login/", "/app/offline/"), own=("/app/",), others="leave"
    ),
    "owner on the phone": Audience("13800000001", "enterprise", ("/app/",), own=("/app/",)),
    "unverified on the phone": Audience(
        "13800000003", "enterprise", ("/app/",), own=("/app/",), others="leave"
    ),
    "officer": Audience("13800000021", "staff", ("/bank/",), own=("/bank/",)),
    "manager": Audience("13800000022", "staff", ("/bank/",), own=("/bank/",), others="leave"),
    "operator": Audience("13800000091", "staff", ("/ops/",), own=("/ops/",)),
}
# Whose pages are those of others, seen with other rights: watched, at one width, not judged by axe again.
LOOKERS = {
    "of several enterprises": ("13800000002", "enterprise", ("/choose-enterprise/", "/console/members/")),
    "viewer": ("13800000005", "enterprise", ("/console/",)),
    "first application": ("13800000006", "enterprise", ("/products/", "/console/applications/")),
    "verification returned": ("13800000007", "enterprise", ("/console/verification/",)),
    "auditor": ("13800000092", "staff", ("/ops/",)),
    "regulator": ("13800000093", "staff", ("/ops/",)),
}
PAGES_OF_A_LOOKER = 25


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("http://h/products/", "/products/"),
        ("http://h/products/0192f0c1-7a3b-7000-8000-000000000001/", "/products/<uuid:product_id>/"),
        ("http://h/products/?page=2&city=410100", "/products/?city"),
        ("http://h/help/how-to-apply/", "/help/<slug:slug>/"),
        ("http://h/no/such/page/", "/no/such/page/"),
    ],
)
def test_pages_of_a_kind(url: str, kind: str) -> None:
    assert kind_of(url) == kind


@pytest.mark.parametrize("audience", AUDIENCES)
def test_every_page(
    audience: str,
    page: Page,
    base_url: str,
    axe: Callable[..., None],
    log_in: Callable[..., None],
) -> None:
    who = AUDIENCES[audience]
    if who.phone:
        log_in(page.context, who.phone, who.side)
    crawl = Crawl(page, base_url, axe, own=who.own, others=who.others)
    crawl.run(*who.starts)
    assert crawl.visited
    assert not crawl.problems, "\n".join([f"{len(crawl.visited)} pages visited", *crawl.problems])


@pytest.mark.parametrize("audience", LOOKERS)
def test_pages_of_lookers(
    audience: str, page: Page, base_url: str, log_in: Callable[..., None], watch: Watch
) -> None:
    """No CSP violation, console error, foreign host or 5xx; a page that is not theirs may say so with 403."""
    phone, side, starts = LOOKERS[audience]
    log_in(page.context, phone, side)
    crawl = Crawl(page, base_url, lambda _: None, own=("/nothing/",), others="visit")
    crawl.run(*starts, at_most=PAGES_OF_A_LOOKER)
    # A regulator has a single page: the figures.
    assert len(crawl.visited) > (0 if audience == "regulator" else 2)
    problems = [problem for problem in crawl.problems if not problem.endswith("status 403")]
    assert not problems, "\n".join(problems)
    assert not watch.unexpected()
