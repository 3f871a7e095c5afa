"""证书密码, 注册成功 and 手机证书 (R10)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.certificate import enrol, keep, login

urlpatterns: list[URLPattern] = [
    path(
        "verification/certificate/", enrol.CertificatePasswordView.as_view(), name="verification-certificate"
    ),
    path("verification/done/", enrol.RegisteredView.as_view(), name="verification-done"),
    path("login/certificate/", login.CertificateLoginView.as_view(), name="login-certificate"),
    path(
        "login/certificate/challenge/",
        login.CertificateLoginChallengeView.as_view(),
        name="login-certificate-challenge",
    ),
    path("certificate/", keep.CertificateView.as_view(), name="certificate"),
    path("certificate/challenge/", keep.ChallengeView.as_view(), name="certificate-challenge"),
    path("certificate/check/", keep.CheckView.as_view(), name="certificate-check"),
    path("certificate/revoke/", keep.RevokeView.as_view(), name="certificate-revoke"),
    path("certificate/renew/", keep.RenewView.as_view(), name="certificate-renew"),
]
