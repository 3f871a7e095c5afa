"""Django app configuration."""

from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class VerificationConfig(AppConfig):
    """企业认证"""

    name = "yuzhengdai.domain.verification"
    label = "verification"
    verbose_name = "企业认证"

    def ready(self) -> None:
        from yuzhengdai.domain.verification.services.clockwork import verifications_expire, verifications_wipe

        jobs.register("verifications-expire", every_s=300, run=verifications_expire)
        jobs.register("verifications-wipe", every_s=3600, run=verifications_wipe)
