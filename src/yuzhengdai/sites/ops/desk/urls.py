"""The first page of the workbench."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.desk import views

urlpatterns: list[URLPattern] = [path("", views.HomeView.as_view(), name="home")]
