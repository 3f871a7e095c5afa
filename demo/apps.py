"""Django app configuration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """演示省"""

    name = "demo"
    label = "demo"
    verbose_name = "演示省"
