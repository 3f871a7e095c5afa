"""The main line in a browser, with axe on every page of it (R1–R4, P1–P7, C6, B1, O1)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.main_line import Camera, Walk


@pytest.fixture
def demo_walk(
    base_url: str, sms_code: Callable[[str], str], totp_code: Callable[[str], str]
) -> Callable[[Camera], Walk]:
    """A walk on the running demo that shows its pages to a camera."""
    return lambda camera: Walk(base_url, sms_code, totp_code, camera)


def test_from_registration_to_disbursement(
    page: Page,
    other_context: BrowserContext,
    demo_walk: Callable[[Camera], Walk],
    axe: Callable[..., None],
) -> None:
    expect.set_options(timeout=15_000)
    staff = other_context.new_page()
    walk = demo_walk(lambda seen, _name: axe(seen))
    walk.whole(page, staff)
