"""注册, 登录, 请选择企业, 退出 and the texts that one agrees to, in the app (R2, L2, L3, C12)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.access.agreements import AgreementView
from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.member.access import invitations, login, platforms, prove, prove_phone, register

urlpatterns: list[URLPattern] = [
    path("register/", in_app(register.RegisterView).as_view(), name="register"),
    path("register/code/", register.RegisterCodeView.as_view(), name="register-code"),
    path("register/join/", register.JoinView.as_view(), name="register-join"),
    path("register/reclaim/", register.ReclaimView.as_view(), name="register-reclaim"),
    path("login/", in_app(login.LoginView).as_view(), name="login"),
    path("login/code/", login.LoginCodeView.as_view(), name="login-code"),
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
    path("login/prove/", in_app(prove.ProveView).as_view(), name="login-prove"),
    path("login/prove/code/", prove.ProveCodeView.as_view(), name="login-prove-code"),
    path("login/prove/phone/", prove_phone.ProvePhoneView.as_view(), name="login-prove-phone"),
    path(
        "login/prove/phone/status/",
        prove_phone.ProvePhoneStatusView.as_view(),
        name="login-prove-phone-status",
    ),
    path("login/prove/phone/done/", prove_phone.ProvePhoneDoneView.as_view(), name="login-prove-phone-done"),
    path("enterprises/", in_app(login.ChooseView).as_view(), name="choose-enterprise"),
    path("invitations/", in_app(invitations.InvitationsView).as_view(), name="invitations"),
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
    path("agreements/<slug:kind>/", AgreementView.as_view(), name="agreement-kind"),
]
