"""Addresses below /sandbox/; mounted by the demo settings only."""

from __future__ import annotations

from django.urls import path

from demo import outside_views, sample_views, views

app_name = "sandbox"

urlpatterns = [
    path("", views.index, name="index"),
    path("sms/", views.sms, name="sms"),
    path("sms.json", views.sms_json, name="sms-json"),
    path("bank/", outside_views.bank, name="bank"),
    path("bank.json", outside_views.bank_json, name="bank-json"),
    path("faults/", outside_views.faults, name="faults"),
    path("papers/", sample_views.papers, name="papers"),
    path("papers/<slug:kind>.jpg", sample_views.paper, name="paper"),
    path("totp.json", views.totp_json, name="totp-json"),
]
