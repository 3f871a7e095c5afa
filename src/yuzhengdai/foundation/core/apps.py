from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class CoreConfig(AppConfig):
    name = "yuzhengdai.foundation.core"
    label = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        from yuzhengdai.foundation.core.kept_posts import kept_posts_purge
        from yuzhengdai.foundation.core.outside import calls_purge
        from yuzhengdai.foundation.core.sent_forms import sent_forms_purge
        from yuzhengdai.foundation.core.signs import register
        from yuzhengdai.foundation.core.tries import tries_purge

        register()
        jobs.register("outside-calls-purge", every_s=3600, run=calls_purge)
        jobs.register("tries-purge", every_s=3600, run=tries_purge)
        jobs.register("kept-posts-purge", every_s=60, run=kept_posts_purge)
        jobs.register("sent-forms-purge", every_s=3600, run=sent_forms_purge)
