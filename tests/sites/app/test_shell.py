"""What makes a web app of the pages (R5): manifest, service worker, offline page, errors in the app's look."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from yuzhengdai.config.settings.base import PACKAGE_DIR
from yuzhengdai.sites.app.shell import build, views

pytestmark = pytest.mark.django_db


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Path]:
    """A front end as Vite leaves it."""
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "assets" / "app-worker-abc12345.js").write_text("self.addEventListener('install',()=>{});")
    manifest = {
        "frontend/ts/workers/app.ts": {"file": "assets/app-worker-abc12345.js"},
        "frontend/css/main.css": {
            "file": "assets/style-abc12345.css",
            "assets": ["assets/ridge-abc12345.svg"],
        },
        "frontend/css/app.css": {"file": "assets/style-app-abc12345.css"},
        "frontend/css/staff.css": {"file": "assets/style-staff-abc12345.css"},
        "frontend/ts/main.ts": {"file": "assets/main-abc12345.js"},
        "frontend/ts/islands/app-shell.ts": {"file": "assets/app-shell-abc12345.js"},
        "frontend/ts/islands/calculator.ts": {"file": "assets/calculator-abc12345.js"},
    }
    (dist / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setattr(build, "manifest_path", lambda: dist / "manifest.json")
    views._kept_worker.cache_clear()
    yield dist
    views._kept_worker.cache_clear()


def listed(script: str) -> dict[str, Any]:
    found = re.match(r"const __BUILD__ = (\{.*?\});\n", script)
    assert found is not None
    data: dict[str, Any] = json.loads(found.group(1))
    return data


def test_r5_the_manifest_names_the_app_and_icons_that_are_there(client: Client) -> None:
    answer = client.get("/app/manifest.webmanifest")
    assert answer["Content-Type"].startswith("application/manifest+json")
    manifest = json.loads(answer.content)
    assert (manifest["name"], manifest["lang"], manifest["display"]) == ("豫正贷", "zh-CN", "standalone")
    assert manifest["id"] == manifest["start_url"] == manifest["scope"] == "/app/"
    assert {(i["sizes"], i["purpose"]) for i in manifest["icons"]} == {
        (f"{size}x{size}", purpose) for size in (192, 512) for purpose in ("any", "maskable")
    }
    for icon in manifest["icons"]:
        with Image.open(PACKAGE_DIR / icon["src"].removeprefix("/")) as picture:
            assert "{}x{}".format(*picture.size) == icon["sizes"]


def test_r5_the_worker_keeps_static_files_and_the_offline_page_alone(client: Client, built: Path) -> None:
    answer = client.get("/app/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/app/"
    assert "no-cache" in answer["Cache-Control"]
    told = listed(answer.content.decode())
    assert told["offline"] == "/app/offline/"
    assert told["files"] == [
        "/static/dist/assets/style-abc12345.css",
        "/static/dist/assets/ridge-abc12345.svg",
        "/static/dist/assets/style-app-abc12345.css",
        "/static/dist/assets/main-abc12345.js",
        "/static/dist/assets/app-shell-abc12345.js",
    ]
    assert told["kept"] == ["/static/dist/assets/"]


def test_r5_another_build_is_another_cache(built: Path) -> None:
    before = build.worker_make(offline_url="/app/offline/")
    again = build.worker_make(offline_url="/app/offline/")
    manifest = json.loads((built / "manifest.json").read_text())
    manifest["frontend/ts/main.ts"]["file"] = "assets/main-xyz98765.js"
    (built / "manifest.json").write_text(json.dumps(manifest))
    after = build.worker_make(offline_url="/app/offline/")
    assert before is not None
    assert again is not None
    assert after is not None
    assert before.version == again.version != after.version


def test_without_a_built_front_end_there_is_no_worker(client: Client, built: Path) -> None:
    (built / "manifest.json").unlink()
    assert client.get("/app/sw.js").status_code == 404


def test_r5_the_offline_page_holds_nothing_of_a_visitor(client: Client, login: Any) -> None:
    from_visitor = client.get("/app/offline/").content
    assert "现在没有网络" in from_visitor.decode()
    assert b"csrf" not in from_visitor
    assert b"server-time" not in from_visitor


@pytest.mark.parametrize("path", ["/app/nothing/", "/app/applications/no-uuid/"])
def test_errors_look_like_the_app(client: Client, path: str) -> None:
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "没有找到这个页面" in html
    assert "phone__main" in html
    assert 'href="/app/"' in html


def test_an_expired_form_says_so_in_the_app() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/app/login/", {"phone": "13800138000"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert "phone__main" in answer.content.decode()


def test_every_page_names_manifest_icon_and_title_for_ios(client: Client) -> None:
    for path in ("/app/", "/app/login/", "/app/products/"):
        html = client.get(path).content.decode()
        for wanted in (
            'rel="manifest" href="/app/manifest.webmanifest"',
            'name="apple-mobile-web-app-title" content="豫正贷"',
            'rel="apple-touch-icon"',
            "viewport-fit=cover",
            'data-worker="/app/sw.js"',
            'class="skip-link"',
        ):
            assert wanted in html, (path, wanted)


def test_a_page_that_the_service_worker_passes_on_is_led_to_the_login_as_any_page(client: Client) -> None:
    """Its request says that a script asks; what it accepts says that somebody opens a page."""
    page = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    through_worker = {"Accept": page, "Sec-Fetch-Dest": "empty", "Sec-Fetch-Mode": "same-origin"}
    answer = client.get(reverse("app:verification"), headers=through_worker)
    assert (answer.status_code, answer.url.partition("?")[0]) == (302, reverse("app:login"))
    answer = client.get(reverse("app:verification"), headers={**through_worker, "Accept": "*/*"})
    assert answer.status_code == 401
