"""消息 on the phone."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.member.messages import MessagesView, MessageView, ReadAllView

urlpatterns: list[URLPattern] = [
    path("messages/", in_app(MessagesView).as_view(), name="messages"),
    path("messages/read-all/", ReadAllView.as_view(), name="messages-read-all"),
    path("messages/<uuid:notification_id>/", in_app(MessageView).as_view(), name="message"),
]
