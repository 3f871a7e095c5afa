"""Content Security Policy and further response headers."""

from typing import Any

from csp.constants import NONCE, NONE, SELF


def content_security_policy(*, upgrade_insecure_requests: bool = False) -> dict[str, Any]:
    """Return django-csp's setting: own origin only; a nonce appears only where a template asks for it."""
    directives: dict[str, Any] = {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
    }
    if upgrade_insecure_requests:
        directives["upgrade-insecure-requests"] = True
    return {"DIRECTIVES": directives}


# The camera is for the phone app's identity steps; everything else a page could ask for is off.
PERMISSIONS_POLICY = (
    "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), serial=(), midi=(), "
    "display-capture=(), accelerometer=(), gyroscope=(), magnetometer=(), browsing-topics=()"
)
