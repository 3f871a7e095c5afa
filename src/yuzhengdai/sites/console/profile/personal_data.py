"""「我的个人信息」 and 「注销账号」, in the console."""

from __future__ import annotations

from yuzhengdai.sites.member.personal_data import AccountClosePage, PersonalDataExportPage, PersonalDataPage
from yuzhengdai.sites.web.gates import EnterpriseView


class PersonalDataView(EnterpriseView, PersonalDataPage):
    """For members of the chosen enterprise; each sees their own."""


class PersonalDataExportView(EnterpriseView, PersonalDataExportPage):
    """The copy as a file, for members of the chosen enterprise."""


class AccountCloseView(EnterpriseView, AccountClosePage):
    """「注销账号」, for members of the chosen enterprise."""
