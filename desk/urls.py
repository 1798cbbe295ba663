"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.views import home, subject_access


app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path(
        "people/<int:person_pk>/everything/",
        subject_access.take_out,
        name="subject_access",
    ),
]
