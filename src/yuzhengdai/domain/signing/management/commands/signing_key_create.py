"""`manage.py signing_key_create PURPOSE`: the first key of a purpose, or the next one, which takes over from it."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from yuzhengdai.domain.signing.models import KeyPurpose
from yuzhengdai.domain.signing.services import signing_key_create
from yuzhengdai.foundation.core.actors import Actor, ActorKind


class Command(BaseCommand):
    """Makes a key; keys there are stay, and stop signing."""

    help = "make a key with which the platform signs from now on; prints its certificate"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("purpose", choices=KeyPurpose.values)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it and print what others need to check signatures."""
        actor = Actor(
            kind=ActorKind.SYSTEM, roles=frozenset({"system"}), name=f"命令行 {getpass.getuser()}"[:40]
        )
        row = signing_key_create(actor=actor, purpose=options["purpose"])
        self.stdout.write(row.certificate_pem)
        self.stdout.write(f"SHA-256 {row.fingerprint}; signs until {row.not_after:%Y-%m-%d}")
