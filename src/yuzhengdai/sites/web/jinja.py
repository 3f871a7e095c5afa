"""The Jinja2 environment of all sites; named by the template engine's `environment` option.

Globals and filters are listed in `docs/frontend.md`. `request`, `csrf_input` and `csrf_token` come from Django's backend.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from types import ModuleType
from typing import Any, Final

from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined, Undefined, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape

from yuzhengdai.foundation.core import clock, masking, money, near
from yuzhengdai.sites.web import vite as vite_module
from yuzhengdai.sites.web.cells import cells
from yuzhengdai.sites.web.elder import is_elder
from yuzhengdai.sites.web.icons import ICONS
from yuzhengdai.sites.web.shell import shell, staff_shell
from yuzhengdai.sites.web.site import MESSAGES_COOKIE, site_of
from yuzhengdai.sites.web.typed.owner import account

_FILTER_MODULES: Final = (masking, money, near)
_INDENTATION: Final = re.compile(r"^[ \t]+", re.MULTILINE)


@lru_cache(maxsize=512)
def _plain_url(name: str, urlconf: str | None, prefix: str) -> str:
    # Frames hold two dozen fixed links a page; reversing them once per process is worth half a millisecond a request.
    return reverse(name, urlconf=urlconf)


@pass_context
def url(context: Context, name: str, /, *args: Any, **kwargs: Any) -> str:
    """`url("portal:product-detail", id=product.id)`: the path of a named route.

    A name without a namespace is the route of that name in the site the request is in (sites/web/site.py).
    Errors: NoReverseMatch when there is no such route.
    """
    if ":" not in name:
        name = site_of(context["request"]).route(name)
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _plain_url(name, get_urlconf(), get_script_prefix())


@pass_context
def link(context: Context, name: str, fallback: str, /) -> str:
    """Like `url`, but `fallback` for a route of a site that is not mounted (a frame links to all sites)."""
    try:
        return url(context, name)
    except NoReverseMatch:
        return fallback


def icon(name: str, *modifiers: str, extra: str = "") -> Markup:
    """A decorative line icon; modifiers are of the CSS block `icon`: "lg", "ok", "warn", "bad"; `extra` is one more class.

    Errors: KeyError for an unknown name.
    """
    classes = " ".join(["icon", *(f"icon--{modifier}" for modifier in modifiers), extra]).rstrip()
    return Markup(  # noqa: S704 - constants of icons.py and escaped class names
        f'<svg class="{escape(classes)}" viewBox="0 0 24 24" aria-hidden="true">{ICONS[name]}</svg>'
    )


def attrs(values: Mapping[str, Any] | None) -> Markup:
    """HTML attributes from a mapping: `data_x` becomes `data-x`, True a bare attribute, None and False nothing.

    Errors: ValueError for `style` and `on*`, which the content security policy forbids.
    """
    parts = []
    for key, value in (values or {}).items():
        if value is None or value is False or isinstance(value, Undefined):
            continue
        name = key.rstrip("_").replace("_", "-")
        if name == "style" or name.startswith("on"):
            raise ValueError(f"attribute {name} is not allowed in templates")
        parts.append(Markup(" {}").format(name) if value is True else Markup(' {}="{}"').format(name, value))
    return Markup("").join(parts)


def flash_messages(request: HttpRequest) -> Iterator[Message]:
    """Messages left by the page before; looks into neither session nor cookie of a visitor who has none.

    That keeps pages for anonymous visitors free of `Vary: Cookie`.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and MESSAGES_COOKIE not in request.COOKIES:
        return iter(())
    return iter(get_messages(request))


def query(request: HttpRequest, **changes: Any) -> str:
    """`?…` of this page with some parameters changed; None or an empty string removes one, a list repeats it.

    The page number is dropped unless it is among the changes: another filter starts at page one.
    """
    params = request.GET.copy()
    if "page" not in changes:
        params.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        elif isinstance(value, (list, tuple)):
            params.setlist(key, [str(item) for item in value])
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}" if params else "?"


def is_app(request: HttpRequest) -> bool:
    """Whether the page is one of the phone app, for bodies that stand on any screen and there."""
    return site_of(request).is_app


def local_now() -> datetime:
    """The present moment in Henan, from the platform's clock."""
    return clock.local(clock.now())


def _public_functions(module: ModuleType) -> dict[str, Any]:
    """What a module offers as filters: its own public functions under their own names."""
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    }


class _WithoutIndentation(Extension):
    """Templates are indented for people; a reader's browser gets the lines without it.

    The product list weighs 37 % less so (16 % after gzip). What people typed is put in later and keeps its spaces.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return _INDENTATION.sub("", source)


def environment(**options: Any) -> Environment:
    """Django's factory hook: the environment with our globals and filters.

    Undefined names are errors wherever `TEMPLATE_STRICT` says so (demo and tests; default: DEBUG).
    """
    if getattr(settings, "TEMPLATE_STRICT", settings.DEBUG):
        options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    # Room for every template (Jinja's own 400 are not enough): what has once been compiled stays compiled.
    options.setdefault("cache_size", 1000)
    options["extensions"] = [
        *options.get("extensions", []),
        "jinja2.ext.i18n",
        "jinja2.ext.do",
        _WithoutIndentation,
    ]
    env = Environment(**options)  # noqa: S701 - Django's backend sets autoescape
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        url=url,
        link=link,
        static=static,
        asset=vite_module.asset,
        vite=vite_module.vite,
        icon=icon,
        now=local_now,
        server_time=clock.iso,
        query=query,
        flash_messages=flash_messages,
        is_app=is_app,
        is_elder=is_elder,
        shell=shell,
        staff_shell=staff_shell,
        account=account,
    )
    env.filters["attrs"] = attrs
    env.filters["cells"] = cells
    for module in _FILTER_MODULES:
        env.filters.update(_public_functions(module))
    return env
