"""Fields at rest: unreadable in the table, bound to row and field, readable over key changes."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from yuzhengdai.domain.accounts.models import User, phone_index
from yuzhengdai.foundation.core import keyring
from yuzhengdai.foundation.core.ids import new_id

pytestmark = pytest.mark.django_db


OVERWRITE = {
    "phone": "UPDATE accounts_user SET phone = %s WHERE id = %s",
    "name": "UPDATE accounts_user SET name = %s WHERE id = %s",
}


def stored(user: User, column: str = "phone") -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, name FROM accounts_user WHERE id = %s", [_key(user)])
        phone, name = cursor.fetchone()
    return bytes(phone if column == "phone" else name)


def _key(user: User) -> Any:
    return user.pk if connection.vendor == "postgresql" else user.pk.hex


def overwrite(user: User, value: bytes, column: str = "phone") -> None:
    with connection.cursor() as cursor:
        cursor.execute(OVERWRITE[column], [value, _key(user)])


def test_reads_back_and_is_unreadable_in_the_table() -> None:
    user = factories.user(phone="+8613812346021", name="李示例")
    assert User.objects.get(pk=user.pk).phone == "+8613812346021"
    assert b"138" not in stored(user)
    assert User.objects.for_phone("+8613812346021") == user


def test_a_ciphertext_moved_to_another_row_or_column_does_not_open() -> None:
    one, two = factories.user(name="甲"), factories.user(name="乙")
    overwrite(two, stored(one))
    with pytest.raises(keyring.DecryptionFailed):
        _ = User.objects.get(pk=two.pk).phone
    overwrite(one, stored(one), column="name")
    with pytest.raises(keyring.DecryptionFailed):
        _ = User.objects.get(pk=one.pk).name


def test_updates_that_cannot_know_the_row_are_refused() -> None:
    user = factories.user()
    with pytest.raises(TypeError):
        User.objects.filter(pk=user.pk).update(name="甲")
    with pytest.raises(TypeError):
        User.objects.filter(name="甲").exists()


def test_old_keys_of_the_ring_still_open_and_unknown_ones_do_not(settings: Any) -> None:
    user = factories.user(name="甲")
    new_key = base64.urlsafe_b64encode(bytes(range(100, 132))).decode()
    settings.FIELD_KEYS = {**settings.FIELD_KEYS, 2: new_key}
    settings.FIELD_KEY_VERSION = 2
    again = User.objects.get(pk=user.pk)
    assert again.name == "甲"
    again.save()
    assert stored(user, "name")[1:3] == b"\x00\x02"
    settings.FIELD_KEYS = {2: new_key}
    assert User.objects.get(pk=user.pk).name == "甲"
    settings.FIELD_KEYS = {3: new_key}
    with pytest.raises(keyring.DecryptionFailed):
        _ = User.objects.get(pk=user.pk).name


def test_sm4_is_selectable(settings: Any) -> None:
    settings.FIELD_CIPHER = "SM4-GCM"
    user = factories.user(name="甲")
    assert stored(user, "name")[0] == keyring.SM4_GCM
    settings.FIELD_CIPHER = "AES-256-GCM"
    assert User.objects.get(pk=user.pk).name == "甲"


def test_deferred_and_partial_saves() -> None:
    user = factories.user(name="甲")
    light = User.objects.only("id").get(pk=user.pk)
    assert light.name == "甲"
    light.is_active = False
    light.save(update_fields=["is_active"])
    assert User.objects.get(pk=user.pk).name == "甲"


@given(text=st.text(min_size=1, max_size=200))
def test_round_trip(text: str) -> None:
    row_id = new_id()
    data = text.encode("utf-8", "surrogatepass")
    sealed = keyring.encrypt(data, tag="t", row_id=row_id)
    assert keyring.decrypt(sealed, tag="t", row_id=row_id) == data
    assert keyring.encrypt(data, tag="t", row_id=row_id) != sealed


def test_a_blind_index_depends_on_value_and_field() -> None:
    assert phone_index("+8613800000001") == phone_index("+8613800000001")
    assert phone_index("+8613800000001") != phone_index("+8613800000002")
    assert keyring.blind_index("a", "x") != keyring.blind_index("b", "x")
    assert keyring.blind_index("a", "") == ""
