"""身份与人脸信息的同意, in the console."""

from __future__ import annotations

from yuzhengdai.sites.member.member_view import ConsoleView
from yuzhengdai.sites.member.personal_consents import ConsentListPage, ConsentWithdrawPage


class ConsentListView(ConsoleView, ConsentListPage):
    """The two consents, for members of the chosen enterprise."""


class ConsentWithdrawView(ConsoleView, ConsentWithdrawPage):
    """「撤回同意」, for members of the chosen enterprise."""
