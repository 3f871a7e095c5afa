"""The demo's keys, certificate and host names."""

import base64
import stat
from pathlib import Path

import pytest
from cryptography import x509

from yuzhengdai.config import addresses, demo_certificate, demo_keys


def test_keys_are_made_once_for_the_owner_only(tmp_path: Path) -> None:
    first = demo_keys.load_or_make(tmp_path / "a")
    again = demo_keys.load_or_make(tmp_path / "a")
    other = demo_keys.load_or_make(tmp_path / "b")
    assert first == again
    assert first.secret_key != other.secret_key
    assert first.field_keys != other.field_keys
    assert first.blind_index_key not in first.field_keys.values()
    assert len(base64.urlsafe_b64decode(first.field_keys[1])) == 32
    assert stat.S_IMODE((tmp_path / "a" / "keys.json").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["keys.json"]


def test_certificate_names_the_host_and_is_kept(tmp_path: Path) -> None:
    certificate, key = demo_certificate.load_or_make(tmp_path, ["192.168.1.20"])
    before = certificate.read_bytes()
    demo_certificate.load_or_make(tmp_path, ["192.168.1.20"])
    assert certificate.read_bytes() == before
    names = x509.load_pem_x509_certificate(before).extensions.get_extension_for_class(
        x509.SubjectAlternativeName
    )
    assert "192.168.1.20" in [str(address) for address in names.value.get_values_for_type(x509.IPAddress)]
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    demo_certificate.load_or_make(tmp_path, ["192.168.1.21"])
    assert certificate.read_bytes() != before


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("a.cn", False)],
)
def test_loopback_is_told_from_the_rest(host: str, expected: bool) -> None:
    assert addresses.is_loopback(host) is expected


def test_allowed_hosts_never_hold_a_wildcard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "own_addresses", lambda: ["192.168.1.20"])
    assert "192.168.1.20" not in addresses.demo_allowed_hosts("127.0.0.1", [])
    hosts = addresses.demo_allowed_hosts("0.0.0.0", ["demo.example"])
    assert {"192.168.1.20", "demo.example", "localhost"} <= set(hosts)
    assert "*" not in hosts
