"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


app_name = "conflicts"
urlpatterns: list[URLPattern | URLResolver] = []
