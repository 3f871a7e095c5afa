"""Error pages. In the URL configuration: `handler404 = "yuzhengdai.sites.web.errors.page_not_found"` and so on.

400, 500 and maintenance pages are rendered without request, session or database: they must work when those do not.
"""

import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from yuzhengdai.sites.web.site import site_of
from yuzhengdai.sites.web.typed.kept import came_from_us, keep_post, page_of_form
from yuzhengdai.sites.web.typed.scripts import TOKEN_OLD, is_script, told

logger = logging.getLogger(__name__)

PROBLEM = "is_problem_page"
"""Attribute of an answer that is a page about a problem and holds nothing of what was posted."""

_LAST_RESORT = (
    '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>暂时打不开</title>'
    "<h1>页面暂时打不开</h1><p>问题已经记录，请稍后再试。</p></html>"
)


def static_page(request: HttpRequest, template: str, *, status: int) -> HttpResponse:
    """A page rendered with nothing but the template; falls back to plain HTML if even that fails."""
    try:
        content = engines["jinja2"].get_template(site_of(request).template(template)).render({})
    except Exception:
        logger.exception("error page %s could not be rendered", template)
        content = _LAST_RESORT
    response = HttpResponse(content, status=status)
    response["Cache-Control"] = "no-store"
    setattr(response, PROBLEM, True)
    return response


def _sentence(exception: Exception | None) -> str:
    """The Chinese sentence of one of our errors; words of libraries are not for readers."""
    said = str(getattr(exception, "sentence", "") or exception or "")
    return "" if said.isascii() else said


def _page(request: HttpRequest, template: str, *, status: int, **context: object) -> HttpResponse:
    site = site_of(request)
    full = {"home_url": site.prefix, "home_label": site.home_label, **context}
    response = HttpResponse(render_to_string(site.template(template), full, request), status=status)
    response["Cache-Control"] = "private, no-store"
    setattr(response, PROBLEM, True)
    return response


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: it does not exist, or the person must not learn that it does."""
    return _page(request, "errors/404.html", status=404)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: an insider without the right; the sentence of an `AppError` is shown."""
    framed = site_of(request).is_staff and getattr(request, "staff_shell", None) is not None
    template = "errors/403_staff.html" if framed else "errors/403.html"
    return _page(request, template, status=403, sentence=_sentence(exception))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request no browser of ours would send."""
    return static_page(request, "errors/400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: says so without touching session, database or context."""
    return static_page(request, "errors/500.html", status=500)


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a missing or old token (setting `CSRF_FAILURE_VIEW`): the page had expired, or cookies are off.

    A script renews its token and sends again; a form of ours is kept and shown again, which is what the page's button does.
    """
    logger.info("CSRF check failed at %s: %s", request.path, reason)
    if is_script(request):
        return told(HTTPStatus.FORBIDDEN, "token", TOKEN_OLD)
    response = _page(
        request,
        "errors/csrf_failure.html",
        status=403,
        has_cookies=bool(request.COOKIES),
        is_kept=came_from_us(request) and keep_post(request),
        again_url=page_of_form(request),
    )
    setattr(response, PROBLEM, False)
    return response
