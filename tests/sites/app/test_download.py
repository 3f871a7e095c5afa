"""The download page and the guide out of other apps' browsers (R5)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

ANDROID = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Safari/604.1"
)


@pytest.mark.parametrize("mark", ["MicroMessenger/8.0.47", "AlipayClient/10.5", "DingTalk/7.5.10"])
def test_r5_inside_other_apps_the_way_out_comes_first(client: Client, mark: str) -> None:
    html = client.get(reverse("app:download"), headers={"User-Agent": f"{ANDROID} {mark}"}).content.decode()
    assert "请在浏览器中打开" in html
    assert "添加到主屏幕" in html


@pytest.mark.parametrize(
    ("agent", "first"), [(ANDROID, "安卓手机"), (IPHONE, "iPhone 和 iPad"), ("X11", "电脑")]
)
def test_r5_the_guide_of_this_device_comes_first(client: Client, agent: str, first: str) -> None:
    answer = client.get(reverse("app:download"), headers={"User-Agent": agent})
    html = answer.content.decode()
    assert f"{first}（当前设备）" in html
    assert min(["安卓手机", "iPhone 和 iPad", "电脑"], key=lambda name: html.index(f">{name}")) == first
    assert "User-Agent" in answer.headers["Vary"]


def test_r5_works_without_installing(client: Client) -> None:
    html = client.get(reverse("app:download")).content.decode()
    assert f'href="{reverse("app:home")}"' in html
    assert 'data-island="install" hidden>安装豫正贷' in html
    assert f'<link rel="manifest" href="{reverse("app:manifest")}">' in html
