"""Addresses of registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import registers


patterns: list[URLPattern] = [
    path("interests/registers/", registers.register_list, name="registers"),
    path(
        "interests/registers/committees/<slug:slug>/",
        registers.committee_register,
        name="committee_register",
    ),
    path(
        "interests/registers/organisations/<int:pk>/",
        registers.organisation_register,
        name="organisation_register",
    ),
]
