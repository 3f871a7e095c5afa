from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class DataItemsConfig(AppConfig):
    """Items that government and licensed sources answer, and their answers."""

    name = "yuzhengdai.domain.data_items"
    label = "data_items"
    verbose_name = "数据项"

    def ready(self) -> None:
        from yuzhengdai.domain.data_items.services import answers_purge

        jobs.register("data-items-purge", every_s=3600, run=answers_purge)
