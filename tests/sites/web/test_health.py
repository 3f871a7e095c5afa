"""/healthz and /readyz."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.models import Heartbeat
from yuzhengdai.sites.web import health

pytestmark = pytest.mark.django_db


def test_a_living_process_says_so_to_any_host(client: Client) -> None:
    response = client.get("/healthz", headers={"host": "10.0.0.7"})
    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert not response.cookies


def test_ready_tells_database_migrations_and_worker(client: Client) -> None:
    answer = client.get("/readyz").json()
    assert answer == {"status": "ok", "database": "ok", "migrations": "ok", "worker": "never seen"}
    Heartbeat.objects.create(name="worker", seen_at=clock.now() - timedelta(seconds=5))
    assert client.get("/readyz").json()["worker"].startswith("ok, seen 5")
    Heartbeat.objects.update(seen_at=clock.now() - timedelta(hours=1))
    silent = client.get("/readyz")
    assert silent.status_code == 200
    assert silent.json()["worker"].startswith("silent")


def test_not_ready_while_migrations_are_missing(client: Client) -> None:
    with patch.object(health, "_is_migrated", return_value=False):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "missing"


def test_not_ready_while_the_database_is_away(client: Client) -> None:
    with patch.object(health.connection, "ensure_connection", side_effect=OperationalError("away")):
        response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "203.0.113.9"},
        {"HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {"HTTP_FORWARDED": "for=203.0.113.9"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_who_is_not_on_this_machine_hears_the_status_alone(client: Client, extra: dict[str, str]) -> None:
    assert client.get("/readyz", **extra).json() == {"status": "ok"}
    with patch.object(health, "_is_migrated", return_value=False):
        response = Client().get("/readyz", **extra)  # one that has not seen the migrations yet
    assert (response.status_code, response.json()) == (503, {"status": "not ready"})
