from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from tests.foundation.integrations.conftest import Outside
from yuzhengdai.foundation.core import clock
from yuzhengdai.foundation.core.errors import ExternalError
from yuzhengdai.foundation.integrations.http import HttpClient
from yuzhengdai.foundation.integrations.sms import aliyun, inbox, tencent
from yuzhengdai.foundation.integrations.sms.base import (
    MESSAGE_REFUSED,
    VENDOR_BUSY,
    VENDOR_REFUSED,
    SmsReceipt,
    SmsSender,
    VendorTemplate,
    parse_templates,
    vendor_error,
)
from yuzhengdai.foundation.integrations.sms.failover import FailoverSender
from yuzhengdai.foundation.integrations.sms.registry import get_sender

MESSAGE: Mapping[str, Any] = {
    "phone_e164": "+8613812346021",
    "template_code": "login_code",
    "params": {"minutes": "5", "code": "042137"},
    "text": "验证码 042137，5 分钟内有效。",
    "message_id": "0195b0c4-0000-7000-8000-000000000001",
}
TEMPLATES = {"login_code": VendorTemplate("SMS_1001", ("code", "minutes"))}


def test_aliyun_signature_is_that_of_the_documentation() -> None:
    query = aliyun.canonical_query(
        {"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}
    )
    signed = aliyun.authorization(
        key_id="YourAccessKeyId",
        key_secret="YourAccessKeySecret",
        method="POST",
        query=query,
        headers={
            "host": "ecs.cn-shanghai.aliyuncs.com",
            "x-acs-action": "RunInstances",
            "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "x-acs-date": "2023-10-26T10:22:32Z",
            "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
            "x-acs-version": "2014-05-26",
        },
    )
    assert signed == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_signature_is_that_of_the_documentation() -> None:
    signed = tencent.authorization(
        secret_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        secret_key="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        service="cvm",
        at_unix_s=1551113065,
        headers={"content-type": "application/json; charset=utf-8", "host": "cvm.tencentcloudapi.com"},
        body=rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}',
    )
    assert signed == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def aliyun_sender(outside: Outside) -> aliyun.AliyunSender:
    return aliyun.AliyunSender(
        key_id="id",
        key_secret="secret",
        sign_name="豫正贷示例",
        templates=TEMPLATES,
        http=HttpClient("sms:aliyun", outside.base_url),
    )


def tencent_sender(outside: Outside) -> tencent.TencentSender:
    return tencent.TencentSender(
        secret_id="id",
        secret_key="secret",
        app_id="1400006666",
        sign_name="豫正贷示例",
        templates=TEMPLATES,
        http=HttpClient("sms:tencent", outside.base_url),
    )


def refusal(sender: SmsSender, **changed: object) -> ExternalError:
    with pytest.raises(ExternalError) as caught:
        sender.send(**{**MESSAGE, **changed})
    return caught.value


def test_aliyun_sends_what_the_vendor_expects(outside: Outside) -> None:
    outside.answer(200, {"Code": "OK", "Message": "OK", "BizId": "9006195", "RequestId": "F6"})
    with clock.frozen("2026-03-20T09:00"):
        receipt = aliyun_sender(outside).send(**MESSAGE)
    assert (receipt.vendor, receipt.reference) == ("aliyun", "9006195")
    seen = outside.seen[0]
    sent = {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}
    assert sent["PhoneNumbers"] == "13812346021"
    assert sent["SignName"] == "豫正贷示例"
    assert sent["TemplateCode"] == "SMS_1001"
    assert json.loads(sent["TemplateParam"]) == {"code": "042137", "minutes": "5"}
    assert sent["OutId"] == MESSAGE["message_id"]
    assert seen.headers["x-acs-date"] == "2026-03-20T01:00:00Z"
    # The vendor recomputes the signature from what arrives.
    names = seen.headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    assert seen.headers["authorization"] == aliyun.authorization(
        key_id="id",
        key_secret="secret",
        method="POST",
        query=urlsplit(seen.target).query,
        headers={name: seen.headers[name] for name in names},
    )


