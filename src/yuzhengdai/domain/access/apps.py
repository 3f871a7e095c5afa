"""Django app configuration."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """注册与登录"""

    name = "yuzhengdai.domain.access"
    label = "access"
    verbose_name = "注册与登录"
