from django.apps import AppConfig

from yuzhengdai.domain.enterprises.events import EnterpriseEvent
from yuzhengdai.domain.institutions.events import InstitutionEvent
from yuzhengdai.foundation.core import events, jobs


class VerificationConfig(AppConfig):
    """企业认证"""

    name = "yuzhengdai.domain.verification"
    label = "verification"
    verbose_name = "企业认证"

    def ready(self) -> None:
        from yuzhengdai.domain.verification import handlers
        from yuzhengdai.domain.verification.counter.ending import on_attempt_ended, sessions_sweep
        from yuzhengdai.domain.verification.counter.rights import on_officer_reduced
        from yuzhengdai.domain.verification.events import VerificationEvent
        from yuzhengdai.domain.verification.services.clockwork import verifications_expire, verifications_wipe
        from yuzhengdai.domain.verification.services.liveness import liveness_sweep
        from yuzhengdai.domain.verification.services.retry import answers_retry
        from yuzhengdai.domain.verification.services.transfers import transfers_poll

        events.subscribe(EnterpriseEvent.MEMBER_ENDED, handlers.on_member_ended)
        events.subscribe(EnterpriseEvent.CANCEL, handlers.on_cancel)
        events.subscribe(VerificationEvent.EXPIRED, on_attempt_ended)
        events.subscribe(InstitutionEvent.OFFICER_REDUCED, on_officer_reduced)
        jobs.register("verification-counter-sweep", every_s=60, run=sessions_sweep)
        jobs.register("verifications-expire", every_s=300, run=verifications_expire)
        jobs.register("verifications-wipe", every_s=3600, run=verifications_wipe)
        jobs.register("verification-liveness-sweep", every_s=60, run=liveness_sweep)
        jobs.register("verification-transfers", every_s=20, run=transfers_poll)
        jobs.register("verification-answers", every_s=300, run=answers_retry)
