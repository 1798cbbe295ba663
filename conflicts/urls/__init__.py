"""Addresses of this room, a file for each topic."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from conflicts.urls import cycle, declaring, gifts, guardian, imports, registers


app_name = "conflicts"
urlpatterns: list[URLPattern | URLResolver] = [
    *declaring.patterns,
    *registers.patterns,
    *cycle.patterns,
    *gifts.patterns,
    *guardian.patterns,
    *imports.patterns,
]
