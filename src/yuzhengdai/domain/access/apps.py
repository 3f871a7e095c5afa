from django.apps import AppConfig

from yuzhengdai.foundation.core import events, jobs


class AccessConfig(AppConfig):
    """注册与登录"""

    name = "yuzhengdai.domain.access"
    label = "access"
    verbose_name = "注册与登录"

    def ready(self) -> None:
        from yuzhengdai.domain.access.services import (
            certificate_revoked,
            hand_overs_purge,
            key_unbound,
            login_sessions_purge,
            platform_links_purge,
            scan_logins_purge,
        )
        from yuzhengdai.domain.certificates.events import CertificateEvent

        jobs.register("hand-overs-purge", every_s=3600, run=hand_overs_purge)
        jobs.register("scan-logins-purge", every_s=3600, run=scan_logins_purge)
        jobs.register("login-sessions-purge", every_s=3600, run=login_sessions_purge)
        jobs.register("platform-links-purge", every_s=6 * 3600, run=platform_links_purge)
        events.subscribe(CertificateEvent.REVOKED, certificate_revoked)
        events.subscribe(CertificateEvent.KEY_UNBOUND, key_unbound)
        events.subscribe(CertificateEvent.KEY_DISTRUSTED, key_unbound)
