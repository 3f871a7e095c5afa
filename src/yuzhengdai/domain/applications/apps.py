from django.apps import AppConfig

from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.foundation.core import events, jobs


class ApplicationsConfig(AppConfig):
    name = "yuzhengdai.domain.applications"
    label = "applications"
    verbose_name = "申请"

    def ready(self) -> None:
        from yuzhengdai.domain.applications import handlers
        from yuzhengdai.domain.applications.services.clockwork import (
            applications_close_overdue,
            applications_flag_late,
        )
        from yuzhengdai.domain.applications.services.draft import drafts_untouched_purge
        from yuzhengdai.domain.applications.services.step import EVENT_ENDED
        from yuzhengdai.domain.credit.services import EVENT_REVOKED

        events.subscribe(EnterpriseEvent.FREEZE, handlers.on_enterprise_frozen)
        events.subscribe(EnterpriseEvent.UNFREEZE, handlers.on_enterprise_unfrozen)
        events.subscribe(EnterpriseEvent.CANCEL, handlers.on_enterprise_cancelled)
        events.subscribe(EVENT_ENDED, handlers.on_application_ended)
        events.subscribe(EVENT_REVOKED, handlers.on_authorisation_revoked)
        jobs.register("applications-untouched-drafts", every_s=3600, run=drafts_untouched_purge)
        jobs.register("applications-late", every_s=30, run=applications_flag_late)
        jobs.register("applications-overdue", every_s=60, run=applications_close_overdue)
