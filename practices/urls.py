"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from practices.views import practice


app_name = "practices"
urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "practices/<int:organisation_id>/",
        practice.practice_page,
        name="practice",
    ),
]
