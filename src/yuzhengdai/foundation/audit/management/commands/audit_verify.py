"""``manage.py audit_verify``: check the hash chain of the audit log against itself and its anchors."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from yuzhengdai.foundation.audit.sealing import audit_verify


class Command(BaseCommand):
    """Exit 0 when the chain holds, 1 with the first broken place otherwise."""

    help = "Check the audit log's hash chain"

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = audit_verify()
        if verdict.broken_at is not None:
            raise CommandError(f"audit chain broken at {verdict.broken_at}: {verdict.reason}")
        self.stdout.write(f"audit chain holds: {verdict.checked} events")
