"""The setting names the adapter, the registry finds it, and only when it is used."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tests.fakes.face import FakeFace
from tests.fakes.gov_data import FakeGovData
from tests.fakes.identity import FakeIdentity
from tests.fakes.ocr import FakeOcr
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.bank_transfer.registry import get_bank_transfer
from yuzhengdai.foundation.integrations.face.registry import get_face
from yuzhengdai.foundation.integrations.gov_data.registry import get_gov_data
from yuzhengdai.foundation.integrations.identity.registry import get_identity
from yuzhengdai.foundation.integrations.ocr.registry import get_ocr


def adapters(**names: str) -> dict[str, list[str]]:
    return {**settings.ADAPTERS, **{kind: [name] for kind, name in names.items()}}


def test_the_tests_get_their_fakes_and_the_same_one_each_time() -> None:
    assert isinstance(get_ocr(), FakeOcr)
    assert isinstance(get_face(), FakeFace)
    assert isinstance(get_gov_data(), FakeGovData)
    assert isinstance(get_identity(), FakeIdentity)
    assert get_bank_transfer() is get_bank_transfer()


@pytest.mark.parametrize(("kind", "get"), [("ocr", get_ocr), ("identity", get_identity)])
def test_an_unknown_name_is_told(kind: str, get: object) -> None:
    with (
        override_settings(ADAPTERS=adapters(**{kind: "carrier-pigeon"})),
        pytest.raises(ImproperlyConfigured, match="carrier-pigeon"),
    ):
        get()  # type: ignore[operator]


def test_a_missing_module_fails_only_when_the_adapter_is_used() -> None:
    with override_settings(
        ADAPTERS=adapters(ocr="fake"), ADAPTER_PATHS={"ocr:fake": "tests.fakes.nothing_here:make"}
    ):
        assert "tests.fakes.nothing_here" not in sys.modules
        with pytest.raises(ImproperlyConfigured, match="nothing_here"):
            get_ocr()


def test_two_names_are_one_too_many() -> None:
    two = {**settings.ADAPTERS, "face": ["embedded", "http"]}
    with override_settings(ADAPTERS=two), pytest.raises(ImproperlyConfigured, match="exactly one"):
        get_face()


def test_a_site_without_sources_says_so_and_nobody_passes() -> None:
    with override_settings(ADAPTERS=adapters(identity="none", gov_data="none", bank_transfer="none")):
        with pytest.raises(ExternalError) as identity:
            get_identity().person_check(person_name="张示例", id_number="110101199003070134", portrait=None)
        with pytest.raises(ExternalError) as register:
            get_gov_data().enterprise(uscc="91350100M000100Y43")
        with pytest.raises(ExternalError) as bank:
            get_bank_transfer().transfer_state(request_id="1")
    for raised in (identity, register, bank):
        assert raised.value.permanent
        assert raised.value.code == "external_not_connected"
