"""Reading the environment: types, and all problems at once."""

import base64
import hashlib

import pytest
from django.core.exceptions import ImproperlyConfigured

from yuzhengdai.config.env import Environment, parse_database_url

KEY = base64.urlsafe_b64encode(hashlib.sha256(b"a key").digest()).decode()


def test_values_are_typed() -> None:
    env = Environment({"A": " x ", "N": "8001", "B": "yes", "L": "a, b,,c", "C": "SM4-GCM"})
    assert env.text("A") == "x"
    assert env.text("missing", "default") == "default"
    assert env.integer("N", 1) == 8001
    assert env.integer("missing", 1) == 1
    assert env.boolean("B") is True
    assert env.boolean("missing", True) is True
    assert env.items("L") == ["a", "b", "c"]
    assert env.choice("C", ["AES-256-GCM", "SM4-GCM"]) == "SM4-GCM"
    env.raise_problems()


def test_all_problems_are_told_at_once() -> None:
    env = Environment({"PORT": "eighty", "FLAG": "perhaps", "SHORT": "abc", "CIPHER": "ROT13"})
    env.integer("PORT", 1)
    env.boolean("FLAG")
    env.required_text("SHORT", "signs", at_least=50)
    env.required_text("ABSENT", "is for nothing")
    env.required_items("HOSTS", "names")
    env.choice("CIPHER", ["AES-256-GCM"])
    with pytest.raises(ImproperlyConfigured) as raised:
        env.raise_problems()
    for name in ("PORT", "FLAG", "SHORT", "ABSENT", "HOSTS", "CIPHER"):
        assert name in str(raised.value)


def test_problems_do_not_repeat_secrets() -> None:
    env = Environment({"KEY": "c2VjcmV0", "RING": "1:c2VjcmV0"})
    env.required_key("KEY", "encrypts")
    env.required_key_ring("RING", "encrypts")
    assert len(env.problems) == 2
    assert not any("c2VjcmV0" in problem for problem in env.problems)


def test_keys_are_thirty_two_bytes() -> None:
    env = Environment({"KEY": KEY, "RING": f"1:{KEY},2:{KEY}"})
    assert env.required_key("KEY", "") == KEY
    assert env.required_key_ring("RING", "") == {1: KEY, 2: KEY}
    assert env.problems == []


@pytest.mark.parametrize("ring", ["", KEY, f"x:{KEY}", f"1:{KEY[:-8]}", "1:not base64!"])
def test_bad_key_rings_are_problems(ring: str) -> None:
    env = Environment({"RING": ring})
    env.required_key_ring("RING", "encrypts")
    assert env.problems


def test_database_addresses() -> None:
    address = parse_database_url("postgresql://us%40er:p%3Aw@db.internal:5433/name?sslmode=require")
    assert (address.user, address.password, address.host, address.port) == (
        "us@er",
        "p:w",
        "db.internal",
        "5433",
    )
    assert address.options == {"sslmode": "require"}
    socket = parse_database_url("postgresql://user@/name?host=/run/postgresql")
    assert (socket.host, socket.port, socket.name) == ("/run/postgresql", "", "name")


@pytest.mark.parametrize("url", ["mysql://u@h/n", "postgresql://u@h/", "name"])
def test_other_database_addresses_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        parse_database_url(url)
