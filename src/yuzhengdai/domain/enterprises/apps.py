"""Django app configuration."""

from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class EnterprisesConfig(AppConfig):
    """企业"""

    name = "yuzhengdai.domain.enterprises"
    label = "enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        """Register the jobs."""
        from yuzhengdai.domain.enterprises.services.utility_drafts import utility_drafts_purge

        jobs.register("utility-drafts-purge", every_s=3600, run=utility_drafts_purge)
