"""Django app configuration."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    """企业"""

    name = "yuzhengdai.domain.enterprises"
    label = "enterprises"
    verbose_name = "企业"
