"""The visitor's own address and scheme behind a reverse proxy.

Only proxies named in TRUSTED_PROXIES are believed: from anybody else `X-Forwarded-For` and `X-Forwarded-Proto` are thrown
away, so that nobody can choose the address that limits count by, or pass plain http off as https.

A header with underscores (`X_Forwarded_For`) arrives under the same name as the proxy's own with dashes and replaces it. nginx
drops those by itself; behind a proxy that does not, set PROXY_HEADERS=forwarded: `Forwarded` has no such twin.
"""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustedProxiesMiddleware:
    """Sets REMOTE_ADDR to the nearest address that is not a trusted proxy's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.trusted = [ipaddress.ip_network(item, strict=False) for item in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Clean or believe the forwarding headers, then go on."""
        is_trusted = self._is_trusted(request.META.get("REMOTE_ADDR", ""))
        forwarded = request.META.pop("HTTP_FORWARDED", "")
        if not is_trusted or settings.PROXY_HEADERS == "forwarded":
            for header in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"):
                request.META.pop(header, None)
        if is_trusted and settings.PROXY_HEADERS == "forwarded":
            _take_over(request, forwarded)
        if is_trusted:
            request.META["REMOTE_ADDR"] = self._visitor(request)
        return self.get_response(request)

    def _visitor(self, request: HttpRequest) -> str:
        nearest: str = request.META["REMOTE_ADDR"]
        for item in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
            address = item.strip()
            try:
                ipaddress.ip_address(address)
            except ValueError:
                break
            nearest = address
            if not self._is_trusted(address):
                break
        return nearest

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self.trusted)


def _take_over(request: HttpRequest, forwarded: str) -> None:
    """Read `Forwarded: for=1.2.3.4;proto=https` (RFC 7239) as the X-Forwarded headers that the rest looks at."""
    addresses, scheme = [], ""
    for element in forwarded.split(","):
        pairs = dict(part.strip().lower().partition("=")[::2] for part in element.split(";"))
        addresses.append(_address(pairs.get("for", "")))
        scheme = pairs.get("proto", "").strip('"')
    request.META["HTTP_X_FORWARDED_FOR"] = ",".join(addresses)
    if scheme:
        request.META["HTTP_X_FORWARDED_PROTO"] = scheme


def _address(node: str) -> str:
    """An address without quotes, brackets and port, as nginx writes IPv6 ones too."""
    bare = node.strip().strip('"')
    if bare.startswith("["):
        return bare[1:].partition("]")[0]
    return bare.partition(":")[0] if bare.count(":") == 1 else bare
