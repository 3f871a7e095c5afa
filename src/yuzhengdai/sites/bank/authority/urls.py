"""审批权限表 (B1): who may approve up to which exposure."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.bank.authority.views import AuthorityRemoveView, AuthorityView

urlpatterns: list[URLPattern] = [
    path("authority/", AuthorityView.as_view(), name="authority"),
    path("authority/<uuid:limit_id>/remove/", AuthorityRemoveView.as_view(), name="authority-remove"),
]
