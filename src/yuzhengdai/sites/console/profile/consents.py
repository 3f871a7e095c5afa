"""身份与人脸信息的同意, in the console."""

from __future__ import annotations

from yuzhengdai.sites.member.personal_consents import ConsentListPage, ConsentWithdrawPage
from yuzhengdai.sites.web.gates import EnterpriseView


class ConsentListView(EnterpriseView, ConsentListPage):
    """The two consents, for members of the chosen enterprise."""


class ConsentWithdrawView(EnterpriseView, ConsentWithdrawPage):
    """「撤回同意」, for members of the chosen enterprise."""
