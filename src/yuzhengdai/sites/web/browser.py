"""The browser's mark: a random, signed, HttpOnly cookie that binds one-time codes to the browser that asked for them."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

_SALT = "yuzhengdai.browser"
_MAX_AGE_S = 400 * 24 * 3600
# The first mark that is in the User-Agent counts: most browsers name those before them, too.
_BROWSERS = (
    ("micromessenger", "微信"),
    ("edg", "Edge"),
    ("360", "360 浏览器"),
    ("qqbrowser", "QQ 浏览器"),
    ("huaweibrowser", "华为浏览器"),
    ("miuibrowser", "小米浏览器"),
    ("opr/", "Opera"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
_SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("harmony", "鸿蒙"),
    ("android", "安卓"),
    ("windows", "Windows"),
    ("macintosh", "Mac"),
    ("linux", "Linux"),
)


def is_phone(request: HttpRequest) -> bool:
    """Whether the browser says that it runs on a phone; good enough for which way to show first."""
    agent = request.headers.get("User-Agent", "").lower()
    return any(mark in agent for mark in ("iphone", "android", "harmony", "mobile"))


def browser_words(request: HttpRequest) -> str:
    """「Chrome，Windows」: what the browser says it is, in names people know; for telling devices apart, never for deciding."""
    agent = request.headers.get("User-Agent", "").lower()
    browser = next((name for mark, name in _BROWSERS if mark in agent), "其他浏览器")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "其他系统")
    return f"{browser}，{system}"


def browser_cookie_name() -> str:
    """The cookie's name; with the ``__Host-`` prefix wherever the session has it."""
    prefix = "__Host-" if settings.SESSION_COOKIE_NAME.startswith("__Host-") else ""
    return f"{prefix}yzd_browser"


def browser_mark(request: HttpRequest) -> str:
    """This browser's mark, a new one when the cookie is absent or was tampered with. See ``remember_browser``."""
    made: str | None = getattr(request, "_browser_mark", None)
    if made is None:
        made = request.get_signed_cookie(browser_cookie_name(), default="", salt=_SALT) or ""
        if not made:
            made = secrets.token_urlsafe(24)
            request._browser_mark_is_new = True  # type: ignore[attr-defined]
        request._browser_mark = made  # type: ignore[attr-defined]
    return made


def remember_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie on the answer when the mark was made in this request."""
    mark = browser_mark(request)
    if getattr(request, "_browser_mark_is_new", False):
        response.set_signed_cookie(
            browser_cookie_name(),
            mark,
            salt=_SALT,
            max_age=_MAX_AGE_S,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            path="/",
        )
