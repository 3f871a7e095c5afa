"""Network addresses as limits count them."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address


def address_group(address: str) -> str:
    """An IPv4 address itself; of an IPv6 address its /64, which one connection can vary at will; other text as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(IPv6Address(int(parsed) >> 64 << 64)) + "/64"
    return str(parsed)
