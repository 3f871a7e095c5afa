"""Network addresses as limits count them and as people are shown them."""

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


def address_short(address: str) -> str:
    """An address in a form that tells where from and not who: half of an IPv4, a third of an IPv6 address; "" for other text."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return ":".join(f"{int(part, 16):x}" for part in parsed.exploded.split(":")[:3]) + ":*"
        parsed = parsed.ipv4_mapped
    return ".".join([*str(parsed).split(".")[:2], "*", "*"])
