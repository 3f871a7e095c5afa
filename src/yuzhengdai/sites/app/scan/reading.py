"""What the text of a scanned code is: ours to log in, ours to go on with 企业认证, another page of ours, or somebody else's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from yuzhengdai.domain.access.services import is_scan_token
from yuzhengdai.domain.access.services.hand_over import is_token
from yuzhengdai.foundation.core.text import has_control_characters

LONGEST = 2000
FOREIGN = "这不是本平台的二维码，豫正贷不会打开它。"
UNKNOWN_HERE = "这个二维码指向本平台，但没有这个页面，请核对后重新扫码。"


class CodeKind(StrEnum):
    """LOGIN: 「手机扫码登录」; HAND_OVER: 企业认证 begun on a PC; PAGE: any other page of ours; FOREIGN: none of ours."""

    LOGIN = "login"
    HAND_OVER = "hand_over"
    PAGE = "page"
    BROKEN = "broken"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True)
class CodeRead:
    """``token`` of a login; ``address`` (path and query of ours) of what is opened."""

    kind: CodeKind
    token: str = ""
    address: str = ""


def code_read(request: HttpRequest, text: str) -> CodeRead:
    """Says what a code is; looks nothing up. Only the host tells whose it is: looks alike is not ours."""
    text = text.strip()
    if len(text) > LONGEST or has_control_characters(text):
        return CodeRead(CodeKind.FOREIGN)
    try:
        parts = urlsplit(text)
        host = parts.netloc.lower()
    except ValueError:
        return CodeRead(CodeKind.FOREIGN)
    own = {urlsplit(settings.SITE_BASE_URL).netloc.lower(), request.get_host().lower()}
    if parts.scheme not in {"http", "https"} or host not in own or not parts.path.startswith("/"):
        return CodeRead(CodeKind.FOREIGN)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return CodeRead(CodeKind.BROKEN)
    query = parse_qs(parts.query)
    token = query.get("c", [""])[0]
    if name == "app:scan" and is_scan_token(token):
        return CodeRead(CodeKind.LOGIN, token=token)
    address = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if name == "app:download" and is_token(query.get("t", [""])[0]):
        return CodeRead(CodeKind.HAND_OVER, address=address)
    return CodeRead(CodeKind.PAGE, address=address)
