"""Every link and every form of the pages that each audience meets leads somewhere, on the demo province."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from demo.load import demo_load
from tests.e2e.crawl import kind_of
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY, SECOND_FACTOR_KEY

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.django_db]

PAGES_OF_A_KIND = 2
PAGES_OF_AN_AUDIENCE = 150
AUDIENCES: dict[str, tuple[str, bool, tuple[str, ...]]] = {
    "visitor": ("", False, ("/", "/login/", "/register/", "/bank/login/", "/ops/login/")),
    "owner": ("13800000001", False, ("/", "/console/")),
    "several": ("13800000002", False, ("/choose-enterprise/",)),
    "unverified": ("13800000003", False, ("/", "/console/")),
    "viewer": ("13800000005", False, ("/", "/console/")),
    "fresh": ("13800000006", False, ("/products/",)),
    "visitor on the phone": ("", False, ("/app/", "/app/login/", "/app/register/")),
    "owner on the phone": ("13800000001", False, ("/app/", "/app/mine/", "/app/applications/")),
    "unverified on the phone": ("13800000003", False, ("/app/", "/app/mine/")),
    "officer": ("13800000021", True, ("/bank/",)),
    "manager": ("13800000022", True, ("/bank/",)),
    "operator": ("13800000091", True, ("/ops/",)),
}
ALLOWED_403 = {"viewer"}
"""What a reader may not do answers 403, where a page of his still shows the link."""


class _Links(HTMLParser):
    """Collects link targets, form targets and links that go nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.posts: list[str] = []
        self.dead: list[str] = []
        self.ids: set[str] = set()
        self.fragments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {key: value or "" for key, value in attrs}
        if "id" in found:
            self.ids.add(found["id"])
        href = found.get("href", "")
        if tag == "a" and "href" in found:
            if href in {"", "#"} or href.startswith("javascript:"):
                self.dead.append(self.get_starttag_text() or tag)
            elif href.startswith("#"):
                self.fragments.append(href[1:])
            else:
                self.links.append(href)
        elif tag == "form" and found.get("method", "get").lower() == "post":
            self.posts.append(found.get("action", ""))
        for key in ("hx-get", "data-href"):
            if found.get(key):
                self.links.append(found[key])


def _client(login: Callable[..., Client], phone: str, *, staff: bool) -> Client:
    if not phone:
        return Client()
    user = User.objects.for_phone(f"+86{phone}")
    assert user is not None, phone
    if staff:
        return login(user, staff=True, **{SECOND_FACTOR_KEY: clock.iso()})
    member = EnterpriseMember.objects.filter(user=user, state="active").order_by("created_at").first()
    return login(user, **({ENTERPRISE_KEY: str(member.enterprise_id)} if member else {}))


def _is_ours(url: str) -> bool:
    parts = urlsplit(url)
    path = parts.path
    return (
        parts.scheme in {"", "http"}
        and parts.netloc in {"", "testserver"}
        and not path.startswith("/static/")
    )


class _Walk:
    def __init__(self, client: Client, *, is_403_fine: bool) -> None:
        self.client, self.is_403_fine = client, is_403_fine
        self.seen: Counter[str] = Counter()
        self.problems: list[str] = []
        self.visited = 0

    def run(self, starts: tuple[str, ...]) -> None:
        queue = deque((start, "start") for start in starts)
        known = set(starts)
        while queue and self.visited < PAGES_OF_AN_AUDIENCE:
            url, source = queue.popleft()
            if self.seen[kind_of(url)] >= PAGES_OF_A_KIND:
                continue
            self.seen[kind_of(url)] += 1
            self.visited += 1
            for link in self._visit(url, source):
                if link not in known:
                    known.add(link)
                    queue.append((link, url))

    def _visit(self, url: str, source: str) -> list[str]:
        response = self.client.get(url)
        if response.status_code in {301, 302, 303}:
            target = urljoin(url, response["Location"])
            return [target.split("#")[0]] if _is_ours(target) else []
        allowed = {200, 403} if self.is_403_fine else {200}
        if response.status_code not in allowed:
            self.problems.append(f"{url} (from {source}): status {response.status_code}")
            return []
        if "html" not in response.headers.get("Content-Type", "") or response.streaming:
            return []
        page = _Links()
        page.feed(response.content.decode())
        self.problems += [f"{url}: {tag} goes nowhere" for tag in page.dead]
        self.problems += [f"{url}: nothing has id {name}" for name in page.fragments if name not in page.ids]
        for action in page.posts:
            self._check_form(urljoin(url, action), url)
        links = [urljoin(url, link).split("#")[0] for link in page.links]
        return [link for link in links if _is_ours(link) and "/logout" not in link]

    def _check_form(self, action: str, source: str) -> None:
        try:
            view = resolve(urlsplit(action).path).func.view_class  # type: ignore[attr-defined]
        except Resolver404:
            self.problems.append(f"{source}: no route for the form to {action}")
        except AttributeError:
            return
        else:
            if not hasattr(view, "post"):
                self.problems.append(f"{source}: nothing takes the form sent to {action}")


def test_every_link_leads_somewhere(login: Callable[..., Client]) -> None:
    demo_load()
    problems, visited = [], 0
    for audience, (phone, staff, starts) in AUDIENCES.items():
        walk = _Walk(_client(login, phone, staff=staff), is_403_fine=audience in ALLOWED_403)
        walk.run(starts)
        assert walk.visited > 2, audience
        visited += walk.visited
        problems += [f"{audience}: {problem}" for problem in walk.problems]
    assert not problems, "\n".join([f"{visited} pages visited", *dict.fromkeys(problems)])


@pytest.mark.parametrize("path", ["/join/", "/fees/", "/accessibility/", "/agreement/privacy/"])
def test_footer_pages_say_something(path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 200
    assert "text-page" in response.content.decode()
