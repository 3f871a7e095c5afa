"""Django app configuration."""

from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class ApplicationsConfig(AppConfig):
    """申请"""

    name = "yuzhengdai.domain.applications"
    label = "applications"
    verbose_name = "申请"

    def ready(self) -> None:
        from yuzhengdai.domain.applications.services.clockwork import (
            applications_close_overdue,
            applications_flag_late,
        )

        jobs.register("applications-late", every_s=30, run=applications_flag_late)
        jobs.register("applications-overdue", every_s=60, run=applications_close_overdue)
