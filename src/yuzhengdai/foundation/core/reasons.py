"""Why something was stopped: one rule for every act that takes a person, a post, a product or a page out of use."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from yuzhengdai.foundation.core.errors import FieldErrors
from yuzhengdai.foundation.core.text import clean_line

REASON_LENGTH = 200
"""Characters; what the audit log keeps of it and what fits a message."""


def stop_reason(reason: str, *, label: str = "停用原因") -> str:
    """A reason of 2 to 200 characters, clean, on one line. Raises FieldErrors on "reason", naming ``label``."""
    try:
        return clean_line(reason, label=label, max_length=REASON_LENGTH, min_length=2)
    except ValidationError as error:
        raise FieldErrors({"reason": error.messages[0]}) from None