def test_tencent_sends_what_the_vendor_expects(outside: Outside) -> None:
    outside.answer(200, {"Response": {"SendStatusSet": [{"SerialNo": "5000:1", "Code": "Ok"}]}})
    with clock.frozen("2026-03-20T09:00") as frozen:
        receipt = tencent_sender(outside).send(**MESSAGE)
    assert (receipt.vendor, receipt.reference) == ("tencent", "5000:1")
    seen = outside.seen[0]
    sent = json.loads(seen.body)
    assert sent["PhoneNumberSet"] == ["+8613812346021"]
    assert sent["TemplateParamSet"] == ["042137", "5"]  # by the template's order, not the caller's
    assert sent["SessionContext"] == MESSAGE["message_id"]
    assert seen.headers["authorization"] == tencent.authorization(
        secret_id="id",
        secret_key="secret",
        service="sms",
        at_unix_s=int(frozen.at.timestamp()),
        headers={name: seen.headers[name] for name in ("content-type", "host", "x-tc-action")},
        body=seen.body,
    )


@pytest.mark.parametrize(
    ("status", "vendor_code", "code", "transient"),
    [
        (200, "isv.MOBILE_NUMBER_ILLEGAL", MESSAGE_REFUSED, False),
        (200, "isv.BUSINESS_LIMIT_CONTROL", VENDOR_BUSY, True),
        (400, "Throttling.User", VENDOR_BUSY, True),
        (200, "isv.OUT_OF_SERVICE", VENDOR_REFUSED, False),
        (403, "SignatureDoesNotMatch", VENDOR_REFUSED, False),
    ],
)
def test_aliyun_refusals(outside: Outside, status: int, vendor_code: str, code: str, transient: bool) -> None:
    outside.answer(status, {"Code": vendor_code, "Message": "13812346021"})
    error = refusal(aliyun_sender(outside))
    assert (error.code, error.transient) == (code, transient)
    assert error.details["vendor_code"] == vendor_code
    assert "13812346021" not in repr(error.details) + str(error)


