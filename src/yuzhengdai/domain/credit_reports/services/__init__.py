"""Use cases of 企业信用报告."""

from yuzhengdai.domain.credit_reports.services.fetching import reports_fetch_due
from yuzhengdai.domain.credit_reports.services.granted import (
    granted_sections_read,
    is_handed_out,
    visible_sections,
)
from yuzhengdai.domain.credit_reports.services.making import code_index, consent_text, report_make
from yuzhengdai.domain.credit_reports.services.printing import is_pdf_due, pdf_download, reports_print_due
from yuzhengdai.domain.credit_reports.services.retention import reports_wipe_due

__all__ = [
    "code_index",
    "consent_text",
    "granted_sections_read",
    "is_handed_out",
    "is_pdf_due",
    "pdf_download",
    "report_make",
    "reports_fetch_due",
    "reports_print_due",
    "reports_wipe_due",
    "visible_sections",
]
