"""Addresses of what looks ahead over several meetings."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import if_appointed


plan_urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "meetings/if-appointed/",
        if_appointed.choose_person,
        name="if_appointed",
    ),
    path(
        "meetings/if-appointed/<int:person_pk>/",
        if_appointed.appointed,
        name="if_appointed_person",
    ),
]
