"""No draft comes of looking: opened and left, opened and cancelled, Back after 「申请成功」. Drafts stand below what waits."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import factories
from tests.domain.applications import applying
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.applications.services import draft as draft_services
from yuzhengdai.domain.applications.services.draft import drafts_untouched_purge
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.products.models import Product
from yuzhengdai.foundation.core import clock
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]


@pytest.fixture
def who() -> EnterpriseMember:
    return applying.applicant()


@pytest.fixture
def client(login: Login, who: EnterpriseMember) -> Client:
    return login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})


@pytest.fixture
def sold() -> Product:
    return applying.product()


def form_of(client: Client, sold: Product, site: str = "portal") -> dict[str, Any]:
    """What a browser would send of the form as it was drawn."""
    html = client.get(reverse(f"{site}:apply", args=[sold.pk])).content.decode()
    form = html[html.index('name="application"') - 400 :]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values.get("type") in {"checkbox", "radio"} and not re.search(r"\schecked", tag):
            continue
        if "name" in values and values.get("type") != "file":
            found.setdefault(values["name"], unescape(values.get("value", "")))
    for name, inner in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(inner.strip())
    for name, inner in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)"[^>]*\sselected', inner)
        found[name] = unescape(chosen[1]) if chosen else ""
    found.pop("q", None)
    return found


def listed(client: Client) -> str:
    return client.get("/console/applications/").content.decode()


@pytest.mark.parametrize("site", ["portal", "app"])
def test_opened_and_cancelled_leaves_nothing(client: Client, sold: Product, site: str) -> None:
    sent = form_of(client, sold, site)
    answer = client.post(reverse(f"{site}:apply", args=[sold.pk]), {**sent, "do": "cancel"}, follow=True)
    assert "已取消申请" in answer.content.decode()
    assert "保存为草稿" not in answer.content.decode()
    assert not Application.objects.exists()
    assert "草稿" not in listed(client).split("<main")[1].split("<form")[0]


def test_the_page_saving_by_itself_makes_no_draft_of_an_untouched_form(client: Client, sold: Product) -> None:
    sent = form_of(client, sold)
    url = reverse("portal:apply-draft", args=[sent["application"]])
    assert not Application.objects.exists(), "opening writes nothing"
    assert client.post(url, sent).status_code == 200
    assert not Application.objects.exists()
    assert client.post(url, {**sent, "purpose_detail": "采购小麦", "contact_name": "周敏"}).status_code == 200
    assert Application.objects.get().version == 1


def test_what_was_typed_is_kept_when_cancelled(client: Client, sold: Product) -> None:
    sent = form_of(client, sold)
    typed = {**sent, "contact_name": "周敏", "do": "cancel"}
    answer = client.post(reverse("portal:apply", args=[sold.pk]), typed, follow=True)
    assert "填写的内容保存为草稿" in answer.content.decode()
    assert Application.objects.get().version == 1


def test_saving_when_asked_is_a_draft(client: Client, sold: Product) -> None:
    sent = form_of(client, sold)
    client.post(reverse("portal:apply", args=[sold.pk]), {**sent, "do": "save"})
    assert Application.objects.get().version == 1


def test_back_after_success_shows_no_second_one(client: Client, who: EnterpriseMember, sold: Product) -> None:
    applying.submit(who, applying.opened(who, sold))
    client.get(reverse("portal:apply", args=[sold.pk]))
    html = listed(client)
    assert "共 1 笔" in html
    assert "草稿 1 份" not in html
    app = client.get("/app/").content.decode()
    assert "全部 1 笔" in app
    assert "草稿" not in app


def test_what_was_only_looked_at_goes_after_a_day(
    client: Client, who: EnterpriseMember, sold: Product
) -> None:
    applying.opened(who, sold)
    kept = factories.application(state="draft", enterprise=who.enterprise, version=1)
    assert drafts_untouched_purge() == 0
    with clock.frozen(clock.now() + timedelta(days=1, minutes=1)):
        assert drafts_untouched_purge() == 1
    assert list(Application.objects.values_list("pk", flat=True)) == [kept.pk]


@pytest.mark.parametrize("path", ["/console/applications/", "/app/applications/", "/app/"])
def test_drafts_stand_below_what_waits_for_the_owner(
    client: Client, who: EnterpriseMember, path: str
) -> None:
    waits = factories.application(state="returned", enterprise=who.enterprise)
    factories.application(state="draft", enterprise=who.enterprise, version=1)
    html = client.get(path).content.decode()
    rows = html[html.rindex("我的申请</h") :]
    assert waits.product_version.name
    assert rows.rindex("待补件") < rows.rindex("草稿</"), "the states of the rows, behind those of the filter"


@pytest.mark.parametrize("site", ["portal", "app"])
def test_every_way_of_keeping_something_begins_the_draft(client: Client, sold: Product, site: str) -> None:
    """The page's own key holds for all that it sends: summary, file, another phone, the form itself, and the form again."""
    sent = form_of(client, sold, site)
    opened = {"opened": sent["opened"]}
    at = lambda route: reverse(f"{site}:{route}", args=[sent["application"]])  # noqa: E731
    assert client.post(at("apply-summary"), sent).status_code == 200
    assert not Application.objects.exists(), "a summary writes nothing"
    paper = io.BytesIO()
    Image.new("RGB", (20, 20), "white").save(paper, "PNG")
    paper.seek(0)
    paper.name = "a.png"
    url = f"{at('apply-documents')}?{urlencode(opened)}"
    assert client.post(url, {"file": paper, "document_kind": "other"}).status_code == 201
    draft = Application.objects.get()
    assert (str(draft.pk), draft.version, draft.documents.count()) == (sent["application"], 1, 1)
    assert client.post(at("apply-draft"), {**sent, "contact_name": "周敏"}).status_code in {200, 409}
    assert Application.objects.count() == 1


