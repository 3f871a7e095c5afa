"""我的, 电力户号、社保号 (C5), 数据授权 (K2), 意见反馈 and 我的反馈 (F1) on the phone."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.app.gates import in_app
from yuzhengdai.sites.app.mine.views import MineView
from yuzhengdai.sites.member import authorisations as grants
from yuzhengdai.sites.member import data_readings, devices, enterprise_keys, personal_data
from yuzhengdai.sites.member import personal_consents as consents
from yuzhengdai.sites.member import platform_links as links
from yuzhengdai.sites.member.feedback import asking, mine
from yuzhengdai.sites.member.utilities import pages as utility_pages

_GRANT = "authorisations/<uuid:authorisation_id>/"

urlpatterns: list[URLPattern] = [
    path("mine/", MineView.as_view(), name="mine"),
    path("mine/devices/", in_app(devices.DevicesView).as_view(), name="devices"),
    path("mine/devices/end/", devices.DevicesEndView.as_view(), name="devices-end"),
    path("mine/devices/<uuid:session_id>/end/", devices.DeviceEndView.as_view(), name="device-end"),
    path("mine/consents/", in_app(consents.ConsentListPage).as_view(), name="consents"),
    path(
        "mine/consents/<slug:kind>/withdraw/",
        in_app(consents.ConsentWithdrawPage).as_view(),
        name="consent-withdraw",
    ),
    path("mine/data/", in_app(personal_data.PersonalDataPage).as_view(), name="personal-data"),
    path(
        "mine/data/export.<slug:form>",
        personal_data.PersonalDataExportPage.as_view(),
        name="personal-data-export",
    ),
    path("mine/data/close/", in_app(personal_data.AccountClosePage).as_view(), name="account-close"),
    path("mine/platforms/", in_app(links.PlatformLinksView).as_view(), name="platform-links"),
    path(
        "mine/platforms/<uuid:link_id>/end/",
        in_app(links.PlatformUnlinkView).as_view(),
        name="platform-unlink",
    ),
    path("mine/keys/", in_app(enterprise_keys.KeyListView).as_view(), name="keys"),
    path("mine/keys/<uuid:key_id>/member/", in_app(enterprise_keys.KeyMeantView).as_view(), name="key-meant"),
    path("mine/keys/<uuid:key_id>/end/", in_app(enterprise_keys.KeyUnbindView).as_view(), name="key-unbind"),
    path("mine/utilities/", in_app(utility_pages.UtilitiesView).as_view(), name="utilities"),
    path("mine/utilities/electricity/", utility_pages.ElectricityView.as_view(), name="electricity"),
    path(
        "mine/utilities/electricity/absent/",
        utility_pages.ElectricityAbsentView.as_view(),
        name="electricity-absent",
    ),
    path(
        "mine/utilities/electricity/<uuid:account_id>/",
        utility_pages.ElectricityChangeView.as_view(),
        name="electricity-change",
    ),
    path(
        "mine/utilities/social-insurance/",
        utility_pages.SocialInsuranceView.as_view(),
        name="social-insurance",
    ),
    path("mine/utilities/<uuid:account_id>/end/", utility_pages.UtilityEndView.as_view(), name="utility-end"),
    path("authorisations/", in_app(grants.AuthorisationListView).as_view(), name="authorisations"),
    path(
        "authorisations/of/<uuid:subject_id>/revoke/",
        grants.RevokeAllView.as_view(),
        name="authorisations-revoke",
    ),
    path(
        "authorisations/of/<uuid:subject_id>/visible/",
        grants.VisibleView.as_view(),
        name="authorisations-visible",
    ),
    path("authorisations/readings/", data_readings.DataReadingsView.as_view(), name="data-readings"),
    path(
        "authorisations/readings/export/",
        data_readings.DataReadingsExportView.as_view(),
        name="data-readings-export",
    ),
    path(_GRANT, grants.AuthorisationView.as_view(), name="authorisation"),
    path(f"{_GRANT}receipt/<slug:event>/", grants.ReceiptView.as_view(), name="authorisation-receipt"),
    path(f"{_GRANT}revoke/", grants.RevokeView.as_view(), name="authorisation-revoke"),
    path(f"{_GRANT}confirm/", grants.ConfirmView.as_view(), name="authorisation-confirm"),
    path("feedback/", in_app(asking.FeedbackView).as_view(), name="feedback"),
    path("feedback/sent/<slug:number>/", asking.FeedbackSentView.as_view(), name="feedback-sent"),
    path("feedback/lookup/", asking.FeedbackLookupView.as_view(), name="feedback-lookup"),
    path("mine/feedback/", mine.FeedbackListView.as_view(), name="my-feedback"),
    path("mine/feedback/<uuid:feedback_id>/", mine.FeedbackDetailView.as_view(), name="my-feedback-detail"),
    path(
        "mine/feedback/<uuid:feedback_id>/pictures/<uuid:file_id>/",
        mine.FeedbackPictureView.as_view(),
        name="my-feedback-picture",
    ),
]
