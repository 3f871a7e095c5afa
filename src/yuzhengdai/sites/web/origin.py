"""Whether a person here asked for a page, or another site's page made the browser ask.

Opening some pages changes something small (a message counts as read, a draft is begun). That is right when somebody clicks here
or follows a link of an SMS, and wrong when a foreign page does it in the background, or a browser fetches ahead.
"""

from __future__ import annotations

from django.http import HttpRequest


def is_asked_ahead(request: HttpRequest) -> bool:
    """Whether a browser fetches what nobody has opened yet."""
    return (
        "prefetch" in request.headers.get("Sec-Purpose", "") or request.headers.get("Purpose") == "prefetch"
    )


def is_asked_from_elsewhere(request: HttpRequest) -> bool:
    """What the browser says by Fetch Metadata; browsers that do not say are believed."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    return is_asked_ahead(request) or site not in {"same-origin", "none"}
