"""SMS through Alibaba Cloud: ``SendSms`` of version 2017-05-25, signed with ACS3-HMAC-SHA256.

Source: Alibaba Cloud documentation, «V3 request structure and signature» and «SendSms». The call is not
idempotent on their side, so it is never repeated here; the outbox decides.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.validators import national_phone
from yuzhengdai.foundation.integrations.http import HttpClient
from yuzhengdai.foundation.integrations.sms.base import (
    MESSAGE_REFUSED,
    VENDOR_BUSY,
    VENDOR_REFUSED,
    SmsReceipt,
    VendorTemplate,
    find_template,
    vendor_error,
)

ENDPOINT = "https://dysmsapi.aliyuncs.com"
_ALGORITHM = "ACS3-HMAC-SHA256"
_MESSAGE_CODES = frozenset(
    {
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
        "isv.BLACK_KEY_CONTROL_LIMIT",
        "isv.SMS_CONTENT_ILLEGAL",
        "isv.PARAM_LENGTH_LIMIT",
        "isv.PARAM_NOT_SUPPORT_URL",
    }
)
_BUSY_CODES = (
    "isp.SYSTEM_ERROR",
    "isv.BUSINESS_LIMIT_CONTROL",
    "Throttling",
    "ServiceUnavailable",
    "InternalError",
)


def canonical_query(params: Mapping[str, str]) -> str:
    """Sorted and encoded as RFC 3986 asks."""
    return "&".join(f"{_encode(key)}={_encode(value)}" for key, value in sorted(params.items()))


def authorization(
    *, key_id: str, key_secret: str, method: str, query: str, headers: Mapping[str, str], body: bytes = b""
) -> str:
    """The Authorization header for a call of path ``/``. ``headers``: the lower-case ones that get signed."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    payload = hashlib.sha256(body).hexdigest()
    canonical = f"{method}\n/\n{query}\n{lines}\n{names}\n{payload}"
    to_sign = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{_ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"


class AliyunSender:
    """Sends through one Alibaba Cloud account."""

    name = "aliyun"

    def __init__(
        self,
        *,
        key_id: str,
        key_secret: str,
        sign_name: str,
        templates: Mapping[str, VendorTemplate],
        http: HttpClient | None = None,
    ) -> None:
        self._key_id = key_id
        self._key_secret = key_secret
        self._sign_name = sign_name
        self._templates = templates
        self._http = http or HttpClient("sms:aliyun", ENDPOINT)

    def send(
        self, *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
    ) -> SmsReceipt:
        """See ``SmsSender.send``; ``text`` is not sent, the approved template is."""
        del text
        template = find_template(self.name, self._templates, template_code)
        query = canonical_query(
            {
                "PhoneNumbers": national_phone(phone_e164),
                "SignName": self._sign_name,
                "TemplateCode": template.template_id,
                "TemplateParam": json.dumps(dict(params), ensure_ascii=False, separators=(",", ":")),
                "OutId": message_id,
            }
        )
        answer = self._http.request(
            "POST", "/", params=query, headers=self._headers(query, clock.now()), accept_4xx=True
        ).json_object()
        code = str(answer.get("Code", ""))
        if code != "OK":
            raise vendor_error(self.name, _kind_of(code), code)
        return SmsReceipt(self.name, str(answer.get("BizId", "")), clock.now())

    def _headers(self, query: str, at: datetime) -> dict[str, str]:
        headers = {
            "host": self._http.host,
            "x-acs-action": "SendSms",
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
            "x-acs-date": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "x-acs-signature-nonce": secrets.token_hex(16),
            "x-acs-version": "2017-05-25",
        }
        signed = authorization(
            key_id=self._key_id, key_secret=self._key_secret, method="POST", query=query, headers=headers
        )
        return {**headers, "authorization": signed, "accept": "application/json"}


def _kind_of(code: str) -> str:
    if code in _MESSAGE_CODES:
        return MESSAGE_REFUSED
    return VENDOR_BUSY if not code or code.startswith(_BUSY_CODES) else VENDOR_REFUSED


def _encode(value: str) -> str:
    return quote(value, safe="-_.~")
