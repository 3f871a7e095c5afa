"""「企业登录」 right after 「注册」 (R2): one click in the same browser, for ten minutes, once, without a second code.

The link opens the login page by GET. It logs in there only where the browser says that somebody here clicked it; everywhere else the
page offers a button for it.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest

from yuzhengdai.domain.access.services import (
    LoginDone,
    registration_login,
    registration_ticket,
    registration_ticket_user,
)
from yuzhengdai.domain.accounts.models import User
from yuzhengdai.domain.enterprises.models import Enterprise
from yuzhengdai.foundation.core.errors import AppError
from yuzhengdai.sites.member.entry import acting_as
from yuzhengdai.sites.web.browser import browser_mark
from yuzhengdai.sites.web.origin import is_asked_ahead

TICKET_KEY = "login_ticket"


def keep_ticket(request: HttpRequest, *, user: User, enterprise: Enterprise, proved_at: datetime) -> None:
    """For the click on 「企业登录」 that follows; kept on the server, in this visitor's session."""
    request.session[TICKET_KEY] = registration_ticket(
        user=user, enterprise=enterprise, browser=browser_mark(request), proved_at=proved_at
    )


def ticket_user(request: HttpRequest) -> User | None:
    """Whom a click would log in here now."""
    ticket = _ticket(request)
    return registration_ticket_user(ticket=ticket, browser=browser_mark(request)) if ticket else None


def is_clicked_here(request: HttpRequest) -> bool:
    """Whether the browser says that somebody clicked a link of this site; one that says nothing is not believed here."""
    said = request.headers
    is_own_page = said.get("Sec-Fetch-Site") == "same-origin" and said.get("Sec-Fetch-Mode") == "navigate"
    return is_own_page and said.get("Sec-Fetch-User") == "?1" and not is_asked_ahead(request)


def use_ticket(request: HttpRequest) -> tuple[LoginDone, Enterprise | None] | None:
    """Who the ticket lets in; with the registered enterprise, to go on with. None, and a sentence, when it is worth nothing."""
    ticket = str(request.session.pop(TICKET_KEY, ""))
    actor, browser = acting_as(request), browser_mark(request)
    try:
        return registration_login(actor=actor, ticket=ticket, browser=browser)
    except AppError as error:
        messages.warning(request, error.sentence)
        return None


def _ticket(request: HttpRequest) -> str:
    return str(request.session.get(TICKET_KEY, "")) if request.COOKIES else ""
