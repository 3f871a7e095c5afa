"""Django app configuration."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """审计"""

    name = "yuzhengdai.foundation.audit"
    label = "audit"
    verbose_name = "审计"
