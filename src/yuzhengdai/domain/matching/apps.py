from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class MatchingConfig(AppConfig):
    """Which products suit whom, and the hall that is worked out from it."""

    name = "yuzhengdai.domain.matching"
    label = "matching"
    verbose_name = "匹配"

    def ready(self) -> None:
        from yuzhengdai.domain.matching import hall_jobs

        jobs.register("hall-fits", every_s=10, run=hall_jobs.hall_fits_refresh)
        jobs.register("hall-fits-clear", every_s=300, run=hall_jobs.hall_fits_clear)
        jobs.register("hall-news", every_s=1800, run=hall_jobs.hall_news_tell)
