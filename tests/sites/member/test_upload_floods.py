"""Decoding is the dearest thing that somebody who is logged in can ask for: so many files an hour, whichever door they come through."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import factories
from yuzhengdai.domain.applications.models import ApplicationDocument
from yuzhengdai.foundation.core.clock import frozen, now
from yuzhengdai.foundation.files import checks
from yuzhengdai.sites.web.actors import ENTERPRISE_KEY

pytestmark = pytest.mark.django_db
Login = Callable[..., Client]
MANY = "一小时内上传的文件较多"


def picture(shade: int) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (shade, 0, 0)).save(out, "PNG")
    return SimpleUploadedFile("a.png", out.getvalue(), "image/png")


@pytest.fixture
def sender(login: Login, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(checks, "FILES_PER_HOUR", 3)
    who = factories.member()
    client = login(who.user, **{ENTERPRISE_KEY: str(who.enterprise_id)})
    client.row = factories.application(enterprise=who.enterprise, state="draft")  # type: ignore[attr-defined]
    return client


def send(client: Client, shade: int) -> str:
    url = reverse("portal:apply-documents", args=[client.row.pk])  # type: ignore[attr-defined]
    answer = client.post(url, {"file": picture(shade), "document_kind": "other"})
    said = answer.content.decode()
    return str(json.loads(said)["error"]) if said.startswith("{") else said


def test_files_of_an_application(sender: Client) -> None:
    for shade in range(3):
        assert MANY not in send(sender, shade)
    assert MANY in send(sender, 3)
    assert ApplicationDocument.objects.count() == 3
    with frozen((now() + timedelta(minutes=61)).isoformat()):
        assert MANY not in send(sender, 4)


def test_a_door_is_not_open_because_another_was_not_used(sender: Client) -> None:
    for shade in range(3):
        send(sender, shade)
    answer = sender.post(reverse("app:scan"), {"picture": picture(9)})
    assert answer.status_code == 422
    assert MANY in answer.content.decode()


def test_one_persons_files_are_not_anothers(sender: Client, login: Login) -> None:
    for shade in range(4):
        send(sender, shade)
    other = factories.member()
    client = login(other.user, **{ENTERPRISE_KEY: str(other.enterprise_id)})
    client.row = factories.application(enterprise=other.enterprise, state="draft")  # type: ignore[attr-defined]
    assert MANY not in send(client, 7)
