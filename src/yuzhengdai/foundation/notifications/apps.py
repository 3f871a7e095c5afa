from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class NotificationsConfig(AppConfig):
    name = "yuzhengdai.foundation.notifications"
    label = "notifications"
    verbose_name = "通知"

    def ready(self) -> None:
        from yuzhengdai.foundation.notifications.outbox import outbox_dispatch, outbox_purge, register_sender
        from yuzhengdai.foundation.notifications.sms import send_sms

        register_sender("sms", send_sms)
        jobs.register("outbox", every_s=0.5, run=outbox_dispatch)
        jobs.register("outbox-purge", every_s=3600, run=outbox_purge)
