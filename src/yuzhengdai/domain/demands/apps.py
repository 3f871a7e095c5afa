from django.apps import AppConfig


class DemandsConfig(AppConfig):
    """融资需求"""

    name = "yuzhengdai.domain.demands"
    label = "demands"
    verbose_name = "融资需求"
