"""个人中心, members, 消息中心, 我的反馈, 平台协议 (C1–C3, C11)."""

from __future__ import annotations

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from yuzhengdai.sites.console.profile import (
    agreement,
    consents,
    members,
    personal_data,
    phone,
    platform_links,
    profile,
)
from yuzhengdai.sites.member import devices, enterprise_keys, messages
from yuzhengdai.sites.member.feedback import mine as feedback
from yuzhengdai.sites.member.utilities import pages as utility_pages

urlpatterns: list[URLPattern] = [
    path("", profile.ConsoleHomeView.as_view(), name="home"),
    path("profile/", RedirectView.as_view(pattern_name="console:profile-basic"), name="profile"),
    path("profile/basic/", profile.BasicView.as_view(), name="profile-basic"),
    path("profile/basic/name/", profile.NameView.as_view(), name="profile-name"),
    path("profile/basic/phone/", phone.PhoneView.as_view(), name="profile-phone"),
    path("profile/basic/phone/old/", phone.OldCodeView.as_view(), name="profile-phone-old"),
    path("profile/basic/phone/new/", phone.NewCodeView.as_view(), name="profile-phone-new"),
    path("profile/verification/", profile.VerificationView.as_view(), name="profile-verification"),
    path("profile/verification/details/", profile.DetailsView.as_view(), name="profile-details"),
    path("profile/consents/", consents.ConsentListView.as_view(), name="consents"),
    path(
        "profile/consents/<slug:kind>/withdraw/",
        consents.ConsentWithdrawView.as_view(),
        name="consent-withdraw",
    ),
    path("profile/data/", personal_data.PersonalDataView.as_view(), name="personal-data"),
    path(
        "profile/data/export.<slug:form>",
        personal_data.PersonalDataExportView.as_view(),
        name="personal-data-export",
    ),
    path("profile/data/close/", personal_data.AccountCloseView.as_view(), name="account-close"),
    path("profile/platforms/", platform_links.LinksView.as_view(), name="platform-links"),
    path(
        "profile/platforms/<uuid:link_id>/end/", platform_links.UnlinkView.as_view(), name="platform-unlink"
    ),
    path("profile/keys/", enterprise_keys.KeyListView.as_view(), name="keys"),
    path("profile/keys/<uuid:key_id>/member/", enterprise_keys.KeyMeantView.as_view(), name="key-meant"),
    path("profile/keys/<uuid:key_id>/end/", enterprise_keys.KeyUnbindView.as_view(), name="key-unbind"),
    path("profile/other/", utility_pages.UtilitiesView.as_view(), name="utilities"),
    path("profile/other/electricity/", utility_pages.ElectricityView.as_view(), name="electricity"),
    path(
        "profile/other/electricity/absent/",
        utility_pages.ElectricityAbsentView.as_view(),
        name="electricity-absent",
    ),
    path(
        "profile/other/electricity/<uuid:account_id>/",
        utility_pages.ElectricityChangeView.as_view(),
        name="electricity-change",
    ),
    path(
        "profile/other/social-insurance/",
        utility_pages.SocialInsuranceView.as_view(),
        name="social-insurance",
    ),
    path(
        "profile/other/<uuid:account_id>/end/",
        utility_pages.UtilityEndView.as_view(),
        name="utility-end",
    ),
    path("devices/", devices.DevicesView.as_view(), name="devices"),
    path("devices/end/", devices.DevicesEndView.as_view(), name="devices-end"),
    path("devices/<uuid:session_id>/end/", devices.DeviceEndView.as_view(), name="device-end"),
    path("members/", members.MembersView.as_view(), name="members"),
    path("members/invite/", members.InviteView.as_view(), name="member-invite"),
    path("members/<uuid:member_id>/", members.MemberView.as_view(), name="member"),
    path("members/<uuid:member_id>/end/", members.MemberEndView.as_view(), name="member-end"),
    path("members/<uuid:member_id>/confirm/", members.MemberConfirmView.as_view(), name="member-confirm"),
    path("members/<uuid:member_id>/refuse/", members.RequestRefuseView.as_view(), name="member-refuse"),
    path(
        "members/invitations/<uuid:invitation_id>/withdraw/",
        members.InvitationWithdrawView.as_view(),
        name="invitation-withdraw",
    ),
    path("messages/", messages.MessagesView.as_view(), name="messages"),
    path("messages/read-all/", messages.ReadAllView.as_view(), name="messages-read-all"),
    path("messages/<uuid:notification_id>/", messages.MessageView.as_view(), name="message"),
    path("feedback/", feedback.FeedbackListView.as_view(), name="my-feedback"),
    path("feedback/<uuid:feedback_id>/", feedback.FeedbackDetailView.as_view(), name="my-feedback-detail"),
    path(
        "feedback/<uuid:feedback_id>/pictures/<uuid:file_id>/",
        feedback.FeedbackPictureView.as_view(),
        name="my-feedback-picture",
    ),
    path("agreement/", agreement.AgreementsView.as_view(), name="agreement"),
    path(
        "agreement/<uuid:agreement_id>/", agreement.AgreementVersionView.as_view(), name="agreement-version"
    ),
]
