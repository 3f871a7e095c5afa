"""What must be nowhere in clear is planted, walked through the main line, and searched for everywhere it could have stayed."""

from __future__ import annotations

import io
import json
import logging
import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests import factories
from tests.domain.applications import applying
from tests.phones import hidden, last_code, log_in, register
from yuzhengdai.domain.agreements.selectors import agreement_current
from yuzhengdai.domain.agreements.services import agreements_install
from yuzhengdai.domain.applications.models import Application
from yuzhengdai.domain.enterprises.models import EnterpriseMember
from yuzhengdai.domain.feedback.models import Feedback
from yuzhengdai.domain.verification.flags import flags_of
from yuzhengdai.domain.verification.models import Verification
from yuzhengdai.domain.verification.services import review
from yuzhengdai.domain.verification.services.clockwork import verifications_expire, verifications_wipe
from yuzhengdai.foundation.core.clock import frozen, today
from yuzhengdai.foundation.core.codes import make_id_number, make_phone, make_uscc
from yuzhengdai.foundation.notifications.models import OutboxMessage

PHONE = make_phone("sentinel")
NUMBER = make_id_number(seed=424242)
NAME = "欧阳哨兵"
ADDRESS = "郑州市哨兵区守望路七十一号院"
DOCUMENT = "哨兵财务报表二〇二五.png"
WORDS = "哨兵意见：办理页面的说明请再写清楚一些"
RGB = (17, 34, 51)
TEXTS = {
    "phone": PHONE.removeprefix("+86"),
    "ID number": NUMBER,
    "ID name": NAME,
    "ID address": ADDRESS,
    "document name": DOCUMENT.removesuffix(".png"),
    "feedback": WORDS,
}
Found = list[str]


def picture_bytes() -> bytes:
    """A picture whose bytes are recognisable wherever they are kept as they came."""
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), RGB).save(buffer, "JPEG", comment=b"SENTINEL-PICTURE-COMMENT")
    return buffer.getvalue()


