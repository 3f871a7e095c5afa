"""/sandbox/: what a demo shows in place of the outside world."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from demo.accounts import ACCOUNTS, LOGIN_PATHS, SIDE_LABELS
from demo.inbox import inbox_rows, message_of
from demo.outside import ENDED, of_demo_accounts
from demo.totp import totp_code
from yuzhengdai.foundation.core.clock import local
from yuzhengdai.foundation.core.validators import clean_phone

_PAGE = 30
_STATES = {"active": "存续", "cancelled": "注销", "revoked": "吊销", "moved_out": "迁出"}


@require_safe
@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Accounts and where to look."""
    sides = [
        {
            "label": label,
            "login": LOGIN_PATHS[side],
            "accounts": [account for account in ACCOUNTS if account.side == side],
        }
        for side, label in SIDE_LABELS.items()
    ]
    context = {"sides": sides, "known": of_demo_accounts(), "ended": ENDED, "states": _STATES}
    return render(request, "demo/index.html", context)


@require_safe
@never_cache
def sms(request: HttpRequest) -> HttpResponse:
    """The inbox, newest first; ``?phone=`` narrows."""
    typed = request.GET.get("phone", "").strip()
    phone, problem = _phone(typed)
    rows = inbox_rows(phone_e164=phone) if not problem else inbox_rows().none()
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    context = {
        "messages_found": [message_of(row) for row in page],
        "page": page,
        "typed": typed,
        "problem": problem,
    }
    return render(request, "demo/sms.html", context)


@require_safe
@never_cache
def sms_json(request: HttpRequest) -> JsonResponse:
    """The newest messages of a phone: [{"phone", "text", "code", "sent_at"}]; phone with or without +86."""
    phone, problem = _phone(request.GET.get("phone", ""))
    if problem:
        return JsonResponse({"error": problem}, status=400)
    found = [message_of(row) for row in inbox_rows(phone_e164=phone)[:_PAGE]]
    return JsonResponse(
        [
            {"phone": m.phone, "text": m.text, "code": m.code, "sent_at": local(m.sent_at).isoformat()}
            for m in found
        ],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
    )


@require_safe
@never_cache
def totp_json(request: HttpRequest) -> JsonResponse:
    """{"code", "valid_s"} of a staff account's second factor; 404 for a phone without one."""
    phone, problem = _phone(request.GET.get("phone", ""))
    if problem or not phone:
        return JsonResponse({"error": problem or "phone is missing"}, status=400)
    found = totp_code(phone_e164=phone)
    if found is None:
        return JsonResponse({"error": "no second factor for this phone"}, status=404)
    return JsonResponse({"code": found.code, "valid_s": found.valid_s})


def _phone(typed: str) -> tuple[str, str]:
    """(E.164 or "", problem or ""). A plus sign in a query string arrives as a blank."""
    text = typed.strip()
    if not text:
        return "", ""
    try:
        return clean_phone(f"+{text}" if text.startswith("86") and len(text) == 13 else text), ""
    except ValidationError as error:
        return "", str(error.messages[0])
