"""Addresses of when a committee reminds people."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import reminder_periods


reminder_urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "committees/<slug:slug>/reminders/",
        reminder_periods.reminder_periods_page,
        name="reminder_periods",
    ),
    path(
        "committees/<slug:slug>/reminders/<slug:kind>/",
        reminder_periods.set_reminder_period,
        name="set_reminder_period",
    ),
]
