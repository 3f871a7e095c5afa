"""/sandbox/papers/ in a browser: both widths, downloads, one's own face by webcam."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserType, Page, expect

from tests.support.faces import films

Axe = Callable[..., None]


def test_a_newcomer_takes_a_set(any_page: Page, base_url: str, axe: Axe) -> None:
    any_page.goto(f"{base_url}/sandbox/")
    any_page.get_by_role("link", name=re.compile("演示证件")).click()
    expect(any_page.get_by_role("heading", name="演示证件", level=1)).to_be_visible()
    axe(any_page)
    with any_page.expect_download() as begun:
        any_page.get_by_role("link", name="下载身份证人像面").click()
    assert begun.value.suggested_filename.startswith("示例-身份证人像面-")
    with Image.open(begun.value.path()) as image:
        assert image.width > 1000
    any_page.get_by_label("哪一种").select_option(label="身份证已过期")
    any_page.get_by_role("button", name="生成证件").click()
    expect(any_page.get_by_text("2014-06-01 至 2024-06-01")).to_be_visible()
    any_page.get_by_label("统一社会信用代码").fill("91410105")
    any_page.get_by_role("button", name="生成证件").click()
    expect(any_page.get_by_role("alert")).to_contain_text("18 位")
    axe(any_page)


def test_ones_own_face_by_webcam(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, object],
    base_url: str,
    tmp_path: Path,
    axe: Axe,
) -> None:
    film = films.film(tmp_path / "film.y4m", "hopper")
    arguments = [*browser_type_launch_args["args"], *films.camera_arguments(film)]  # type: ignore[misc]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})  # type: ignore[arg-type]
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{base_url}/sandbox/papers/")
    page.get_by_role("button", name="生成带我照片的人像面").click()
    expect(page.get_by_text("请选择一张照片，或用摄像头拍一张")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="用摄像头拍一张").click()
    expect(page.get_by_text("脸在画面正中", exact=False).last).to_be_visible()
    axe(page)
    page.get_by_role("button", name="拍照", exact=True).click()
    expect(page.get_by_text("已拍好")).to_be_visible()
    with page.expect_download() as begun:
        page.get_by_role("button", name="生成带我照片的人像面").click()
    with Image.open(io.BytesIO(Path(begun.value.path()).read_bytes())) as image:
        assert image.width > 1000
    browser.close()


@pytest.mark.parametrize("page_name", ["no_script_page"])
def test_without_scripts(
    request: pytest.FixtureRequest, page_name: str, base_url: str, tmp_path: Path
) -> None:
    page: Page = request.getfixturevalue(page_name)
    page.goto(f"{base_url}/sandbox/papers/")
    expect(page.get_by_role("button", name="用摄像头拍一张")).to_be_hidden()
    photo = tmp_path / "me.jpg"
    Image.new("RGB", (480, 600), (180, 150, 120)).save(photo)
    page.get_by_label("自己的照片").set_input_files(photo)
    with page.expect_download():
        page.get_by_role("button", name="生成带我照片的人像面").click()
