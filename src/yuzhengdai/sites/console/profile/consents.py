"""身份与人脸信息的同意, in the console."""

from __future__ import annotations

from yuzhengdai.sites.member.member_view import ConsoleView
from yuzhengdai.sites.member.personal_consents import ConsentListPage, ConsentPages, ConsentWithdrawPage


class _InConsole(ConsentPages):
    list_route = "console:consents"
    withdraw_route = "console:consent-withdraw"
    templates = "console/consents"


class ConsentListView(_InConsole, ConsentListPage, ConsoleView):
    """The two consents."""


class ConsentWithdrawView(_InConsole, ConsentWithdrawPage, ConsoleView):
    """「撤回同意」."""
