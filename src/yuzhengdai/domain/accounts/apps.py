from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class AccountsConfig(AppConfig):
    name = "yuzhengdai.domain.accounts"
    label = "accounts"
    verbose_name = "账号"

    def ready(self) -> None:
        from yuzhengdai.domain.accounts.services import codes_purge, sessions_purge

        jobs.register("codes-purge", every_s=6 * 3600, run=codes_purge)
        jobs.register("sessions-purge", every_s=3600, run=sessions_purge)
