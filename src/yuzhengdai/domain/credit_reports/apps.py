from django.apps import AppConfig

from yuzhengdai.foundation.core import jobs


class CreditReportsConfig(AppConfig):
    """企业信用报告"""

    name = "yuzhengdai.domain.credit_reports"
    label = "credit_reports"
    verbose_name = "企业信用报告"

    def ready(self) -> None:
        from yuzhengdai.domain.credit_reports.services import (
            reports_fetch_due,
            reports_print_due,
            reports_wipe_due,
        )

        jobs.register("credit-reports-fetch", every_s=1, run=reports_fetch_due)
        jobs.register("credit-reports-print", every_s=1, run=reports_print_due)
        jobs.register("credit-reports-wipe", every_s=3600, run=reports_wipe_due)
