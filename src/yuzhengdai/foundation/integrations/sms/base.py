"""What every way of sending an SMS does, and the errors they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from yuzhengdai.foundation.core.errors import ExternalError

#: The number or the text is at fault: no vendor will take it.
MESSAGE_REFUSED = "sms_message_refused"
#: The vendor will not work for us (credentials, arrears, template): another vendor may.
VENDOR_REFUSED = "sms_vendor_refused"
#: The vendor is down or throttles: later, or another vendor.
VENDOR_BUSY = "sms_vendor_busy"


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """That a vendor accepted a message (not that it arrived)."""

    vendor: str
    reference: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class VendorTemplate:
    """A text approved by a vendor. ``parameters`` is their order for vendors that number them."""

    template_id: str
    parameters: tuple[str, ...] = ()


class SmsSender(Protocol):
    """Sends one message. Raises ``ExternalError``, permanent or transient."""

    name: str

    def send(
        self, *, phone_e164: str, template_code: str, params: Mapping[str, str], text: str, message_id: str
    ) -> SmsReceipt:
        """Hand one message over.

        ``template_code`` is our own name of the text, ``params`` fill it, ``text`` is the whole sentence for
        stand-ins that show it, ``message_id`` comes back in the vendor's delivery reports.
        """
        ...


def vendor_error(vendor: str, code: str, vendor_code: object) -> ExternalError:
    """An error of a vendor with the vendor's own code (never its message: it may quote the number)."""
    return ExternalError(
        code,
        "短信暂时未能发出，请稍后重试。",
        permanent=code != VENDOR_BUSY,
        source=f"sms:{vendor}",
        details={"vendor_code": str(vendor_code)[:80]},
    )


def find_template(vendor: str, templates: Mapping[str, VendorTemplate], template_code: str) -> VendorTemplate:
    """The vendor's template for one of our texts; a missing one is the vendor's refusal, not the message's."""
    try:
        return templates[template_code]
    except KeyError:
        raise vendor_error(vendor, VENDOR_REFUSED, f"no template for {template_code}") from None


def parse_templates(text: str) -> dict[str, VendorTemplate]:
    """``login_code=SMS_1001,notice=2002:name+time`` → templates. ``ValueError`` for anything else."""
    found = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        name, equals, rest = item.partition("=")
        template_id, _, parameters = rest.partition(":")
        if not (name.strip() and equals and template_id.strip()):
            raise ValueError(f"{item!r} is not name=template or name=template:parameter+parameter")
        names = tuple(part.strip() for part in parameters.split("+") if part.strip())
        found[name.strip()] = VendorTemplate(template_id.strip(), names)
    return found
