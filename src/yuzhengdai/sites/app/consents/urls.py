"""Personal consents on the phone."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.consents import views

urlpatterns: list[URLPattern] = [
    path("mine/consents/", views.ConsentListView.as_view(), name="consents"),
    path("mine/consents/<slug:kind>/withdraw/", views.ConsentWithdrawView.as_view(), name="consent-withdraw"),
]
