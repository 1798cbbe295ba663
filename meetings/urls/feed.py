"""Addresses of one's meetings in one's own calendar."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import feed


feed_urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/my-calendar/", feed.my_calendar, name="my_calendar"),
    path("meetings/my-calendar/end/", feed.end_calendar, name="end_calendar"),
    path("calendar/<str:token>.ics", feed.calendar_feed, name="calendar_feed"),
]
