"""Which host names a demo answers to."""

import ipaddress
import socket

LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]
# An address reserved for documentation: "connecting" a datagram socket to it sends nothing and tells our own address.
_NOWHERE = ("192.0.2.1", 9)


def is_loopback(host: str) -> bool:
    """Tell whether `host` can be reached from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def own_addresses() -> list[str]:
    """Return the machine's address in its network, where it has one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(_NOWHERE)
        except OSError:
            return []
        return [str(probe.getsockname()[0])]


def display_host(host: str) -> str:
    """Return the name to print and to put into QR codes for a server bound to `host`."""
    if host in {"0.0.0.0", "::", "[::]"}:  # noqa: S104 - compared, not bound
        return next(iter(own_addresses()), "127.0.0.1")
    return f"[{host}]" if ":" in host and not host.startswith("[") else host


def demo_allowed_hosts(host: str, further: list[str]) -> list[str]:
    """Return ALLOWED_HOSTS: loopback, the bound address or (bound to all) the machine's own, and `further`."""
    hosts = [*LOOPBACK_NAMES, *further]
    if not is_loopback(host):
        hosts += [display_host(host), socket.gethostname()]
    return list(dict.fromkeys(hosts))
