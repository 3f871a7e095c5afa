"""Registering, login, choosing the enterprise, leaving (R2, R3, L1–L3)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.member.access import invitations, login, register

urlpatterns: list[URLPattern] = [
    path("register/", register.RegisterView.as_view(), name="register"),
    path("register/code/", register.RegisterCodeView.as_view(), name="register-code"),
    path("register/uscc/", register.UsccCheckView.as_view(), name="register-uscc"),
    path("register/join/", register.JoinView.as_view(), name="register-join"),
    path("register/reclaim/", register.ReclaimView.as_view(), name="register-reclaim"),
    path("login/", login.LoginView.as_view(), name="login"),
    path("login/registered/", login.LoginTicketView.as_view(), name="login-registered"),
    path("login/code/", login.LoginCodeView.as_view(), name="login-code"),
    path("login/scan/", login.ScanView.as_view(), name="login-scan"),
    path("login/ca/", login.CaView.as_view(), name="login-ca"),
    path("login/platforms/", login.PlatformsView.as_view(), name="login-platforms"),
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
