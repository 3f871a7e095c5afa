"""长辈版: larger type and targets, remembered in a cookie and drawn as `data-mode="elder"` on `<html>`.

A plain link switches it (GET, so that cached pages need no token; it changes nothing but how pages look). Whoever caches
rendered pages puts `is_elder(request)` into the key.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

ELDER_COOKIE: Final = "yzd_mode"
_YEAR_SECONDS: Final = 365 * 24 * 3600


def is_elder(request: HttpRequest | None) -> bool:
    """Whether this browser asked for 长辈版."""
    return request is not None and request.COOKIES.get(ELDER_COOKIE) == "elder"


@require_safe
def elder_switch(request: HttpRequest) -> HttpResponse:
    """Turn 长辈版 on (`?on=1`) or off (`?on=0`) and go back to `next` if that is a page of ours, else home."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    if request.GET.get("on") == "1":
        response.set_cookie(
            ELDER_COOKIE,
            "elder",
            max_age=_YEAR_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response
