"""Fills the promises of existing applications from their history, 500 rows a transaction; runs again without harm."""

from collections import defaultdict

from django.db import migrations, transaction

from yuzhengdai.foundation.reference.workdays import (
    add_working_days,
    add_working_seconds,
    working_seconds_between,
)

BATCH = 500
_STAGES = ("acceptance", "due_diligence", "decision")
_COLUMNS = [f"{stage}_{end}_at" for stage in _STAGES for end in ("due", "met")]
_RUNNING = {
    "submitted": "acceptance",
    "accepted": "due_diligence",
    "due_diligence": "due_diligence",
    "approving": "decision",
}
_MET = {
    "accept": ("acceptance",),
    "decline": ("acceptance",),
    "start_approval": ("due_diligence",),
    "approve": ("decision",),
    "reject": ("due_diligence", "decision"),
}
_LAST = {"approve", "reject"}


def _batches(model, alias):
    """Lists of rows by key; only what the clock needs, so that nothing encrypted is opened."""
    last = None
    names = ["id", "state", "returned_from", "due_at", "submitted_at", "accepted_at", "decided_at", "ended_at"]
    names += ["clock_stopped_at", "clock_stopped_due_at", "clock_paused_s", "product_version_id", *_COLUMNS]
    while True:
        rows = model.objects.using(alias).filter(submitted_at__isnull=False).order_by("pk").only(*names)
        found = list((rows if last is None else rows.filter(pk__gt=last))[:BATCH])
        if not found:
            return
        yield found
        last = found[-1].pk


def _events(row, changes):
    """(instant, action, is it the end of a 待补件), oldest first; what the row knows and the history lacks is added."""
    events = [(c.created_at, c.action, c.from_state == "returned" and c.to_state != "returned") for c in changes]
    actions = {action for _, action, _ in events}
    if row.accepted_at and "accept" not in actions:
        events.append((row.accepted_at, "accept", False))
    if row.decided_at and not actions & {"approve", "reject", "decline"}:
        action = {"declined": "decline", "rejected": "reject"}.get(row.state, "approve")
        events.append((row.decided_at, action, False))
    return sorted(events, key=lambda event: event[0])


def _replay(row, changes, days, overrides):
    due = {"acceptance": add_working_days(row.submitted_at, days["acceptance"], overrides)}
    met = {}
    stopped_at = None
    for event_at, action, is_back in _events(row, changes):
        at = event_at
        if is_back and stopped_at is not None:
            waited = max(0, working_seconds_between(stopped_at, at, overrides))
            for stage in due.keys() - met.keys():
                due[stage] = add_working_seconds(due[stage], waited, overrides)
            stopped_at = None
        if action == "return":
            stopped_at = at
        elif action == "accept":
            at = row.accepted_at or at
            due |= {s: add_working_days(at, days[s], overrides) for s in ("due_diligence", "decision")}
        elif action in _LAST:
            at = row.decided_at or at
        for stage in _MET.get(action, ()):
            if stage in due:
                met.setdefault(stage, at)
    return due, met


def _running_deadline(row, due, met):
    """The deadline that people were shown stands, whatever the calendar says today."""
    is_stopped = row.state == "returned"
    stage = _RUNNING.get(row.returned_from if is_stopped else row.state)
    shown = row.clock_stopped_due_at if is_stopped else row.due_at
    if stage in due and stage not in met and shown is not None:
        due[stage] = shown


def fill(apps, schema_editor):
    """Deadlines and instants met, for every application that was submitted."""
    alias = schema_editor.connection.alias
    application = apps.get_model("applications", "Application")
    change = apps.get_model("applications", "StatusChange")
    version = apps.get_model("products", "ProductVersion")
    override = apps.get_model("reference", "CalendarOverride")
    overrides = dict(override.objects.using(alias).values_list("day", "is_working"))
    days = {
        pk: dict(zip(_STAGES, (max(1, n) for n in numbers), strict=True))
        for pk, *numbers in version.objects.using(alias).values_list("pk", *(f"{s}_days" for s in _STAGES))
    }
    for rows in _batches(application, alias):
        with transaction.atomic(using=alias):
            history = defaultdict(list)
            found = change.objects.using(alias).filter(application_id__in=[row.pk for row in rows])
            for one in found.order_by("created_at", "pk").only(
                "application_id", "action", "from_state", "to_state", "created_at"
            ):
                history[one.application_id].append(one)
            for row in rows:
                due, met = _replay(row, history[row.pk], days[row.product_version_id], overrides)
                _running_deadline(row, due, met)
                for stage in _STAGES:
                    setattr(row, f"{stage}_due_at", due.get(stage))
                    setattr(row, f"{stage}_met_at", met.get(stage))
            application.objects.using(alias).bulk_update(rows, _COLUMNS, batch_size=100)


def unfill(apps, schema_editor):
    """Back to what the older code reads: the stopped deadline and the time paused since 受理."""
    alias = schema_editor.connection.alias
    application = apps.get_model("applications", "Application")
    override = apps.get_model("reference", "CalendarOverride")
    overrides = dict(override.objects.using(alias).values_list("day", "is_working"))
    version = apps.get_model("products", "ProductVersion")
    days = dict(version.objects.using(alias).values_list("pk", "decision_days"))
    for rows in _batches(application, alias):
        with transaction.atomic(using=alias):
            for row in rows:
                if row.accepted_at and row.decision_due_at:
                    first = add_working_days(row.accepted_at, max(1, days[row.product_version_id]), overrides)
                    row.clock_paused_s = max(0, working_seconds_between(first, row.decision_due_at, overrides))
                stage = _RUNNING.get(row.returned_from) if row.state == "returned" else None
                row.clock_stopped_due_at = getattr(row, f"{stage}_due_at") if stage else None
            application.objects.using(alias).bulk_update(
                rows, ["clock_paused_s", "clock_stopped_due_at"], batch_size=100
            )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("applications", "0004_promise_columns"),
        ("products", "0001_initial"),
        ("reference", "0001_initial"),
    ]

    operations = [migrations.RunPython(fill, unfill)]
