"""The texts that come with the software, and databases that were made with earlier ones."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests import factories
from yuzhengdai.domain.agreements import bundled
from yuzhengdai.domain.agreements.models import Agreement, AgreementKind
from yuzhengdai.domain.agreements.selectors import (
    agreement_current,
    agreement_newer_bundled,
    user_consent_missing,
)
from yuzhengdai.domain.agreements.services import agreement_publish, agreements_install, consent_record
from yuzhengdai.foundation.core.actors import SYSTEM
from yuzhengdai.foundation.core.clock import frozen

FACE = AgreementKind.FACE_DATA


@pytest.mark.parametrize("kind", AgreementKind.values)
def test_every_present_text_is_listed(kind: str) -> None:
    """A text that was changed without a new version and a new line in published.txt fails here."""
    text = bundled.bundled_text(kind=kind)
    assert bundled.is_listed(text), f"add to texts/published.txt: {kind} {text.version} {text.sha256}"
    assert bundled.was_bundled(kind=kind, sha256=text.sha256)
    assert not bundled.was_bundled(kind=kind, sha256="0" * 64)


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The software comes with version 9.9 of the consent for face data; its version."""
    texts = shutil.copytree(bundled.TEXTS, tmp_path / "texts")
    body = "# 处理什么\n\n" + "新的示例文本。" * 40
    (texts / f"{FACE}.md").write_text(f"title: 人脸信息处理同意书\nversion: 9.9\nnote: 换发证书\n\n{body}\n")
    monkeypatch.setattr(bundled, "TEXTS", texts)
    return "9.9"


def install_older(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the software publishes without ``newer``."""
    with monkeypatch.context() as before:
        before.setattr(bundled, "TEXTS", Path(bundled.__file__).resolve().parent / "texts")
        agreements_install()


@pytest.mark.django_db
def test_an_old_database_gets_the_newer_text_once_and_asks_anew(
    newer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_older(monkeypatch)
    user = factories.user()
    consent_record(actor=SYSTEM, agreement=agreement_current(kind=FACE), user=user)
    assert user_consent_missing(user=user, kind=FACE) is None
    others = Agreement.objects.exclude(kind=FACE).count()
    assert agreement_newer_bundled(kind=FACE) is not None
    assert agreements_install() == 1
    current = agreement_current(kind=FACE)
    assert (current.version, current.change_note, current.requires_new_consent) == (newer, "换发证书", True)
    assert user_consent_missing(user=user, kind=FACE) == current
    assert agreement_newer_bundled(kind=FACE) is None
    assert agreements_install() == 0
    assert Agreement.objects.exclude(kind=FACE).count() == others


@pytest.mark.django_db
def test_a_text_of_the_operators_own_is_never_replaced(newer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    install_older(monkeypatch)
    own = agreement_publish(
        actor=SYSTEM,
        kind=FACE,
        version="3.0",
        title="人脸信息处理同意书",
        body="# 本站文本\n\n经法务审定。\n",
    )
    assert agreements_install() == 0
    assert agreement_current(kind=FACE) == own
    with frozen(own.published_at - timedelta(days=1)):
        assert agreements_install() == 0, "one that is published ahead of its day neither"
    told = agreement_newer_bundled(kind=FACE)
    assert told is not None
    assert told.version == newer
