"""The worker fetches the lists of trusted CAs, from allowed hosts only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from tests import factories
from tests.foundation.integrations.conftest import Outside
from tests.foundation.integrations.conftest import outside as outside  # noqa: PLC0414 - a fixture
from tests.support.key_pki import Pki
from yuzhengdai.domain.certificates.models import TrustedList
from yuzhengdai.domain.certificates.services import (
    trusted_ca_confirm,
    trusted_ca_propose,
    trusted_lists_fetch,
)
from yuzhengdai.foundation.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def pki(outside: Outside, settings: Any) -> Pki:
    settings.CA_CRL_HOSTS = [outside.base_url.removeprefix("http://")]
    pki = Pki()
    row = trusted_ca_propose(
        actor=factories.staff_actor(factories.staff_post(role="security_administrator")),
        name="示例",
        chain=pki.chain_pem,
        uscc_place="subject",
        uscc_oid="2.5.4.5",
        list_addresses=f"{outside.base_url}/lists/a.crl?part=1",
    )
    second = factories.staff_actor(factories.staff_post(role="system_administrator"))
    trusted_ca_confirm(actor=second, ca_id=row.pk)
    return pki


def test_a_list_is_fetched_hourly(outside: Outside, pki: Pki) -> None:
    outside.answer(200, pki.crl())
    with clock.frozen(clock.now()) as at:
        assert trusted_lists_fetch() == 1
        assert trusted_lists_fetch() == 0
        assert outside.seen[0].target == "/lists/a.crl?part=1"
        row = TrustedList.objects.get()
        assert (row.problem, row.next_update) == ("", pki.at + timedelta(days=7))
        at.advance(minutes=61)
        assert trusted_lists_fetch() == 1


def test_pem_is_read_too(outside: Outside, pki: Pki) -> None:
    outside.answer(200, x509.load_der_x509_crl(pki.crl()).public_bytes(Encoding.PEM))
    trusted_lists_fetch()
    assert TrustedList.objects.get().fetched_at is not None


def test_a_fetch_that_fails_is_said_and_tried_again_soon(outside: Outside, pki: Pki) -> None:
    outside.answer(404)
    with clock.frozen(clock.now()) as at:
        trusted_lists_fetch()
        assert TrustedList.objects.get().problem == "下载失败：external_refused"
        at.advance(minutes=6)
        outside.answers.clear()
        outside.answer(200, b"not a list")
        trusted_lists_fetch()
        row = TrustedList.objects.get()
        assert row.problem == "签名不对或不是完整的吊销列表"
        assert row.fetched_at is None


def test_a_redirect_is_not_followed(outside: Outside, pki: Pki) -> None:
    outside.answer(302, headers={"location": "http://127.0.0.1:1/"})
    trusted_lists_fetch()
    assert TrustedList.objects.get().problem == "下载失败：external_redirected"


def test_a_host_that_is_allowed_no_longer_is_not_asked(outside: Outside, pki: Pki, settings: Any) -> None:
    settings.CA_CRL_HOSTS = []
    outside.answer(200, pki.crl())
    trusted_lists_fetch()
    assert outside.seen == []
    assert TrustedList.objects.get().problem == "地址不在允许的名单中"
