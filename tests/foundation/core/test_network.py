"""Addresses as limits count them."""

from __future__ import annotations

import pytest

from yuzhengdai.foundation.core.network import address_group


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_an_ipv6_connection_counts_as_one(address: str, group: str) -> None:
    assert address_group(address) == group
