"""The platform's CA for phone certificates: `manage.py ca_create`, once; without it the first certificate makes it."""

from __future__ import annotations

import getpass
from typing import Any

from django.core.management.base import BaseCommand

from yuzhengdai.domain.certificates.authority import crl_url
from yuzhengdai.domain.certificates.embedded import NAME, ca_ensure
from yuzhengdai.domain.certificates.services import crl_current
from yuzhengdai.foundation.core.actors import Actor, ActorKind


class Command(BaseCommand):
    """Makes the CA where there is none, and publishes its first revocation list."""

    help = "make the CA that signs phone certificates, and its first revocation list; prints its certificate"

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, or show the one that is there."""
        actor = Actor(
            kind=ActorKind.SYSTEM, roles=frozenset({"system"}), name=f"命令行 {getpass.getuser()}"[:40]
        )
        row = ca_ensure(actor=actor)
        crl_current(issuer_name=NAME)
        self.stdout.write(row.certificate_pem)
        self.stdout.write(f"valid until {row.not_after:%Y-%m-%d}; revocation list at {crl_url(NAME)}")
