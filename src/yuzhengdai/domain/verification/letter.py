"""《法定代表人授权书》 as a PDF, filled in."""

from __future__ import annotations

from yuzhengdai.domain.verification.models import Verification


def letter_pdf(*, verification: Verification) -> bytes:
    """The letter for one attempt."""
    return b"%PDF-1.4\n"
