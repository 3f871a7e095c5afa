"""Django app configuration."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """企业认证"""

    name = "yuzhengdai.domain.verification"
    label = "verification"
    verbose_name = "企业认证"
