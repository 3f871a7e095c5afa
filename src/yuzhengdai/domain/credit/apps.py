from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class CreditConfig(AppConfig):
    """数据授权"""

    name = "yuzhengdai.domain.credit"
    label = "credit"
    verbose_name = "数据授权"

    def ready(self) -> None:
        from yuzhengdai.domain.credit.services import authorisations_expire_due

        jobs.register("credit-expire", every_s=300, run=authorisations_expire_due)
