"""Queue and case page (B1), and the menu entries that follow."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.bank.later import BankLaterView

_LATER = [
    ("demands", "需求大厅", "企业发布的融资需求会列在这里，可以直接回复融资方案。"),
    ("products", "产品维护", "新建产品、修改条款和上下架会在这里办理。现在请联系平台运营人员代办。"),
    (
        "authorisations",
        "数据授权",
        "企业给本机构的全部授权会列在这里。单笔申请的授权请在申请的「数据授权」里查看。",
    ),
    ("reports", "统计报表", "受理时长、通过率和放款统计会列在这里。"),
    ("people", "人员与权限", "增减人员、调整网点和审批权限会在这里办理。现在请联系平台运营人员代办。"),
    ("settings", "机构设置", "机构资料和消息接收方式会在这里设置。"),
]

urlpatterns: list[URLPattern] = [
    path("", BankLaterView.as_view(nav="queue", title="待办", what="正在建设。"), name="queue"),
    path(
        "applications/", BankLaterView.as_view(nav="applications", title="全部申请"), name="application-list"
    ),
    path(
        "applications/<uuid:application_id>/", BankLaterView.as_view(nav="queue", title="申请"), name="case"
    ),
    *(
        path(f"{key}/", BankLaterView.as_view(nav=key, title=title, what=what), name=key)
        for key, title, what in _LATER
    ),
]
