"""The visitor's own address and scheme behind a reverse proxy.

Only proxies named in TRUSTED_PROXIES are believed: from anybody else `X-Forwarded-For` and `X-Forwarded-Proto` are thrown
away, so that nobody can choose the address that limits count by, or pass plain http off as https.
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
        if self._is_trusted(request.META.get("REMOTE_ADDR", "")):
            request.META["REMOTE_ADDR"] = self._visitor(request)
        else:
            for header in ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST"):
                request.META.pop(header, None)
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
