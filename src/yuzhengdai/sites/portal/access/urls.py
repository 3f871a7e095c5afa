"""Registering, login, choosing the enterprise, leaving (R2, R3, L1–L3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.access import invitations, login, platforms, prove, prove_phone, register
from yuzhengdai.sites.portal.access import ca, scan

urlpatterns: list[URLPattern] = [
    path("register/", register.RegisterView.as_view(), name="register"),
    path("register/code/", register.RegisterCodeView.as_view(), name="register-code"),
    path("register/uscc/", register.UsccCheckView.as_view(), name="register-uscc"),
    path("register/join/", register.JoinView.as_view(), name="register-join"),
    path("register/reclaim/", register.ReclaimView.as_view(), name="register-reclaim"),
    path("login/", login.LoginView.as_view(), name="login"),
    path("login/registered/", login.LoginTicketView.as_view(), name="login-registered"),
    path("login/code/", login.LoginCodeView.as_view(), name="login-code"),
    path("login/scan/", scan.ScanView.as_view(), name="login-scan"),
    path("login/scan/<uuid:scan_id>/status/", scan.ScanStatusView.as_view(), name="login-scan-status"),
    path("login/scan/<uuid:scan_id>/finish/", scan.ScanFinishView.as_view(), name="login-scan-finish"),
    path("login/platforms/", platforms.PlatformsView.as_view(), name="login-platforms"),
    path("login/platforms/<slug:platform>/", platforms.PlatformStartView.as_view(), name="login-platform"),
    path(
        "login/platforms/<slug:platform>/back/",
        platforms.PlatformBackView.as_view(),
        name="login-platform-back",
    ),
    path("login/platform-phone/", platforms.PlatformPhoneView.as_view(), name="platform-phone"),
    path("login/platform-phone/code/", platforms.PlatformPhoneCodeView.as_view(), name="platform-phone-code"),
    path("logout/<slug:platform>/", platforms.PlatformLeaveView.as_view(), name="platform-leave"),
    path("login/ca/", ca.CaView.as_view(), name="login-ca"),
    path("login/ca/challenge/", ca.CaChallengeView.as_view(), name="login-ca-challenge"),
    path("login/ca/member/", ca.CaMemberView.as_view(), name="login-ca-member"),
    path("login/ca/member/code/", ca.CaMemberCodeView.as_view(), name="login-ca-member-code"),
    path("login/prove/", prove.ProveView.as_view(), name="login-prove"),
    path("login/prove/code/", prove.ProveCodeView.as_view(), name="login-prove-code"),
    path("login/prove/phone/", prove_phone.ProvePhoneView.as_view(), name="login-prove-phone"),
    path(
        "login/prove/phone/status/",
        prove_phone.ProvePhoneStatusView.as_view(),
        name="login-prove-phone-status",
    ),
    path("login/prove/phone/done/", prove_phone.ProvePhoneDoneView.as_view(), name="login-prove-phone-done"),
    path("choose-enterprise/", login.ChooseView.as_view(), name="choose-enterprise"),
    path("invitations/", invitations.InvitationsView.as_view(), name="invitations"),
    path(
        "invitations/<uuid:invitation_id>/accept/",
        invitations.InvitationAcceptView.as_view(),
        name="invitation-accept",
    ),
    path(
        "invitations/<uuid:invitation_id>/decline/",
        invitations.InvitationDeclineView.as_view(),
        name="invitation-decline",
    ),
    path("logout/", login.LogoutView.as_view(), name="logout"),
]
