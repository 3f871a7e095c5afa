"""Numbers with check digits and full-width typing: told at the field, or taken as meant."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.bad_input.pages import Page
from tests.bad_input.world import REGISTRATION, World
from tests.domain.applications import applying
from tests.phones import hidden, last_code
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.foundation.core.clock import today
from yuzhengdai.foundation.core.codes import make_id_number

pytestmark = pytest.mark.django_db


def wide(text: str) -> str:
    """As a Chinese keyboard types it in full width."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def at_field(html: str, name: str) -> str:
    """The error text of one field."""
    start = html.index(f'id="id_{name}-error"')
    return html[start : html.index("</p>", start)]


def flip(code: str) -> str:
    """The same code with a wrong check digit."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (flip(REGISTRATION["uscc"]), "校验"),
        (REGISTRATION["uscc"][:-1], "18"),
        ("", "请填写"),
        ("I" + REGISTRATION["uscc"][1:], "统一社会信用代码"),
    ],
)
def test_r2_a_wrong_code_is_named_at_its_field(client: Client, world: World, value: str, words: str) -> None:
    answer = client.post("/register/", {**REGISTRATION, "uscc": value, "code": "123456"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert words in at_field(html, "uscc")
    page = Page(html, "/register/").form_for("/register/")
    assert page is not None
    assert page.controls["name"].value == REGISTRATION["name"]
    assert not Enterprise.objects.exists()


def test_r2_full_width_is_taken_as_meant(client: Client, world: World) -> None:
    typed = {**REGISTRATION, "uscc": wide(REGISTRATION["uscc"]), "phone": wide(REGISTRATION["phone"])}
    page = client.post("/register/code/", typed).content.decode()
    code = wide(last_code(f"+86{REGISTRATION['phone']}"))
    answer = client.post("/register/", {**typed, "code": code, "submission": hidden(page, "submission")})
    assert answer.status_code == 302, answer.content.decode()
    assert Enterprise.objects.get().uscc == REGISTRATION["uscc"]


def test_p6_full_width_amounts_are_taken_as_meant(world: World) -> None:
    client = world.client("owner")
    path = reverse("portal:apply", args=[world.product.pk])
    html = client.get(path).content.decode()
    marks = {
        name: hidden(html, name) for name in ("application", "opened", "product_version", "version", "tab")
    }
    typed = {name: wide(value) for name, value in applying.TYPED.items() if name.endswith("_wan")}
    data: dict[str, Any] = {
        **applying.TYPED,
        **typed,
        **marks,
        "staff_count": "４６",
        "grants": ["identity", "tax"],
    }
    answer = client.post(path, {**data, "do": "submit"})
    assert answer.status_code == 302, answer.content.decode()
    row = Application.objects.get(state="submitted")
    assert (row.amount_yuan, row.staff_count) == (1_000_000, 46)
    assert unicodedata.normalize("NFKC", typed["amount_wan"]) == "100"


@pytest.mark.parametrize("value", [flip(make_id_number(seed=7)), "11010119000229001X", "1234", "一二三"])
def test_r6_a_wrong_id_number_is_named_at_its_field(world: World, value: str) -> None:
    client = world.client("newcomer")
    _ = world.begun
    answer = client.post(
        reverse("console:verification-identity"),
        {
            "person_name": "李示例",
            "id_number": value,
            "id_address": "郑州市示例路 8 号",
            "id_valid_until": (today() + timedelta(days=900)).isoformat(),
        },
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "身份证" in at_field(html, "id_number")
    assert 'value="李示例"' in html
    assert Verification.objects.get().id_number == ""
