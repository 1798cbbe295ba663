"""Addresses of the room while it meets: conflicts, presence, quorum."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver


room_urlpatterns: list[URLPattern | URLResolver] = []
