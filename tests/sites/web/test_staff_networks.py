"""STAFF_NETWORKS: staff pages from named networks only, told by the visitor's address and not the proxy's."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db
STAFF_PAGES = (
    "/bank/login/",
    "/ops/login/",
    "/bank/",
    "/ops/",
    "/bank",
    "/ops/audit/",
    "/bank/nothing-here/",
)


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_from_elsewhere_in_plain_words_and_without_a_session(path: str) -> None:
    with override_settings(STAFF_NETWORKS=["10.8.0.0/16", "2001:db8::/32"]):
        client = Client()
        answer = client.get(path, REMOTE_ADDR="203.0.113.9")
        assert answer.status_code == 403
        assert "只能在指定的网络内使用" in answer.content.decode()
        assert not answer.cookies
        assert client.post(path, {"phone": "1"}, REMOTE_ADDR="203.0.113.9").status_code == 403


@pytest.mark.parametrize("address", ["10.8.3.4", "2001:db8:1::9", "::ffff:10.8.3.4"])
def test_from_a_named_network(address: str) -> None:
    with override_settings(STAFF_NETWORKS=["10.8.0.0/16", "2001:db8::/32"]):
        assert Client().get("/ops/login/", REMOTE_ADDR=address).status_code == 200


@pytest.mark.parametrize(
    ("forwarded", "status"), [("10.8.3.4", 200), ("203.0.113.9", 403), ("10.8.3.4, 203.0.113.9", 403)]
)
def test_behind_a_proxy_the_visitors_address_counts(forwarded: str, status: int) -> None:
    with override_settings(STAFF_NETWORKS=["10.8.0.0/16", "127.0.0.1"], TRUSTED_PROXIES=["127.0.0.1"]):
        answer = Client().get("/ops/login/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="127.0.0.1")
    assert answer.status_code == status


def test_without_a_trusted_proxy_nobody_chooses_an_address() -> None:
    with override_settings(STAFF_NETWORKS=["10.8.0.0/16"]):
        answer = Client().get(
            "/ops/login/", headers={"X-Forwarded-For": "10.8.3.4"}, REMOTE_ADDR="203.0.113.9"
        )
    assert answer.status_code == 403


def test_enterprises_are_let_in_from_everywhere(client: Client) -> None:
    with override_settings(STAFF_NETWORKS=["10.8.0.0/16"]):
        for path in ("/", "/login/", "/app/login/", "/products/"):
            assert Client().get(path, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_refusal_is_in_the_security_log(caplog: Any) -> None:
    with (
        override_settings(STAFF_NETWORKS=["10.8.0.0/16"]),
        caplog.at_level("WARNING", logger="yuzhengdai.security"),
    ):
        Client().get("/bank/", REMOTE_ADDR="203.0.113.9")
    assert [(one.event, one.address) for one in caplog.records if one.name == "yuzhengdai.security"] == [
        ("staff_network_refused", "203.0.113.9")
    ]
