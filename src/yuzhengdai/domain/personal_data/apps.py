from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class PersonalDataConfig(AppConfig):
    name = "yuzhengdai.domain.personal_data"
    label = "personal_data"
    verbose_name = "个人信息"

    def ready(self) -> None:
        from yuzhengdai.domain.personal_data.closing import closed_accounts_wipe

        jobs.register("closed-accounts-wipe", every_s=6 * 3600, run=closed_accounts_wipe)
