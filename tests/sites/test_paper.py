"""What counts from now (「今天 18:00」, 「剩 6 小时」) stands on screens; printed, every page says the date in its place."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.template import engines

from tests.sites.route_table import TABLE
from tests.sites.route_world import World, make_world
from tests.sites.test_routes import url
from yuzhengdai.foundation.core.near import Near, near_day, near_moment

pytestmark = pytest.mark.django_db

SCREEN_ALONE = re.compile(r'<span class="screen-only">[^<]*</span>')
TAGS = re.compile(r"<script.*?</script>|<[^>]*>", re.DOTALL)
RELATIVE = re.compile(r"(?:今天|明天|昨天|后天)\s*\d|剩 \d+ (?:个工作日|小时|分)|超时 \d")
IN_AN_ATTRIBUTE = re.compile(r'="[^"<>]*<span|=&#34;[^"]*&lt;span|screen-only&#34;')
READERS = {"portal": "admin", "console": "admin", "app": "admin", "bank": "manager", "ops": "operator"}


@pytest.mark.slow
def test_no_page_prints_a_day_that_counts_from_the_day_of_printing(db: None) -> None:
    world: World = make_world()
    clients = {site: world.client(role) for site, role in READERS.items()}
    wrong, relative_on_screen = {}, 0
    for name in TABLE:
        client = clients.get(name.partition(":")[0])
        if client is None:
            continue
        response = client.get(url(name, world))
        if response.status_code != 200 or "html" not in response["Content-Type"] or response.streaming:
            continue
        html = response.content.decode()
        relative_on_screen += len(RELATIVE.findall(TAGS.sub("", html)))
        found = RELATIVE.findall(TAGS.sub("", SCREEN_ALONE.sub("", html)))
        if found or IN_AN_ATTRIBUTE.search(html):
            wrong[name] = found or "markup in an attribute"
    assert wrong == {}
    assert relative_on_screen >= 5, "the world shows none: this test sees nothing"


def test_both_are_escaped_and_sentences_keep_both() -> None:
    said = Near("明天 <b>", "2026-12-01 &").within("预计{} 前，{who}", who="<i>")
    assert said == "预计明天 <b> 前，<i>"
    assert said.paper == "预计2026-12-01 & 前，<i>"
    shown = engines["jinja2"].from_string("{{ a ~ '。' }}").render({"a": said})
    assert shown == (
        '<span class="screen-only">预计明天 &lt;b&gt; 前，&lt;i&gt;</span>'
        '<span class="print-only">预计2026-12-01 &amp; 前，&lt;i&gt;</span>。'
    )
    assert Near("一样", "一样").__html__() == "一样"


def test_the_words_of_screen_and_paper() -> None:
    at = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    assert (near_moment(at, date(2026, 11, 29)), near_moment(at, date(2026, 11, 29)).paper) == (
        "明天 18:00",
        "2026-11-30 18:00",
    )
    assert (near_day(at, date(2026, 11, 30)), near_day(at, date(2026, 11, 30)).paper) == (
        "今天",
        "2026 年 11 月 30 日",
    )
