"""Queue and case page (B1), and the menu entries that follow."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.bank.cases.actions import ActionView
from yuzhengdai.sites.bank.cases.approval import ApprovalView
from yuzhengdai.sites.bank.cases.looks import IdentityPictureView, IdentityView, PhoneView
from yuzhengdai.sites.bank.cases.views import (
    ApplicationListView,
    CasePrintView,
    CaseTabView,
    DocumentView,
    QueueView,
)
from yuzhengdai.sites.bank.later import BankLaterView

_LATER = [
    ("demands", "需求大厅", "企业发布的融资需求会列在这里，可以直接回复融资方案。"),
    ("products", "产品维护", "新建产品、修改条款和上下架会在这里办理。现在请联系平台运营人员代办。"),
    (
        "authorisations",
        "数据授权",
        "企业给本机构的全部授权会列在这里。单笔申请的授权请在该申请的「数据授权」里查看。",
    ),
    ("reports", "统计报表", "受理时长、通过率和放款统计会列在这里。"),
    ("people", "人员与权限", "增减人员、调整网点和审批权限会在这里办理。现在请联系平台运营人员代办。"),
    ("settings", "机构设置", "机构资料和消息接收方式会在这里设置。"),
]
_CASE = "applications/<uuid:application_id>/"

urlpatterns: list[URLPattern] = [
    path("", QueueView.as_view(), name="queue"),
    path("applications/", ApplicationListView.as_view(), name="application-list"),
    path(_CASE, CaseTabView.as_view(), name="case"),
    path(f"{_CASE}approval/", ApprovalView.as_view(), name="case-approval"),
    path(f"{_CASE}print/", CasePrintView.as_view(), name="case-print"),
    path(f"{_CASE}phone/", PhoneView.as_view(), name="case-phone"),
    path(f"{_CASE}identity/", IdentityView.as_view(), name="case-identity"),
    path(f"{_CASE}identity/<slug:picture>/", IdentityPictureView.as_view(), name="case-identity-picture"),
    path(f"{_CASE}documents/<uuid:document_id>/", DocumentView.as_view(), name="document"),
    path(f"{_CASE}actions/<slug:action>/", ActionView.as_view(), name="case-action"),
    path(f"{_CASE}<slug:tab>/", CaseTabView.as_view(), name="case-tab"),
    *(
        path(f"{key}/", BankLaterView.as_view(nav=key, title=title, what=what), name=key)
        for key, title, what in _LATER
    ),
]
