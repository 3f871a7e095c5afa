from django.apps import AppConfig

from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.foundation.core import events, jobs


class DemandsConfig(AppConfig):
    """融资需求"""

    name = "yuzhengdai.domain.demands"
    label = "demands"
    verbose_name = "融资需求"

    def ready(self) -> None:
        from yuzhengdai.domain.demands import handlers
        from yuzhengdai.domain.demands.services import clockwork
        from yuzhengdai.domain.demands.services.draft import drafts_untouched_purge

        events.subscribe(EnterpriseEvent.CANCEL, handlers.on_enterprise_cancelled)
        jobs.register("demands-untouched-drafts", every_s=3600, run=drafts_untouched_purge)
        jobs.register("demands-expire", every_s=300, run=clockwork.demands_expire)
        jobs.register("demands-expiring", every_s=3600, run=clockwork.demands_tell_expiring)
        jobs.register("offers-expire", every_s=300, run=clockwork.offers_expire)
        jobs.register("demands-contacts", every_s=3600, run=clockwork.contacts_wipe)
