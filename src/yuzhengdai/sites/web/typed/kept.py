"""A form posted without scripts that could not be taken: kept encrypted for fifteen minutes, shown again in its form, then wiped.

A signed cookie of the browser names the row; the row opens for the person and enterprise that the form was made for alone.
"""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import url_has_allowed_host_and_scheme

from yuzhengdai.foundation.core.kept_posts import KEPT_FOR, kept_post_find, kept_post_keep, kept_post_wipe
from yuzhengdai.sites.web.typed.fill import fill
from yuzhengdai.sites.web.typed.owner import FIELD, NEVER_KEPT, owner_mark, posted_mark
from yuzhengdai.sites.web.typed.scripts import is_script

MOST_BYTES = 32 * 1024
_SALT = "yuzhengdai.kept"
_NEVER = re.compile(NEVER_KEPT)
_OURS = frozenset({"csrfmiddlewaretoken", FIELD})
_ASKED = "_kept_post"


def page_of_form(request: HttpRequest) -> str:
    """Path and query of the page that the posted form stood on; the address it was posted to where the browser does not say."""
    parts = urlsplit(_our_referer(request))
    if not parts.path:
        return request.path
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def came_from_us(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours posted this; what another site posted is never kept."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin" and bool(
        _our_referer(request)
    )


def _our_referer(request: HttpRequest) -> str:
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if is_ours else ""


def keep_post(request: HttpRequest) -> bool:
    """Keep what was posted, for ``remember``; False where there is nothing to keep or a script keeps it itself."""
    if request.method != "POST" or is_script(request) or getattr(request, _ASKED, None):
        return False
    fields = {
        name: values
        for name, values in request.POST.lists()
        if name not in _OURS and not _NEVER.search(name) and any(value.strip() for value in values)
    }
    if not fields or len(json.dumps(fields, ensure_ascii=False).encode()) > MOST_BYTES:
        return False
    row = kept_post_keep(
        owner=posted_mark(request),
        content={
            "action": request.path,
            "page": page_of_form(request),
            "fields": fields,
            "has_files": bool(request.FILES),
        },
    )
    setattr(request, _ASKED, row.pk)
    return True


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Name the row that was kept in this request to the browser."""
    kept_id: UUID | None = getattr(request, _ASKED, None)
    if kept_id is None:
        return
    response.set_signed_cookie(
        cookie_name(),
        str(kept_id),
        salt=_SALT,
        max_age=int(KEPT_FOR.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/",
    )


def cookie_name() -> str:
    """The cookie's name; with the ``__Host-`` prefix wherever the session has it."""
    prefix = "__Host-" if settings.SESSION_COOKIE_NAME.startswith("__Host-") else ""
    return f"{prefix}yzd_kept"


def show_again(request: HttpRequest, response: HttpResponse) -> None:
    """Fill what was kept into its form on this page, and wipe it."""
    if request.method != "GET" or is_script(request) or cookie_name() not in request.COOKIES:
        return
    if (
        response.status_code != HTTPStatus.OK
        or response.streaming
        or "html" not in response.get("Content-Type", "")
    ):
        return
    raw = request.get_signed_cookie(cookie_name(), default="", salt=_SALT, max_age=KEPT_FOR)
    row = kept_post_find(kept_id=UUID(raw)) if raw else None
    if row is None:
        response.delete_cookie(cookie_name(), path="/", samesite="Lax")
        return
    content: dict[str, Any] = row.content
    if urlsplit(str(content["page"])).path != request.path or (row.owner or "") != _owner_or_none(
        request, row.owner
    ):
        return
    page = response.content.decode(response.charset)
    filled = fill(
        page,
        url=request.path,
        action=str(content["action"]),
        fields=content["fields"],
        has_files=bool(content["has_files"]),
    )
    if filled is None:
        return
    response.content = filled.encode(response.charset)
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
    kept_post_wipe(kept_id=row.pk)
    response.delete_cookie(cookie_name(), path="/", samesite="Lax")


def _owner_or_none(request: HttpRequest, wanted: str) -> str:
    # What a visitor typed belongs to the browser, whoever logs in meanwhile.
    return owner_mark(request) if wanted else ""
