"""Django app configuration."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """申请"""

    name = "yuzhengdai.domain.applications"
    label = "applications"
    verbose_name = "申请"
