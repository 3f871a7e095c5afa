"""Staff pages (/bank/, /ops/) only from the networks that the setting STAFF_NETWORKS names; empty: from anywhere.

Stands behind TrustedProxiesMiddleware, so that the address is the visitor's and not the proxy's, and before sessions: a
refused visitor causes no query.
"""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from yuzhengdai.sites.web.errors import static_page
from yuzhengdai.sites.web.site import site_of

security = logging.getLogger("yuzhengdai.security")


class StaffNetworksMiddleware:
    """Answers 403 in plain words to others; the login pages of staff are among what they do not see."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.allowed = [ipaddress.ip_network(item, strict=False) for item in settings.STAFF_NETWORKS]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or go on."""
        if self.allowed and site_of(request).is_staff and not self._is_allowed(request):
            security.warning(
                "staff page asked for from outside of STAFF_NETWORKS",
                extra={
                    "event": "staff_network_refused",
                    "address": request.META.get("REMOTE_ADDR", ""),
                    "request_id": getattr(request, "request_id", ""),
                    "site": site_of(request).key,
                },
            )
            return static_page(request, "errors/staff_network.html", status=403)
        return self.get_response(request)

    def _is_allowed(self, request: HttpRequest) -> bool:
        try:
            address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
        except ValueError:
            return False
        if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        return any(address in network for network in self.allowed)
