from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class AccessConfig(AppConfig):
    """注册与登录"""

    name = "yuzhengdai.domain.access"
    label = "access"
    verbose_name = "注册与登录"

    def ready(self) -> None:
        from yuzhengdai.domain.access.services import hand_overs_purge

        jobs.register("hand-overs-purge", every_s=3600, run=hand_overs_purge)
