"""身份与人脸信息的同意, on the phone; also for somebody without an enterprise."""

from __future__ import annotations

from yuzhengdai.sites.app.gates import AppUserView
from yuzhengdai.sites.member.personal_consents import ConsentListPage, ConsentPages, ConsentWithdrawPage


class _InApp(ConsentPages):
    list_route = "app:consents"
    withdraw_route = "app:consent-withdraw"
    templates = "app/consents"


class ConsentListView(_InApp, ConsentListPage, AppUserView):
    """The two consents."""


class ConsentWithdrawView(_InApp, ConsentWithdrawPage, AppUserView):
    """「撤回同意」."""
