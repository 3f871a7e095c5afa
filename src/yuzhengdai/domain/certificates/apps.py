from django.apps import AppConfig

from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.foundation.core import events, jobs


class CertificatesConfig(AppConfig):
    """X.509 certificates of enterprises' phones and the platform's CA."""

    name = "yuzhengdai.domain.certificates"
    label = "certificates"
    verbose_name = "手机证书"

    def ready(self) -> None:
        from yuzhengdai.domain.certificates import handlers
        from yuzhengdai.domain.certificates.services import (
            certificates_remind,
            challenges_purge,
            crls_renew,
            trusted_lists_fetch,
        )

        events.subscribe(EnterpriseEvent.MEMBER_ENDED, handlers.on_member_ended)
        events.subscribe(EnterpriseEvent.TAKE_OVER, handlers.on_take_over)
        events.subscribe(EnterpriseEvent.CANCEL, handlers.on_cancel)
        events.subscribe(EnterpriseEvent.FREEZE, handlers.on_freeze)
        jobs.register("certificates-crl", every_s=60, run=crls_renew)
        jobs.register("certificates-remind", every_s=3600, run=certificates_remind)
        jobs.register("certificates-challenges-purge", every_s=3600, run=challenges_purge)
        jobs.register("certificates-trusted-lists", every_s=60, run=trusted_lists_fetch)
