from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class EnterprisesConfig(AppConfig):
    name = "yuzhengdai.domain.enterprises"
    label = "enterprises"
    verbose_name = "企业"

    def ready(self) -> None:
        from yuzhengdai.domain.enterprises.services.utility_drafts import utility_drafts_purge

        jobs.register("utility-drafts-purge", every_s=3600, run=utility_drafts_purge)
