"""个人中心, members, 消息中心, 我的反馈, 平台协议 (C1–C3, C11)."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.shared.later import ConsoleLaterView

urlpatterns: list[URLPattern] = [
    path("", ConsoleLaterView.as_view(title="企业服务管理", what="正在建设。"), name="home"),
    path(
        "profile/basic/", ConsoleLaterView.as_view(title="基本信息", what="正在建设。"), name="profile-basic"
    ),
    path(
        "profile/verification/",
        ConsoleLaterView.as_view(title="认证信息", what="正在建设。"),
        name="profile-verification",
    ),
    path(
        "profile/other/", ConsoleLaterView.as_view(title="其他信息", what="正在建设。"), name="profile-other"
    ),
    path("members/", ConsoleLaterView.as_view(title="成员管理", what="正在建设。"), name="members"),
    path("messages/", ConsoleLaterView.as_view(title="消息中心", what="正在建设。"), name="messages"),
    path("feedback/", ConsoleLaterView.as_view(title="我的反馈", what="正在建设。"), name="feedback"),
    path("agreement/", ConsoleLaterView.as_view(title="平台协议", what="正在建设。"), name="agreement"),
]
