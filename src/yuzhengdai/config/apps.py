"""The configuration as an app: start-up checks."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


class ConfigConfig(AppConfig):
    """Registers the refusal of demo databases in production."""

    name = "yuzhengdai.config"
    label = "config"

    def ready(self) -> None:
        """Connect the check that runs with the first database connection of a process."""
        from yuzhengdai.config.startup import refuse_demo_database

        if settings.IS_PRODUCTION:
            connection_created.connect(refuse_demo_database, dispatch_uid="refuse-demo-database")
