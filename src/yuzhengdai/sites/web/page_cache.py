"""Pages that are the same for everybody, rendered once.

A page is a *fragment* (what stands inside <main>, the same for every reader) in a frame (header, footer; the same for all
visitors without a session). Visitors without a session get whole kept pages, with an ETag and compressed once; for everybody
else only the frame is drawn and the fragment is kept. Kept pages hold no token, no nonce, no server time and no other
visitor's query: the address is put into its one form before anything is rendered.

What is kept is bounded by bytes, ends by time, and its key holds a version that changes with the data.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.template import engines
from django.template.loader import render_to_string
from markupsafe import Markup

from yuzhengdai.sites.web.elder import is_elder
from yuzhengdai.sites.web.gates import PublicView
from yuzhengdai.sites.web.site import MESSAGES_COOKIE

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Fragment:
    """What stands inside <main>. ``nav`` marks the menu entry, ``wide`` lets the page use the whole width."""

    html: Markup
    title: str
    nav: str = ""
    main_class: str = "wrap page"
    search_value: str = ""
    description: str = ""

    def __len__(self) -> int:
        return len(self.html) * 2 + 200


@dataclass(slots=True)
class KeptPage:
    """A rendered page with its ETag; compressed when first asked for compressed a second time."""

    body: bytes
    etag: str
    compressed: bytes | None = None
    hits: int = 0

    def __len__(self) -> int:
        # The compressed form comes later and is about a fifth.
        return len(self.body) + len(self.body) // 4

    def answer(self, request: HttpRequest) -> HttpResponse:
        """200 with the page, or 304 where the reader has it."""
        is_known = self.etag in request.headers.get("If-None-Match", "")
        response = HttpResponseNotModified() if is_known else self._page(request)
        response["ETag"] = self.etag
        response["Cache-Control"] = "private, no-cache"
        response["Vary"] = "Cookie, Accept-Encoding"
        return response

    def _page(self, request: HttpRequest) -> HttpResponse:
        self.hits += 1
        # Compressing costs more than rendering a small page: only what is asked for again is worth it.
        if self.hits < 2 or "gzip" not in request.headers.get("Accept-Encoding", ""):
            return HttpResponse(self.body)
        if self.compressed is None:
            self.compressed = gzip.compress(self.body, 6, mtime=0)
        response = HttpResponse(self.compressed)
        response["Content-Encoding"] = "gzip"
        return response


@dataclass(slots=True)
class Store(Generic[V]):
    """The least recently used go first when ``max_bytes`` are kept. For many threads."""

    max_bytes: int
    _kept: OrderedDict[Hashable, tuple[float, int, V]] = field(default_factory=OrderedDict)
    _bytes: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def get(self, key: Hashable) -> V | None:
        """What is kept and still fresh."""
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            if found[0] < time.monotonic():
                self._drop(key)
                return None
            self._kept.move_to_end(key)
            return found[2]

    def put(self, key: Hashable, value: V, *, size: int, seconds: float) -> None:
        """Keep ``value`` for some seconds; what is larger than an eighth of the store is not kept."""
        if size > self.max_bytes // 8:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = (time.monotonic() + seconds, size, value)
            self._bytes += size
            while self._bytes > self.max_bytes:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, key: Hashable) -> None:
        found = self._kept.pop(key, None)
        if found is not None:
            self._bytes -= found[1]


_BYTES: int = getattr(settings, "PAGE_CACHE_BYTES", 40 * 1024 * 1024)
"""What a process keeps in memory; 0 keeps nothing (for measuring)."""

PAGES: Store[KeptPage] = Store(_BYTES * 3 // 5)
FRAGMENTS: Store[Any] = Store(_BYTES * 2 // 5)


def clear() -> None:
    """Forget all pages and fragments of this process."""
    PAGES.clear()
    FRAGMENTS.clear()


def is_personal(request: HttpRequest) -> bool:
    """Whether the frame may show something of this reader: a session, or a message left by the page before."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or MESSAGES_COOKIE in request.COOKIES


def render_fragment(template: str, context: dict[str, Any]) -> Markup:
    """Render without a request: nothing of the reader can get in."""
    return Markup(engines["jinja2"].get_template(template).render(context))  # noqa: S704 - an autoescaped template


def kept(key: Hashable, make: Callable[[], V], *, seconds: float) -> V:
    """A value with a length (markup, a fragment) from the store of fragments, made where it is missing."""
    found: V | None = FRAGMENTS.get(key)
    if found is None:
        found = make()
        FRAGMENTS.put(key, found, size=len(found) * 2 + 100, seconds=seconds)  # type: ignore[arg-type]
    return found


class SharedPageView(PublicView):
    """A GET page that is the same for everybody. Subclasses give ``canonical_query``, ``version`` and ``fragment``."""

    keep_s: ClassVar[float] = 300.0
    template: ClassVar[str] = "portal/frame.html"
    elder_differs: ClassVar[bool] = False

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The page, kept or fresh."""
        query = self.canonical_query()
        request.META["QUERY_STRING"] = query
        elder = is_elder(request)
        key: tuple[Hashable, ...] = (type(self).__qualname__, request.path, query, self.version())
        if is_personal(request) or not self.is_shared():
            own = self.for_reader(self.kept_fragment(key, elder=elder))
            return self._response(self._frame(own, is_shared=False))
        page = PAGES.get((*key, elder))
        if page is None:
            html = self._frame(self.kept_fragment(key, elder=elder), is_shared=True)
            body = html.encode()
            page = KeptPage(body, f'W/"{hashlib.sha256(body).hexdigest()[:24]}"')
            PAGES.put((*key, elder), page, size=len(page), seconds=self.keep_s)
        return page.answer(request)

    def canonical_query(self) -> str:
        """The parameters that matter, in their one order; by default none does."""
        return ""

    def version(self) -> Hashable:
        """What changes when the data does; () for pages that only time renews."""
        return ()

    def is_shared(self) -> bool:
        """False for a page with something that was typed into it: it is neither kept nor shared."""
        return True

    def fragment(self) -> Fragment:
        """Render the page's inside."""
        raise NotImplementedError

    def for_reader(self, fragment: Fragment) -> Fragment:
        """The inside as a reader with a session gets it; nothing that is made here is kept."""
        return fragment

    def kept_fragment(self, key: tuple[Hashable, ...], *, elder: bool) -> Fragment:
        """The page's inside from the store."""
        if not self.is_shared():
            return self.fragment()
        return kept((*key, "fragment", elder and self.elder_differs), self.fragment, seconds=self.keep_s)

    def _frame(self, fragment: Fragment, *, is_shared: bool) -> str:
        context = {"fragment": fragment, "is_shared_page": is_shared}
        return render_to_string(self.template, context, self.request)

    def _response(self, html: str) -> HttpResponse:
        response = HttpResponse(html)
        response["Cache-Control"] = "private, no-store"
        return response