@pytest.mark.parametrize(
    ("response", "code"),
    [
        ({"Error": {"Code": "AuthFailure.SecretIdNotFound", "Message": "x"}}, VENDOR_REFUSED),
        ({"Error": {"Code": "InternalError.Timeout"}}, VENDOR_BUSY),
        ({"SendStatusSet": [{"Code": "InvalidParameterValue.IncorrectPhoneNumber"}]}, MESSAGE_REFUSED),
        ({"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, VENDOR_BUSY),
        ({"SendStatusSet": []}, VENDOR_BUSY),
        (None, VENDOR_BUSY),
    ],
)
def test_tencent_refusals(outside: Outside, response: object, code: str) -> None:
    outside.answer(200, {"Response": response})
    assert refusal(tencent_sender(outside)).code == code


def test_a_broken_vendor_is_called_once_and_is_transient(outside: Outside) -> None:
    outside.answer(502, b"<html>")
    assert refusal(aliyun_sender(outside)).transient
    assert refusal(tencent_sender(outside)).transient
    assert len(outside.seen) == 2


def test_an_unknown_template_or_missing_parameter_is_the_vendors_refusal(outside: Outside) -> None:
    assert refusal(aliyun_sender(outside), template_code="other").code == VENDOR_REFUSED
    assert refusal(tencent_sender(outside), params={"code": "1"}).code == VENDOR_REFUSED
    assert outside.seen == []


def test_templates_are_read_from_one_line() -> None:
    assert parse_templates(" login_code=1001:code+minutes, notice=1002 ,") == {
        "login_code": VendorTemplate("1001", ("code", "minutes")),
        "notice": VendorTemplate("1002"),
    }
    with pytest.raises(ValueError, match="is not name=template"):
        parse_templates("login_code")


class Vendor:
    """Fails as told, else takes the message."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.fails_with = ""
        self.calls = 0

    def send(self, **_message: object) -> SmsReceipt:
        self.calls += 1
        if self.fails_with:
            raise vendor_error(self.name, self.fails_with, "x")
        return SmsReceipt(self.name, "1", clock.now())


def test_failover_takes_the_next_vendor_and_lets_a_broken_one_rest() -> None:
    first, second = Vendor("first"), Vendor("second")
    sender = FailoverSender([first, second], threshold=2, rest=timedelta(seconds=60))
    first.fails_with = VENDOR_BUSY
    with clock.frozen("2026-03-20T09:00") as frozen:
        assert [sender.send(**MESSAGE).vendor for _ in range(4)] == ["second"] * 4
        assert first.calls == 2
        assert sender.resting() == ("first",)
        frozen.advance(seconds=61)
        assert sender.resting() == ()
        sender.send(**MESSAGE)
        assert (first.calls, sender.resting()) == (3, ("first",))
        frozen.advance(seconds=61)
        first.fails_with = ""
        assert sender.send(**MESSAGE).vendor == "first"


def test_failover_does_not_try_a_bad_number_elsewhere() -> None:
    first, second = Vendor("first"), Vendor("second")
    first.fails_with = MESSAGE_REFUSED
    assert refusal(FailoverSender([first, second])).code == MESSAGE_REFUSED
    assert second.calls == 0


def test_failover_says_transient_if_any_vendor_may_come_back() -> None:
    first, second = Vendor("first"), Vendor("second")
    first.fails_with, second.fails_with = VENDOR_BUSY, VENDOR_REFUSED
    sender = FailoverSender([first, second], threshold=1)
    assert refusal(sender).transient
    assert refusal(sender).transient  # both rest by now, and both are tried all the same
    assert (first.calls, second.calls) == (2, 2)


def test_inbox_keeps_or_hands_over() -> None:
    inbox.kept.clear()
    assert inbox.InboxSender().send(**MESSAGE).vendor == "inbox"
    assert inbox.kept[-1].text == MESSAGE["text"]
    taken: list[dict[str, object]] = []
    inbox.InboxSender(lambda **message: taken.append(message)).send(**MESSAGE)
    assert taken == [dict(MESSAGE)]


def write_for_test(**message: object) -> None:
    WRITTEN.append(message)


WRITTEN: list[dict[str, object]] = []

ALIYUN = {"key_id": "a", "key_secret": "b", "sign_name": "c", "templates": "login_code=SMS_1"}
TENCENT = {"secret_id": "a", "secret_key": "b", "app_id": "1", "sign_name": "c"}


def test_registry_follows_the_settings() -> None:
    with override_settings(ADAPTERS={"sms": ["inbox"]}):
        assert get_sender().name == "inbox"
        assert get_sender() is get_sender()
    vendors = {"aliyun": ALIYUN, "tencent": TENCENT}
    with override_settings(ADAPTERS={"sms": ["aliyun", "tencent"]}, SMS_VENDORS=vendors):
        assert get_sender().name == "failover"
    with override_settings(ADAPTERS={"sms": ["aliyun"]}, SMS_VENDORS=vendors):
        assert get_sender().name == "aliyun"


@pytest.mark.parametrize(
    ("names", "vendors", "named"),
    [
        ([], {}, "no SMS vendor"),
        (["pigeon"], {}, "pigeon"),
        (["aliyun"], {}, "key_id"),
        (["aliyun"], {"aliyun": {**ALIYUN, "templates": "x"}}, "templates"),
    ],
)
def test_registry_names_what_is_missing(names: list[str], vendors: dict[str, object], named: str) -> None:
    with (
        override_settings(ADAPTERS={"sms": names}, SMS_VENDORS=vendors),
        pytest.raises(ImproperlyConfigured, match=named),
    ):
        get_sender()


def test_the_demo_writer_comes_from_the_settings() -> None:
    path = f"{write_for_test.__module__}.write_for_test"
    with override_settings(ADAPTERS={"sms": ["inbox"]}, SMS_INBOX_WRITER=path):
        get_sender().send(**MESSAGE)
    assert WRITTEN[-1]["phone_e164"] == "+8613812346021"
