"""What a service refuses and no view caught: the page that its status calls for, with its sentence.

Views that can say it better (at the field, beside the button) catch the error themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from yuzhengdai.foundation.core.errors import AppError, Forbidden, NotFound, RateLimited
from yuzhengdai.sites.web.errors import PROBLEM, page_not_found, permission_denied
from yuzhengdai.sites.web.filters import FilterNotUnderstood
from yuzhengdai.sites.web.site import render_page
from yuzhengdai.sites.web.typed.kept import page_of_form

T = TypeVar("T")


class ProblemsMiddleware:
    """Turns an AppError that left a view into a page; other exceptions go their usual way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404, 403, 409, 422, 429 or 502 as the error says; None for what is no AppError."""
        if isinstance(exception, FilterNotUnderstood):
            return exception.page(request)
        return problem_page(request, exception) if isinstance(exception, AppError) else None


def problem_page(request: HttpRequest, error: AppError) -> HttpResponse:
    """The page of an error."""
    if isinstance(error, NotFound):
        return page_not_found(request, Http404())
    if isinstance(error, Forbidden):
        return permission_denied(request, PermissionDenied(error.sentence))
    context = {
        "sentence": error.sentence,
        "back": request.get_full_path() if request.method == "GET" else page_of_form(request),
    }
    response = render_page(request, "errors/refused.html", context, status=error.http_status)
    setattr(response, PROBLEM, True)
    if isinstance(error, RateLimited):
        response["Retry-After"] = str(error.retry_after_s)
    return response


def or_404(find: Callable[[], T]) -> T:
    """What a selector finds; Http404 where it raises DoesNotExist."""
    try:
        return find()
    except ObjectDoesNotExist:
        raise Http404 from None
