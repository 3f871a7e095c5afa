"""What runs and how, messages under way, working days, staff posts, second factors."""

from __future__ import annotations

from django.urls import URLPattern, path

from yuzhengdai.sites.ops.system import staff, state, views

urlpatterns: list[URLPattern] = [
    path("state/", state.StateView.as_view(), name="state"),
    path("outbox/", views.OutboxView.as_view(), name="outbox"),
    path("outbox/<uuid:message_id>/retry/", views.OutboxRetryView.as_view(), name="outbox-retry"),
    path("calendar/", views.CalendarView.as_view(), name="calendar"),
    path("calendar/remove/", views.CalendarRemoveView.as_view(), name="calendar-remove"),
    path("staff/", staff.StaffListView.as_view(), name="staff-list"),
    path("staff/new/", staff.StaffNewView.as_view(), name="staff-new"),
    path("staff/<uuid:post_id>/active/", staff.StaffActiveView.as_view(), name="staff-active"),
    path("staff/<uuid:post_id>/confirm/", staff.StaffConfirmView.as_view(), name="staff-confirm"),
    path("staff/<uuid:post_id>/decline/", staff.StaffDeclineView.as_view(), name="staff-decline"),
    path("second-factors/", staff.SecondFactorListView.as_view(), name="second-factors"),
    path(
        "second-factors/<uuid:user_id>/reset/",
        staff.SecondFactorResetView.as_view(),
        name="second-factor-reset",
    ),
]
