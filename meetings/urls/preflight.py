"""Addresses of the checks before a pack goes out, and of what was waived."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import preflight, preflight_settings, waivers


preflight_urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<int:pk>/pre-flight/", preflight.preflight_page, name="preflight"),
    path(
        "meetings/<int:pk>/pre-flight/<slug:check>/waive/",
        preflight.waive,
        name="preflight_waive",
    ),
    path("meetings/waivers/", waivers.waiver_list, name="waivers"),
    path("meetings/waivers.csv", waivers.waiver_file, name="waivers_file"),
    path(
        "committees/<slug:slug>/checks/",
        preflight_settings.check_settings,
        name="check_settings",
    ),
    path(
        "committees/<slug:slug>/checks/<slug:check>/",
        preflight_settings.set_check,
        name="set_check",
    ),
]
