"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from desk.views import home


app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [path("", home.home, name="home")]
