"""Django app configuration."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """通知"""

    name = "yuzhengdai.foundation.notifications"
    label = "notifications"
    verbose_name = "通知"
