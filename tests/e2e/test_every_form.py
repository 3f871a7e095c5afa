"""Every form of the table of forms on one mishap in a browser: the session is over when the button is pressed.

The forms are those of tests/bad_input/table.py, which names every POST route; each stands here as its person meets it, on a server of the
test's own. What is asked of each: the words are there, the login opens over the page, and no other page takes its place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.bad_input.table import CASES, Case
from tests.bad_input.world import World
from tests.e2e.mishaps import WORDS, Filling
from tests.e2e.watch import Watch
from tests.typed.filled import SECRETS

# Playwright's loop runs in this thread; the ORM takes that for an asynchronous caller. Before any fixture touches the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
pytestmark = [pytest.mark.slow, pytest.mark.once]

PARTS = 6
MEMBERS = [case for case in CASES if case.who != "visitor"]
NOTHING_TYPED = frozenset(
    """
    app:application-costs
    app:application-discard
    app:application-documents
    app:apply-agreement
    app:apply-documents
    app:apply-draft
    app:apply-phone-code
    app:apply-summary
    app:authorisation-confirm
    app:authorisation-revoke
    app:authorisations-revoke
    app:certificate-check
    app:choose-enterprise
    app:demand-delete
    app:demand-draft
    app:demand-extend
    app:demand-preview
    app:demand-reopen
    app:invitation-accept
    app:invitation-decline
    app:pc-proof
    app:scan
    app:verification-certificate
    app:verification-consent
    app:verification-face
    app:verification-id-back
    app:verification-id-front
    app:verification-id-number
    app:verification-letter
    app:verification-licence
    app:verification-paper
    app:verification-put-away
    app:verification-result
    app:verification-role
    app:verification-way
    bank:counter-confirm
    bank:counter-confirm-code
    bank:counter-consent
    bank:counter-consent-code
    bank:counter-picture
    bank:counter-rights
    bank:release
    bank:take
    console:application-costs
    console:application-discard
    console:application-documents
    console:authorisation-confirm
    console:authorisation-revoke
    console:authorisations-revoke
    console:demand-delete
    console:demand-draft
    console:demand-extend
    console:demand-preview
    console:demand-reopen
    console:invitation-withdraw
    console:member-confirm
    console:member-end
    console:member-refuse
    console:profile-details
    console:verification-put-away
    console:verification-review
    console:verification-start
    ops:article-publish
    ops:calendar-remove
    ops:counter-rights
    ops:feedback-close
    ops:officer-active
    ops:second-factor-reset
    ops:staff-active
    ops:staff-confirm
    ops:staff-decline
    portal:apply-agreement
    portal:apply-documents
    portal:apply-draft
    portal:apply-phone-code
    portal:apply-summary
    portal:choose-enterprise
    portal:invitation-accept
    portal:invitation-decline
    """.split()
)
"""Buttons, choices and files alone, what a script sends by itself, and what has no page of its own."""
_MARK = """([url, secrets, words]) => {
  const path = address => new URL(address || location.href, location.href).pathname;
  const sends = form => [form.getAttribute('action'), ...[...form.querySelectorAll('[formaction]')].map(b => b.getAttribute('formaction'))];
  const forms = [...document.forms].filter(form => form.method === 'post' && sends(form).some(address => path(address) === url));
  forms.sort((one, other) => other.elements.length - one.elements.length);
  const form = forms[0];
  if (!form) return 'no form';
  form.closest('dialog:not([open])')?.showModal();
  for (const part of document.querySelectorAll('details')) part.open = true;
  const kinds = ['text', 'tel', 'search', 'email', 'number', 'url', 'textarea'];
  const field = [...form.elements].find(
    field => kinds.includes(field.type) && !field.readOnly && !secrets.includes(field.name) && !('code' in field.dataset)
      && field.checkVisibility());
  if (!field) return 'nothing to type';
  field.dataset.underTest = 'field';
  const buttons = [...form.elements].filter(button => button.type === 'submit' && !button.ariaHidden && button.checkVisibility());
  const sending = buttons.filter(button => path(button.getAttribute('formaction') || form.getAttribute('action')) === url);
  const button = sending.find(button => button.classList.contains('button--primary')) || sending[0] || buttons[0];
  if (!button) return 'no button';
  button.dataset.underTest = 'button';
  return '';
}"""


@pytest.fixture
def tab(new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    """A page without the watch over the demo: another server is asked here."""
    context = new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


@pytest.mark.parametrize(
    ("route", "field"),
    [
        ("app:verification-id-confirm", "[name=id_address]"),
        ("console:verification-identity", "[name=id_address]"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_wizard_through_every_mishap(route: str, field: str, live_server: object, tab: Page) -> None:
    world, base_url = World(), str(live_server)
    case = next(case for case in CASES if case.route == route)
    assert case.prepare is not None
    case.prepare(world)
    cookie = world.client(case.who).cookies[settings.SESSION_COOKIE_NAME].value

    def log_in(context: BrowserContext, _who: str, _side: str) -> None:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": base_url}])

    log_in(tab.context, "", "")
    tab.goto(base_url + case.page_url(world))
    Filling(tab, Watch(base_url), log_in, "", "enterprise", field, "下一步").every_one()


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.django_db(transaction=True)
def test_session_over(part: int, live_server: object, tab: Page) -> None:
    """A few forms on one database: what stands between two tests, emptying it, takes longer than a form."""
    problems, tried = [], 0
    for case in MEMBERS[part::PARTS]:
        try:
            why_not = session_over(case, str(live_server), tab)
        except (AssertionError, Error) as error:
            problems.append(f"{case}: {error}")
            continue
        tried += not why_not
        if why_not and str(case) not in NOTHING_TYPED:
            problems.append(f"{case}: {why_not}")
    assert not problems, "\n".join(problems)
    assert tried


def session_over(case: Case, base_url: str, tab: Page) -> str:
    """Type, end the session, press the button; why there was nothing to try, or "" when all is as it should be."""
    world = World()
    if case.prepare is not None:
        case.prepare(world)
    path = case.page_url(world)
    client = world.client(case.who)
    if client.get(path, follow=True).status_code != HTTPStatus.OK:
        return "no page of its own"
    is_staff = path.startswith(("/bank/", "/ops/"))
    name = settings.STAFF_SESSION_COOKIE_NAME if is_staff else settings.SESSION_COOKIE_NAME
    tab.context.clear_cookies()
    tab.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": base_url}])
    tab.goto(base_url + path)
    why_not = str(tab.evaluate(_MARK, [case.url(world), sorted(SECRETS), WORDS]))
    if why_not:
        return why_not
    field, address = tab.locator("[data-under-test=field]"), tab.url
    field.fill(WORDS)
    tab.context.clear_cookies(name=name)
    tab.locator("[data-under-test=button]").click()
    expect(tab.get_by_role("dialog", name="重新登录")).to_be_visible()
    expect(field).to_have_value(WORDS)
    assert tab.url == address
    return ""
