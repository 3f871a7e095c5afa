"""What the frame around a page shows about who is looking.

The layouts ask `shell(request)` (portal, console) and `staff_shell(request)` (bank, operator). Both are worked out once a
request from the actor; a view may set `request.shell` or `request.staff_shell` itself beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from yuzhengdai.domain.enterprises.enums import EnterpriseState
from yuzhengdai.foundation.core.masking import mask_phone
from yuzhengdai.foundation.notifications.selectors import enterprise_recipients, unread_count
from yuzhengdai.sites.web.actors import current_enterprise, current_user


@dataclass(frozen=True, slots=True)
class Shell:
    """The portal's and console's frame. Anonymous by default."""

    is_signed_in: bool = False
    enterprise_name: str = ""
    """Shown in 「您好！…」; empty while no enterprise is chosen."""
    person_label: str = ""
    """Shown instead of the enterprise when there is none, e.g. a masked phone."""
    can_switch_enterprise: bool = False
    is_verified: bool = False
    is_frozen: bool = False
    """Whether the operator has frozen the enterprise: the frame says so, with the way to explain oneself."""
    unread_count: int = 0

    @property
    def greeting(self) -> str:
        """The words after 「您好！」."""
        return self.enterprise_name or self.person_label


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of a workbench's navigation."""

    key: str
    """Compared with the page's `nav`."""
    label: str
    url: str
    icon: str
    count: int | str | None = None
    """A number, or words like 99+."""
    starts_group: bool = False
    """A rule is drawn above it."""


@dataclass(frozen=True, slots=True)
class StaffShell:
    """The frame of the bank and operator workbenches."""

    title: str = "工作台"
    home_url: str = "/"
    organisation: str = ""
    person: str = ""
    role: str = ""
    nav: Sequence[NavItem] = field(default_factory=tuple)
    search_url: str = ""
    search_label: str = "企业名称、统一社会信用代码、申请编号"
    messages_url: str = ""
    unread_count: int = 0
    help_url: str = ""
    account_url: str = ""
    logout_url: str = ""


ANONYMOUS = Shell()
NO_STAFF = StaffShell()


def shell(request: HttpRequest | None) -> Shell:
    """The enterprise side's frame for this request. A visitor without a session cookie costs no look at the session."""
    if request is None:
        return ANONYMOUS
    found: Shell | None = getattr(request, "shell", None)
    if found is None:
        found = _shell_of(request)
        request.shell = found  # type: ignore[attr-defined]
    return found


def _shell_of(request: HttpRequest) -> Shell:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ANONYMOUS
    user = current_user(request)
    if user is None:
        return ANONYMOUS
    enterprise = current_enterprise(request)
    recipients = enterprise_recipients(user_id=user.pk, enterprise_id=enterprise.pk if enterprise else None)
    return Shell(
        is_signed_in=True,
        enterprise_name=enterprise.name if enterprise else "",
        person_label=mask_phone(str(user.phone)),
        can_switch_enterprise=True,
        is_verified=enterprise.is_verified if enterprise else False,
        is_frozen=enterprise is not None and enterprise.state == EnterpriseState.FROZEN,
        # Asked only by frames that show it; the portal's does not.
        unread_count=cast(
            int, SimpleLazyObject(lambda: unread_count(recipients=recipients, user_id=user.pk))
        ),
    )


def staff_shell(request: HttpRequest | None) -> StaffShell:
    """The staff side's frame for this request, as the site's views or middleware set it."""
    found: StaffShell = getattr(request, "staff_shell", NO_STAFF)
    return found
