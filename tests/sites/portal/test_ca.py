"""The public addresses of the CA."""

from __future__ import annotations

import pytest
from cryptography import x509
from django.test import Client
from django.urls import reverse

from yuzhengdai.domain.certificates.authority import crl_path
from yuzhengdai.domain.certificates.embedded import NAME

pytestmark = pytest.mark.django_db


def test_the_list_is_where_certificates_say(client: Client) -> None:
    assert reverse("portal:ca-crl", args=[NAME]) == crl_path(NAME)
    answer = client.get(crl_path(NAME))
    assert answer["Content-Type"] == "application/pkix-crl"
    assert answer["Cache-Control"] == "public, max-age=60"
    crl = x509.load_der_x509_crl(answer.content)
    root = x509.load_der_x509_certificate(client.get(reverse("portal:ca-certificate", args=[NAME])).content)
    assert crl.is_signature_valid(root.public_key())  # type: ignore[arg-type]
    assert client.get(crl_path(NAME)).content == answer.content


@pytest.mark.parametrize("name", ["ca-crl", "ca-certificate"])
def test_no_other_names(client: Client, name: str) -> None:
    assert client.get(reverse(f"portal:{name}", args=["another"])).status_code == 404
