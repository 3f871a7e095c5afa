"""The configuration as an app: start-up checks."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created


class ConfigConfig(AppConfig):
    """Registers the refusal of demo databases in production, and how long logs are kept."""

    name = "yuzhengdai.config"
    label = "config"

    def ready(self) -> None:
        """Connect the check that runs with the first database connection of a process; register the job."""
        from yuzhengdai.config.logs import log_files_purge
        from yuzhengdai.config.startup import refuse_demo_database
        from yuzhengdai.foundation.core import clock, jobs

        def purge_logs() -> int:
            if settings.LOG_DIR is None:
                return 0
            return log_files_purge(settings.LOG_DIR, keep_days=settings.LOG_KEEP_DAYS, today=clock.today())

        jobs.register("logs-purge", every_s=6 * 3600, run=purge_logs)
        if settings.IS_PRODUCTION:
            connection_created.connect(refuse_demo_database, dispatch_uid="refuse-demo-database")
