"""Every page that links lead to, for each audience: no dead link, axe 0, no CSP violation, at 1440 and 390 px."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.e2e.crawl import Crawl, kind_of

pytestmark = pytest.mark.slow

AUDIENCES = {
    "visitor": ("", "", ("/",)),
    "owner": ("13800000001", "enterprise", ("/console/", "/")),
    "unverified": ("13800000003", "enterprise", ("/console/",)),
    "officer": ("13800000021", "staff", ("/bank/",)),
    "manager": ("13800000022", "staff", ("/bank/",)),
    "operator": ("13800000091", "staff", ("/ops/",)),
}


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
    phone, side, starts = AUDIENCES[audience]
    if phone:
        log_in(page.context, phone, side)
    own = ("/",) if audience == "visitor" else tuple(start for start in starts if start != "/")
    crawl = Crawl(page, base_url, axe, own=own)
    crawl.run(*starts)
    assert crawl.visited
    assert not crawl.problems, "\n".join([f"{len(crawl.visited)} pages visited", *crawl.problems])