def picture(name: str = "sentinel.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(), "image/jpeg")


class Trail:
    """One run along the main line; `codes` are the one-time codes it was sent."""

    def __init__(self) -> None:
        self.client = Client()
        self.codes: list[str] = []
        agreements_install()
        self.product = applying.product()

    def walk(self) -> None:
        self._enter()
        self._verify()
        self._apply()
        self._complain()

    def _enter(self) -> None:
        answer = register(
            self.client, PHONE, name="郑州哨兵示例商贸有限公司", uscc=make_uscc(seed="sentinel")
        )
        assert answer.status_code == 302, answer.content.decode()
        self.codes.append(last_code(PHONE))
        with frozen() as at:
            at.advance(seconds=90)
            answer = log_in(self.client, PHONE)
            assert answer.status_code == 302, answer.content.decode()
            self.codes.append(last_code(PHONE))
        assert self.client.get("/console/", follow=True).status_code == 200

    def _verify(self) -> None:
        def to(step: str) -> str:
            return reverse(f"console:verification-{step}")

        consent = agreement_current(kind="identity_data")
        self.client.get(reverse("console:verification"), follow=True)
        self.client.post(to("start"), {"agreement": str(consent.pk), "agree": "1"})
        self.client.post(to("role"), {"role": "legal_representative"})
        identity: dict[str, Any] = {
            "person_name": NAME,
            "id_number": NUMBER,
            "id_address": ADDRESS,
            "id_valid_until": (today() + timedelta(days=900)).isoformat(),
        }
        # First kept with 「暂不认证」, then with a mistake, then right: each of them stores what was typed.
        self.client.post(to("identity"), {**identity, "later": "1"})
        wrong = self.client.post(to("identity"), {**identity, "id_valid_until": "昨天"})
        assert wrong.status_code == 422
        self.client.post(to("identity"), {**identity, "id_front": picture(), "id_back": picture()})
        member = EnterpriseMember.objects.get()
        licence: dict[str, Any] = {
            "name": member.enterprise.name,
            "uscc": member.enterprise.uscc,
            "entity_type": "company",
            "legal_representative_name": NAME,
            "registered_address": "郑州市中原区示例路 88 号",
            "established_on": "2016-08-17",
            "region_code": "410100",
            "licence": picture(),
        }
        self.client.post(to("licence"), licence)
        self.client.get(to("review"))
        row = Verification.objects.get()
        self.client.post(to("review"), {"version": row.version})
        row.refresh_from_db()
        assert row.state == "in_review", row.state
        assert row.id_number == NUMBER
        operator = factories.staff_actor(factories.staff_post())
        for kind in ("id_front", "id_back", "licence"):
            review.verification_picture_open(
                actor=operator, verification_id=row.pk, kind=kind, reason="核对证件"
            )
        review.verification_number_reveal(actor=operator, verification_id=row.pk, reason="核对证件")
        # The reader doubts plain grey pictures; what it marked is answered before the case is passed.
        answers = {flag.code: "与原件一致" for flag in flags_of(verification=row)}
        review.verification_pass(
            actor=operator, verification_id=row.pk, expected_version=row.version, answers=answers
        )

    def _apply(self) -> None:
        path = reverse("portal:apply", args=[self.product.pk])
        page = self.client.get(path, follow=True).content.decode()
        self.client.post(f"{path}agreement/", {"sha256": hidden(page, "sha256")})
        html = self.client.get(path).content.decode()
        marks = {
            name: hidden(html, name)
            for name in ("application", "opened", "product_version", "version", "tab")
        }
        uploads = (
            reverse("portal:apply-documents", args=[marks["application"]]) + f"?opened={marks['opened']}"
        )
        sent = self.client.post(uploads, {"document_kind": "financial_statement", "file": picture(DOCUMENT)})
        assert sent.status_code < 400, sent.content.decode()
        typed = {**applying.TYPED, **marks, "contact_name": NAME, "grants": ["identity", "tax"]}
        self.client.post(path, {**typed, "do": "save", "amount_wan": "九百"})
        again = self.client.get(path).content.decode()
        typed["version"], typed["tab"] = hidden(again, "version"), hidden(again, "tab")
        done = self.client.post(path, {**typed, "do": "submit"})
        assert done.status_code == 302, done.content.decode()
        assert Application.objects.get().state == "submitted"
        for route in ("application-list", "application-export", "messages", "profile-basic"):
            assert self.client.get(reverse(f"console:{route}"), follow=True).status_code == 200, route

    def _complain(self) -> None:
        page = self.client.get("/feedback/?direct=1").content.decode()
        answer = self.client.post(
            "/feedback/",
            {
                "kind": "suggestion",
                "text": WORDS,
                "contact": PHONE.removeprefix("+86"),
                "submission": hidden(page, "submission"),
                "pictures": picture(),
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        assert Feedback.objects.exists()


@pytest.fixture
def trail(
    transactional_db: None, caplog: pytest.LogCaptureFixture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Trail]:
    """The main line walked, its logs kept as the site writes them, the worker's jobs run once."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    handler = logging.FileHandler(tmp_path / "site.log", encoding="utf-8")
    configured = logging.getLogger().handlers or [logging.StreamHandler()]
    handler.setFormatter(configured[0].formatter)
    handler.setLevel(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "yuzhengdai")]
    for logger in loggers:
        logger.addHandler(handler)
    caplog.set_level(logging.DEBUG)
    try:
        trail = Trail()
        trail.walk()
        call_command("worker", "--once")
        yield trail
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
        handler.close()


def rows() -> Iterator[tuple[str, str]]:
    """(table and column, text of the value) of the whole database."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of our own tables
            columns = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                for name, value in zip(columns, row, strict=True):
                    if value is not None:
                        yield f"{table}.{name}", text_of(value)


def text_of(value: Any) -> str:
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("utf-8", errors="replace")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    # JSON in a text column may hold Chinese as escapes.
    return text + (text.encode().decode("unicode_escape", errors="replace") if "\\u" in text else "")


def in_text(where: str, text: str, codes: list[str]) -> Found:
    found = [f"{what} in {where}" for what, sentinel in TEXTS.items() if sentinel in text]
    return found + [
        f"code in {where}" for code in codes if re.search(rf"(?<![0-9A-Za-z-]){code}(?![0-9A-Za-z-])", text)
    ]


def in_bytes(where: str, content: bytes) -> Found:
    needles = {what: sentinel.encode() for what, sentinel in TEXTS.items()}
    needles |= {f"{what} (escaped)": json.dumps(sentinel).encode()[1:-1] for what, sentinel in TEXTS.items()}
    needles |= {"picture comment": b"SENTINEL-PICTURE-COMMENT", "picture": picture_bytes()[200:260]}
    return [f"{what} in {where}" for what, needle in needles.items() if needle in content]


def database_files() -> list[Path]:
    if connection.vendor != "sqlite":
        return []
    name = Path(str(connection.settings_dict["NAME"]))
    return [path for path in (name, Path(f"{name}-wal"), Path(f"{name}-journal")) if path.exists()]


def search_everywhere(trail: Trail, logs: list[str]) -> Found:
    found: Found = []
    for where, text in rows():
        found += in_text(where, text, trail.codes)
    # Excel and uploads may leave temporary files; the fixture gave them a folder of their own.
    folders = [Path(settings.DATA_DIR), Path(tempfile.gettempdir())]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in files + database_files():
        found += in_bytes(path.name, path.read_bytes())
        found += in_text(f"the name of {path.name}", path.name, [])
    for text in logs:
        found += in_text("the log", text, trail.codes)
    for session in Session.objects.all():
        found += in_text("a session", json.dumps(session.get_decoded(), ensure_ascii=False), trail.codes)
    kept: dict[Any, Any] = getattr(cache, "_cache", {})
    for key, value in kept.items():
        found += in_text("the cache", str(key), trail.codes) + in_bytes("the cache", bytes(value))
    return sorted(set(found))


@pytest.mark.slow
def test_nothing_sensitive_is_anywhere_in_clear(
    trail: Trail, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    logs = [caplog.text, (tmp_path / "site.log").read_text(encoding="utf-8")]
    assert "request" in logs[1]
    assert len(trail.codes) == 2
    found = search_everywhere(trail, logs)
    assert not found, "\n".join(found)
    sent = OutboxMessage.objects.filter(state="sent")
    assert sent.exists()
    assert all(message.payload == {} for message in sent)


@pytest.mark.slow
def test_wiped_rows_leave_nothing_behind(trail: Trail, caplog: pytest.LogCaptureFixture) -> None:
    with frozen() as at:
        at.advance(days=365 * 4)
        verifications_expire()
        verifications_wipe()
        call_command("worker", "--once")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert not search_everywhere(trail, [caplog.text])


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    assert in_text("here", f"x{NUMBER}x", []) == ["ID number in here"]
    assert in_text("here", "code 123456.", ["123456"]) == ["code in here"]
    assert in_text("here", "a123456", ["123456"]) == []
    assert "picture comment in here" in in_bytes("here", picture_bytes())
    assert text_of(json.dumps({"name": NAME})).endswith(f'"{NAME}"}}')
