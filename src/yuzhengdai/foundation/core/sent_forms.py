"""Forms that pages send by themselves: where each led, so that a form sent again for want of an answer is answered, not done again.

What is done but not noted (the process died in between) is left to the services' own keys and versions. Rows live KEPT.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from yuzhengdai.foundation.core.clock import now
from yuzhengdai.foundation.core.inserts import insert_new
from yuzhengdai.foundation.core.models import SentForm

KEPT = timedelta(days=1)
_BATCH = 500


def sent_form_note(*, owner: str, number: str, answer: str) -> None:
    """The form with this number of this owner's page was done and led to ``answer``; the first note stands."""
    insert_new([SentForm(key=_key(owner, number), answer=answer)])


def sent_form_answer(*, owner: str, number: str) -> str:
    """Where it led, "" when it was not done or that was long ago."""
    row = SentForm.objects.filter(key=_key(owner, number), created_at__gt=now() - KEPT).first()
    return row.answer if row is not None else ""


def sent_forms_purge() -> int:
    """Job: forget a batch of old ones; returns how many."""
    old = SentForm.objects.filter(created_at__lte=now() - KEPT).values_list("pk", flat=True)[:_BATCH]
    return SentForm.objects.filter(pk__in=list(old)).delete()[0]


def _key(owner: str, number: str) -> str:
    return hashlib.sha256(f"{owner}:{number}".encode()).hexdigest()
