"""Which sender the settings ask for.

``ADAPTERS["sms"]`` names the vendors in the order they are tried; ``SMS_VENDORS`` maps a vendor to its
credentials and its templates as text (see ``base.parse_templates``)::

    SMS_VENDORS = {"aliyun": {"key_id": …, "key_secret": …, "sign_name": …, "templates":
    "login_code=SMS_1001"}}
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

from yuzhengdai.foundation.integrations.sms.aliyun import AliyunSender
from yuzhengdai.foundation.integrations.sms.base import SmsSender, parse_templates
from yuzhengdai.foundation.integrations.sms.failover import FailoverSender
from yuzhengdai.foundation.integrations.sms.inbox import InboxSender
from yuzhengdai.foundation.integrations.sms.tencent import TencentSender


@lru_cache(maxsize=1)
def get_sender() -> SmsSender:
    """The sender of this process. ``ImproperlyConfigured`` naming what is missing."""
    names = list(settings.ADAPTERS.get("sms", []))
    if not names:
        raise ImproperlyConfigured("ADAPTERS['sms'] names no SMS vendor")
    senders = [make_sender(name, getattr(settings, "SMS_VENDORS", {}).get(name, {})) for name in names]
    return senders[0] if len(senders) == 1 else FailoverSender(senders)


def make_sender(name: str, options: Mapping[str, Any]) -> SmsSender:
    """One vendor from its options."""
    if name == "inbox":
        return InboxSender()
    try:
        templates = parse_templates(options.get("templates", ""))
        if name == "aliyun":
            return AliyunSender(
                key_id=options["key_id"],
                key_secret=options["key_secret"],
                sign_name=options["sign_name"],
                templates=templates,
            )
        if name == "tencent":
            return TencentSender(
                secret_id=options["secret_id"],
                secret_key=options["secret_key"],
                app_id=options["app_id"],
                sign_name=options["sign_name"],
                templates=templates,
            )
    except KeyError as error:
        raise ImproperlyConfigured(f"the SMS vendor {name} lacks {error}") from None
    except ValueError as error:
        raise ImproperlyConfigured(f"the templates of the SMS vendor {name}: {error}") from None
    raise ImproperlyConfigured(f"no SMS vendor {name!r} is known")


def _forget(*, setting: str, **_: Any) -> None:
    if setting in {"ADAPTERS", "SMS_VENDORS", "SMS_INBOX_WRITER"}:
        get_sender.cache_clear()


setting_changed.connect(_forget, dispatch_uid="sms-registry")
