"""SMS through Tencent Cloud: ``SendSms`` of version 2021-01-11, signed with TC3-HMAC-SHA256.

Source: Tencent Cloud documentation, «Signature v3» and «SendSms». Not idempotent, so never repeated here.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from yuzhengdai.foundation.core import clock
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

ENDPOINT = "https://sms.tencentcloudapi.com"
_ALGORITHM = "TC3-HMAC-SHA256"
_CONTENT_TYPE = "application/json; charset=utf-8"
_MESSAGE_CODES = frozenset(
    {
        "InvalidParameterValue.IncorrectPhoneNumber",
        "InvalidParameterValue.TemplateParameterFormatError",
        "InvalidParameterValue.TemplateParameterLengthLimit",
        "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
        "FailedOperation.PhoneNumberInBlacklist",
        "FailedOperation.ContainSensitiveWord",
    }
)
_BUSY_CODES = ("InternalError", "RequestLimitExceeded", "LimitExceeded", "ResourceUnavailable")


def authorization(
    *,
    secret_id: str,
    secret_key: str,
    service: str,
    at_unix_s: int,
    headers: Mapping[str, str],
    body: bytes,
) -> str:
    """The Authorization header for a POST of path ``/`` without query. ``headers``: lower-case names, to be signed."""
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip().lower()}\n" for name in sorted(headers))
    canonical = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(body).hexdigest()}"
    day = f"{datetime.fromtimestamp(at_unix_s, UTC):%Y-%m-%d}"
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{_ALGORITHM}\n{at_unix_s}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{_ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}"


class TencentSender:
    """Sends through one Tencent Cloud SMS application."""

    name = "tencent"

    def __init__(
        self,
        *,
        secret_id: str,
        secret_key: str,
        app_id: str,
        sign_name: str,
        templates: Mapping[str, VendorTemplate],
        region: str = "ap-guangzhou",
        http: HttpClient | None = None,
    ) -> None:
        self._secret_id = secret_id
        self._secret_key = secret_key
        self._app_id = app_id
        self._sign_name = sign_name
        self._templates = templates
        self._region = region
        self._http = http or HttpClient("sms:tencent", ENDPOINT)

    def send(
        self, *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
    ) -> SmsReceipt:
        """See ``SmsSender.send``; parameters go by number, in the order the template is configured with."""
        del text
        template = find_template(self.name, self._templates, template_code)
        names = template.parameters or tuple(params)
        if missing := [name for name in names if name not in params]:
            raise vendor_error(self.name, VENDOR_REFUSED, f"template wants {', '.join(missing)}")
        body = json.dumps(
            {
                "PhoneNumberSet": [phone_e164],
                "SmsSdkAppId": self._app_id,
                "SignName": self._sign_name,
                "TemplateId": template.template_id,
                "TemplateParamSet": [str(params[name]) for name in names],
                "SessionContext": message_id,
            },
            ensure_ascii=False,
        ).encode()
        headers = self._headers(body, int(clock.now().timestamp()))
        answer = self._http.request("POST", "/", content=body, headers=headers, accept_4xx=True).json_object()
        return SmsReceipt(self.name, self._serial_number(answer), clock.now())

    def _headers(self, body: bytes, at_unix_s: int) -> dict[str, str]:
        signed = {"content-type": _CONTENT_TYPE, "host": self._http.host, "x-tc-action": "SendSms"}
        return {
            **signed,
            "authorization": authorization(
                secret_id=self._secret_id,
                secret_key=self._secret_key,
                service="sms",
                at_unix_s=at_unix_s,
                headers=signed,
                body=body,
            ),
            "x-tc-region": self._region,
            "x-tc-timestamp": str(at_unix_s),
            "x-tc-version": "2021-01-11",
        }

    def _serial_number(self, answer: Mapping[str, Any]) -> str:
        """The vendor's number of an accepted message; raises for a refused one."""
        response = answer.get("Response")
        if not isinstance(response, dict):
            raise vendor_error(self.name, VENDOR_BUSY, "no response")
        if isinstance(error := response.get("Error"), dict):
            raise vendor_error(self.name, _kind_of(str(error.get("Code", ""))), error.get("Code"))
        statuses = response.get("SendStatusSet")
        status = statuses[0] if isinstance(statuses, list) and statuses else None
        if not isinstance(status, dict):
            raise vendor_error(self.name, VENDOR_BUSY, "no status")
        if status.get("Code") != "Ok":
            raise vendor_error(self.name, _kind_of(str(status.get("Code", ""))), status.get("Code"))
        return str(status.get("SerialNo", ""))


def _kind_of(code: str) -> str:
    if code in _MESSAGE_CODES:
        return MESSAGE_REFUSED
    return VENDOR_BUSY if not code or code.startswith(_BUSY_CODES) else VENDOR_REFUSED
