"""After the storm: what the database holds against what was acknowledged. Reads JSON, prints JSON {counts, violations}.

Run under the demo's settings: ``python -m benchmarks.soak.verify``. Leases of killed workers are let run out, then the worker's
jobs run until nothing is pending: as if two minutes had passed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

import django

django.setup()

from demo.models import DemoSms  # noqa: E402 - models need the set-up above
from yuzhengdai.domain.applications.audit_actions import ApplicationAudit  # noqa: E402
from yuzhengdai.domain.applications.models import Application, StatusChange  # noqa: E402
from yuzhengdai.domain.applications.services.submit import required_items  # noqa: E402
from yuzhengdai.domain.credit.models import DataAuthorisation  # noqa: E402
from yuzhengdai.foundation.audit.models import AuditEvent  # noqa: E402
from yuzhengdai.foundation.audit.sealing import audit_seal, audit_verify  # noqa: E402
from yuzhengdai.foundation.core.clock import now  # noqa: E402
from yuzhengdai.foundation.core.models import IdempotencyKey  # noqa: E402
from yuzhengdai.foundation.notifications.models import Notification, OutboxMessage  # noqa: E402
from yuzhengdai.foundation.notifications.outbox import outbox_dispatch  # noqa: E402

_ROUNDS = 1000


def submitted(acknowledged: list[list[str]], enterprises: list[str]) -> Iterator[str]:
    """Every acknowledged submission exists exactly once, and nothing besides."""
    rows = Application.objects.filter(enterprise_id__in=enterprises).exclude(state="draft")
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        found.setdefault((str(row.enterprise_id), str(row.product_id)), []).append(str(row.pk))
    for enterprise, product, location in acknowledged:
        ids = found.pop((enterprise, product), [])
        if len(ids) != 1:
            yield f"acknowledged, and there {len(ids)} times: {enterprise} {product}"
        elif ids[0] not in location:
            yield f"acknowledged as {location}, is {ids[0]}"
    for (enterprise, product), ids in found.items():
        yield f"submitted and not acknowledged: {enterprise} {product} {ids}"


def whole(row: Application) -> Iterator[str]:
    """One application with everything that belongs to it, each once."""
    subject: dict[str, Any] = {"subject_kind": "application", "subject_id": row.pk}
    asked = [item.value for item in required_items(row.product_version)]
    granted = list(DataAuthorisation.objects.filter(**subject, state="active").values_list("item", flat=True))
    messages = OutboxMessage.objects.filter(dedupe_key__startswith=f"application:{row.pk}:")
    submit = {"action": ApplicationAudit.SUBMIT, "object_id": row.pk}
    wrong = {
        "number": int(bool(row.number)) != 1,
        "instant": row.submitted_at is None or row.due_at is None,
        "timeline": StatusChange.objects.filter(application=row, action="submit").count() != 1,
        "audit": AuditEvent.objects.filter(**submit).count() != 1,
        "key": IdempotencyKey.objects.filter(result_id=row.pk).count() != 1,
        "grants": bool(set(asked) - set(granted)) or len(granted) != len(set(granted)),
        "notices": Notification.objects.filter(**subject).count() != 2,
        "sms": messages.count() != 1,
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            yield f"application {row.pk}: {what}"


def half(enterprises: list[str]) -> Iterator[str]:
    """Drafts that bear marks of a submission."""
    for row in Application.objects.filter(enterprise_id__in=enterprises, state="draft"):
        has_grants = DataAuthorisation.objects.filter(subject_id=row.pk).exists()
        if row.number or has_grants or StatusChange.objects.filter(application=row, action="submit").exists():
            yield f"half-saved draft {row.pk}"
    empty = IdempotencyKey.objects.filter(result_id__isnull=True).count()
    if empty:
        yield f"{empty} idempotency keys without a result"


def messages() -> Iterator[str]:
    """Every message is sent exactly once."""
    for state, number in _states().items():
        if state != "sent":
            yield f"{number} messages are {state}"
    sent = {
        str(pk) for pk in OutboxMessage.objects.filter(kind="sms", state="sent").values_list("pk", flat=True)
    }
    inbox = list(DemoSms.objects.values_list("message_id", flat=True))
    if len(inbox) != len(set(inbox)):
        yield "an SMS is in the inbox twice"
    if sent - set(inbox):
        yield f"{len(sent - set(inbox))} SMS are marked as sent and never arrived"


def _states() -> dict[str, int]:
    found: dict[str, int] = {}
    for state in OutboxMessage.objects.values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def drain() -> dict[str, int]:
    """Send what waits, seal what is unsealed; returns what the killed processes had left."""
    left = {
        "pending when stopped": OutboxMessage.objects.filter(state="pending").count(),
        "leased by killed workers": OutboxMessage.objects.filter(
            state="pending", leased_until__isnull=False
        ).count(),
    }
    OutboxMessage.objects.filter(state="pending").update(leased_until=None, next_attempt_at=now())
    for job in (outbox_dispatch, audit_seal):
        for _ in range(_ROUNDS):
            if not job():
                break
    return left


def main() -> None:
    given = json.load(sys.stdin)
    enterprises = [owner["enterprise"] for owner in given["owners"]]
    counts = drain()
    violations = [*submitted(given["acknowledged"], enterprises), *half(enterprises), *messages()]
    rows = Application.objects.filter(enterprise_id__in=enterprises).exclude(state="draft")
    for row in rows.select_related("product_version"):
        violations += whole(row)
    verdict = audit_verify()
    if verdict.broken_at is not None:
        violations.append(f"audit chain broken at {verdict.broken_at}: {verdict.reason}")
    if AuditEvent.objects.filter(sequence__isnull=True).exists():
        violations.append("unsealed audit events")
    counts |= {
        "applications": rows.count(),
        "messages sent": OutboxMessage.objects.filter(state="sent").count(),
        "SMS in the inbox": DemoSms.objects.count(),
        "audit events in the chain": verdict.checked,
    }
    sys.stdout.write(json.dumps({"counts": counts, "violations": violations}))


main()
