"""Django app configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """账号"""

    name = "yuzhengdai.domain.accounts"
    label = "accounts"
    verbose_name = "账号"
