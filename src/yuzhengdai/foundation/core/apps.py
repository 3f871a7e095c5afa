"""Django app configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """基础"""

    name = "yuzhengdai.foundation.core"
    label = "core"
    verbose_name = "基础"
