from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class AgreementsConfig(AppConfig):
    name = "yuzhengdai.domain.agreements"
    label = "agreements"
    verbose_name = "协议"

    def ready(self) -> None:
        """Publish the texts that come with the software once the tables are there."""
        post_migrate.connect(_install, sender=self, dispatch_uid="agreements_install")


def _install(sender: AgreementsConfig, using: str = "default", **kwargs: Any) -> None:
    from yuzhengdai.domain.agreements.services import agreements_install

    # Migrating one app alone, or backwards, leaves tables away.
    tables = set(connections[using].introspection.table_names())
    if {"agreements_agreement", "audit_auditevent"} <= tables:
        agreements_install()
