"""The wizard of 企业认证 (R6–R9)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.later import AppLaterView

_WHAT = "在手机上完成企业认证，正在接入。"
_STEPS = (
    "role",
    "consent",
    "id-front",
    "id-back",
    "id-confirm",
    "face",
    "transfer",
    "licence",
    "licence-confirm",
    "letter",
    "utilities",
    "result",
)

urlpatterns: list[URLPattern] = [
    path("verification/", AppLaterView.as_view(title="企业认证", what=_WHAT), name="verification"),
    *(
        path(
            f"verification/{step}/",
            AppLaterView.as_view(title="企业认证", what=_WHAT),
            name=f"verification-{step}",
        )
        for step in _STEPS
    ),
]
