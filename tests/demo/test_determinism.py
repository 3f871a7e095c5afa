"""Two loads make the same province, whatever the keys; other people's data is left alone."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import transaction

from demo.load import ForeignData, demo_load, is_loaded
from tests import factories
from yuzhengdai.foundation.core.clock import frozen
from yuzhengdai.foundation.core.encrypted import EncryptedField

pytestmark = [pytest.mark.once, pytest.mark.django_db]

# The secret of the second factor is derived from the keys on purpose.
_BY_CHANCE = {"accounts.secondfactor"}
_PARTS = ("accounts", "enterprises", "institutions", "products", "applications", "credit", "demands", "feedback",
          "content", "verification", "notifications", "files")  # fmt: skip


def _fingerprints() -> dict[str, str]:
    found = {}
    for model in apps.get_models():
        label = model._meta.label_lower
        if label in _BY_CHANCE or model._meta.app_label not in _PARTS or not model._default_manager.exists():
            continue
        fields = [f for f in model._meta.concrete_fields if not _is_keyed(f)]
        secret = [f for f in model._meta.concrete_fields if isinstance(f, EncryptedField)]
        rows = []
        for number, row in enumerate(model._default_manager.order_by("pk").iterator(1000)):
            plain = [row.__dict__[f.attname] for f in fields]
            plain += [getattr(row, f.attname) for f in secret] if number % 20 == 0 else []
            rows.append(repr(plain))
        found[label] = hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()
    return found


def _is_keyed(field: Any) -> bool:
    is_generated_key = field.primary_key and field.get_internal_type() == "BigAutoField"
    return (
        isinstance(field, EncryptedField) or field.attname.endswith(("_index", "_digest")) or is_generated_key
    )


def _load_and_undo() -> dict[str, str]:
    try:
        with transaction.atomic():
            assert demo_load()
            found = _fingerprints()
            raise _Undo
    except _Undo:
        return found


class _Undo(Exception):
    pass


@pytest.mark.slow
def test_two_loads_are_equal_but_for_their_keys(settings: Any) -> None:
    with frozen("2026-03-20T09:12"):
        first = _load_and_undo()
    settings.FIELD_KEYS = {1: base64.urlsafe_b64encode(bytes(range(100, 132))).decode()}
    settings.BLIND_INDEX_KEY = base64.urlsafe_b64encode(bytes(range(132, 164))).decode()
    with frozen("2026-03-20T17:45"):
        second = _load_and_undo()
    assert len(first) > 25
    assert second == first


def test_other_peoples_data_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    factories.user()
    with pytest.raises(ForeignData):
        demo_load()
    with pytest.raises(CommandError, match="has data that is not the demo's"):
        call_command("demo_load")
    call_command("demo_load", "--if-empty")
    assert "not loaded" in capsys.readouterr().out
    assert not is_loaded()
