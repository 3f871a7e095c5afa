"""豫正贷 as a web app (R5): installable, alive without a network, and nothing personal kept on the phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page, ViewportSize, expect

from tests.e2e.conftest import PHONE
from tests.e2e.watch import Watch

OWNER = "13800000001"
_ACTIVE = "() => navigator.serviceWorker.ready.then(found => found.active && found.scope)"
_KEPT = """async () => {
  const found = [];
  for (const name of await caches.keys()) {
    for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  }
  return found;
}"""


@pytest.fixture
def installed_context(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    base_url: str,
    tmp_path: Path,
    watch: Watch,
) -> Iterator[BrowserContext]:
    """A phone-sized browser with a profile on disk: Chromium refuses to install from a private window."""
    context = browser_type.launch_persistent_context(
        tmp_path / "profile",
        **browser_type_launch_args,
        viewport=ViewportSize(width=PHONE["width"], height=PHONE["height"]),
        base_url=base_url,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    watch.attach(context)
    yield context
    context.close()


def opened(context: BrowserContext, path: str = "/app/") -> Page:
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(path)
    assert page.evaluate(_ACTIVE).endswith("/app/")
    return page


def test_r5_chromium_finds_nothing_against_installing(installed_context: BrowserContext) -> None:
    page = opened(installed_context)
    session = installed_context.new_cdp_session(page)
    assert session.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/app/manifest.webmanifest")
    assert session.send("Page.getAppId")["appId"].endswith("/app/")
    # The check does find what is missing: the portal is no app of its own.
    page.goto("/")
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert "no-manifest" in {error["errorId"] for error in found}


def test_r5_without_a_network_the_app_says_so_and_comes_back(
    installed_context: BrowserContext, axe: Callable[..., None]
) -> None:
    page = opened(installed_context)
    installed_context.set_offline(True)
    page.goto("/app/products/")
    expect(page.get_by_role("heading", name="现在没有网络")).to_be_visible()
    axe(page)
    # Still without a network: trying again says so again.
    with page.expect_navigation():
        page.get_by_role("button", name="重试").click()
    expect(page.get_by_role("heading", name="现在没有网络")).to_be_visible()
    # With the network back the page comes back by itself; a click would race with it.
    installed_context.set_offline(False)
    expect(page.get_by_role("heading", name="金融产品")).to_be_attached(timeout=15_000)


def test_r5_nothing_personal_is_kept_on_the_phone(
    installed_context: BrowserContext, log_in: Callable[..., None]
) -> None:
    log_in(installed_context, OWNER, "enterprise")
    page = opened(installed_context)
    for path in ("/app/mine/", "/app/applications/", "/app/messages/"):
        page.goto(path)
    kept = page.evaluate(_KEPT)
    assert "/app/offline/" in kept
    pages = [path for path in kept if not path.startswith("/static/dist/assets/")]
    assert pages == ["/app/offline/"]
    installed_context.set_offline(True)
    page.goto("/app/mine/")
    expect(page.get_by_role("heading", name="现在没有网络")).to_be_visible()
    assert "禾丰" not in page.content()
