"""Whose a form is. Every POST form and every script's request carries the mark of the person and enterprise it was made for.

The mark tells nothing by itself (an HMAC); who is compared with whom is decided here alone. It guards against mixing two
enterprises or two people in one browser; what somebody may do, the gates and selectors decide.
"""

from __future__ import annotations

import base64
import json
import re
from typing import cast

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

from yuzhengdai.domain.enterprises.models import Enterprise, EnterpriseMember
from yuzhengdai.foundation.core.actors import ActorKind
from yuzhengdai.sites.web.actors import ActingRequest, current_enterprise, current_user
from yuzhengdai.sites.web.site import site_of

FIELD = "form_owner"
HEADER = "X-Form-Owner"
NEVER_KEPT = (
    r"(?:^|[-_])(?:password|passphrase|pin|otp|token|secret|proof|csr|signature|certificate|challenge|captcha|number)$"
    r"|(?:^|-)(?:sms_)?code$"
)
"""Names of fields that are kept nowhere, neither on the device nor on the server: passwords, codes, identity and account numbers."""

_MARK = re.compile(r"[0-9a-f]{32}")


def owner_mark(request: HttpRequest) -> str:
    """The mark of who acts now, and for which enterprise or workbench; "" for visitors."""
    acting = cast(ActingRequest, request)
    user = current_user(request)
    if user is None:
        return ""
    site = site_of(request)
    if site.is_staff:
        return "" if acting.actor.kind == ActorKind.VISITOR else _mark(f"{site.key}:{acting.actor.user_id}")
    enterprise = current_enterprise(request)
    return _mark(f"enterprise:{user.pk}:{enterprise.pk if enterprise else ''}")


def posted_mark(request: HttpRequest) -> str:
    """The mark that came with a form or a script's request; "" without one, or where it is none of ours."""
    given = request.headers.get(HEADER) or request.POST.get(FIELD, "")
    return given if _MARK.fullmatch(given) else ""


def enterprise_of(request: HttpRequest, mark: str) -> Enterprise | None:
    """Which of the acting person's own enterprises a mark belongs to."""
    user = current_user(request)
    if user is None:
        return None
    mine = EnterpriseMember.objects.filter(user=user).select_related("enterprise")
    return next(
        (m.enterprise for m in mine if mark == _mark(f"enterprise:{user.pk}:{m.enterprise_id}")), None
    )


def is_of_person(request: HttpRequest, mark: str) -> bool:
    """Whether a mark is of the acting person, before any enterprise was chosen."""
    user = current_user(request)
    return user is not None and mark == _mark(f"enterprise:{user.pk}:")


def enterprise_choice(request: HttpRequest, enterprise: Enterprise) -> dict[str, str]:
    """What a script needs to go back to an enterprise: its ID, its name and where it is chosen."""
    return {
        "enterprise": str(enterprise.pk),
        "name": enterprise.name,
        "choose": site_of(request).url("choose-enterprise"),
    }


def keeping_key(mark: str) -> str:
    """The key (AES-256, base64) that opens what this owner's pages keep on the device; only pages of this owner are told."""
    digest = salted_hmac("yuzhengdai.kept", mark, algorithm="sha256").digest()
    return base64.b64encode(digest).decode()


def login_url(request: HttpRequest) -> str:
    """The login of the side, in another tab; it ends on a page that says to go back to the first one."""
    site = site_of(request)
    return f"{site.url('login')}?next={site.url('session-back')}"


def state_url(request: HttpRequest) -> str:
    """Where a page asks who is logged in now."""
    return site_of(request).url("session")


def account(request: HttpRequest) -> str:
    """For scripts of a page, as JSON: whose it is, the key of what it keeps, where to ask and to log in again."""
    mark = owner_mark(request)
    about = {
        "owner": mark,
        "key": keeping_key(mark) if mark else "",
        "state": state_url(request),
        "login": login_url(request),
        "never": NEVER_KEPT,
    }
    return json.dumps(about)


def form_marks(request: HttpRequest) -> SafeString:
    """The hidden fields of every POST form: Django's token, and whose the form is."""
    token = format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(request))
    mark = owner_mark(request)
    if not mark:
        return token
    return token + format_html('<input type="hidden" name="{}" value="{}" autocomplete="off">', FIELD, mark)


_form_marks_lazy = lazy(form_marks, SafeString, str)


def form_context(request: HttpRequest) -> dict[str, object]:
    """Context processor: ``csrf_input``, which stands in every POST form, says whose the form is, too."""
    return {"csrf_input": _form_marks_lazy(request)}


def _mark(of: str) -> str:
    return salted_hmac("yuzhengdai.owner", of, algorithm="sha256").hexdigest()[:32]
