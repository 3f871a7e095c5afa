"""What the yes of a stand-in is worth.

A receipt carries its own authority, and only its adapter knows it: ``http`` repeats what the connected source says of itself,
``none`` answers nothing, a stand-in (the sandbox, a test's fake) counts only where the site says so. The demo does; production
has no variable for it, so an accepted stand-in there leads to 人工审核 and never to a pass.
"""

from __future__ import annotations

from django.conf import settings


def stand_in_counts() -> bool:
    """Whether this site takes the word of a stand-in for that of an authority (setting of the demo and of the tests)."""
    return bool(settings.STAND_INS_ARE_AUTHORITATIVE)
