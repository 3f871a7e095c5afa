"""Django app configuration."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """协议"""

    name = "yuzhengdai.domain.agreements"
    label = "agreements"
    verbose_name = "协议"
