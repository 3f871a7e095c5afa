"""What demands do when something happens elsewhere, in the same transaction."""

from __future__ import annotations

from yuzhengdai.domain.demands.services.clockwork import demands_cancel
from yuzhengdai.foundation.core.events import Event


def on_enterprise_cancelled(event: Event) -> None:
    """What a cancelled enterprise was looking for ends with it."""
    demands_cancel(enterprise_id=event.ids["enterprise"])
