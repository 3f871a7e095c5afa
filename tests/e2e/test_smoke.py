"""The demo answers in a browser, with its headers and without a complaint of Chromium."""

from playwright.sync_api import Page

from tests.e2e.watch import Watch


def test_health_and_readiness(page: Page, base_url: str) -> None:
    assert page.request.get(f"{base_url}/healthz").json() == {"status": "ok"}
    ready = page.request.get(f"{base_url}/readyz")
    assert ready.status == 200
    assert ready.json()["migrations"] == "ok"


def test_content_security_policy_blocks_inline_script(page: Page, base_url: str, watch: Watch) -> None:
    """The watch itself works: an inline script is blocked, and that is noticed."""
    page.goto(f"{base_url}/")
    watch.allow.append("Content Security Policy")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
    )
    assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in problem for problem in watch.problems)