def test_a_second_page_finds_the_draft_of_the_first(client: Client, sold: Product) -> None:
    first, second = form_of(client, sold), form_of(client, sold)
    assert first["application"] != second["application"]
    save = lambda sent: client.post(  # noqa: E731
        reverse("portal:apply-draft", args=[sent["application"]]), {**sent, "contact_name": "周敏"}
    )
    assert save(first).status_code == 200
    told = save(second)
    assert told.status_code == 409
    assert "另一个页面" in told.json()["error"]
    assert str(Application.objects.get().pk) == first["application"]


def test_what_was_opened_is_nobody_else_s(client: Client, login: Login, sold: Product) -> None:
    sent = form_of(client, sold)
    other = applying.applicant()
    stranger = login(other.user, **{ENTERPRISE_KEY: str(other.enterprise_id)})
    typed = {**sent, "contact_name": "周敏"}
    typed.pop("form_owner", None)
    assert stranger.post(reverse("portal:apply-draft", args=[sent["application"]]), typed).status_code == 404
    forged = {**typed, "opened": sent["opened"][:-2] + "xx"}
    assert client.post(reverse("portal:apply-draft", args=[sent["application"]]), forged).status_code == 404
    assert not Application.objects.exists()


def test_a_form_sent_twice_at_once_is_one_application(
    client: Client, who: EnterpriseMember, sold: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second sending looks for the draft just before the first writes and submits it."""
    sent = {**form_of(client, sold), **applying.TYPED, "grants": ["identity", "tax"], "do": "submit"}
    url = reverse("portal:apply", args=[sold.pk])
    look = draft_services.application_draft_look
    places: list[str] = []

    def overtaken(**given: Any) -> Application:
        seen = look(**given)
        if not places:
            places.append("")
            places[0] = str(client.post(url, sent)["Location"])
        return seen

    monkeypatch.setattr(draft_services, "application_draft_look", overtaken)
    second = client.post(url, sent)
    assert (second.status_code, second["Location"]) == (302, places[0])
    assert Application.objects.get().state == "submitted"
