"""Publish the texts that come with the software, where a kind has none yet or an earlier one of them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from yuzhengdai.domain.agreements.services import agreements_install


class Command(BaseCommand):
    """`manage.py agreements_install`; `migrate` does the same."""

    help = "Publish the bundled agreement texts for every kind that has none yet or an earlier bundled one"

    def handle(self, *args: Any, **options: Any) -> None:
        """Install and say how many."""
        self.stdout.write(f"{agreements_install()} agreements published")
