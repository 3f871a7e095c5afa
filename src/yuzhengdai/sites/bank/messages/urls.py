"""消息 of the workbench."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.bank.messages.views import MessagesView

urlpatterns: list[URLPattern] = [path("messages/", MessagesView.as_view(), name="messages")]
