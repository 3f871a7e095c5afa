"""Django app configuration."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """数据授权"""

    name = "yuzhengdai.domain.credit"
    label = "credit"
    verbose_name = "数据授权"
