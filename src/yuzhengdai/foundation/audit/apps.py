from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class AuditConfig(AppConfig):
    name = "yuzhengdai.foundation.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from yuzhengdai.foundation.audit.sealing import audit_seal

        jobs.register("audit-seal", every_s=2, run=audit_seal)
