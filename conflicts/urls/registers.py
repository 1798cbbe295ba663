"""Addresses of registers."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import registers, registers_since, retention


patterns: list[URLPattern] = [
    path("interests/registers/", registers.register_list, name="registers"),
    path(
        "interests/registers/committees/<slug:slug>/",
        registers.committee_register,
        name="committee_register",
    ),
    path(
        "interests/registers/committees/<slug:slug>/register.<slug:form>",
        registers.committee_register_file,
        name="committee_register_file",
    ),
    path(
        "interests/registers/committees/<slug:slug>/since/",
        registers_since.committee_since,
        name="committee_since",
    ),
    path(
        "interests/registers/organisations/<int:pk>/since/",
        registers_since.organisation_since,
        name="organisation_since",
    ),
    path(
        "interests/registers/organisations/<int:pk>/",
        registers.organisation_register,
        name="organisation_register",
    ),
    path(
        "interests/registers/organisations/<int:pk>/register.<slug:form>",
        registers.organisation_register_file,
        name="organisation_register_file",
    ),
    path(
        "interests/registers/people/<int:pk>/",
        registers.person_register,
        name="person_register",
    ),
    path(
        "interests/registers/people/<int:pk>/register.<slug:form>",
        registers.person_register_file,
        name="person_register_file",
    ),
    path("interests/retention/<int:pk>/", retention.retention_page, name="retention"),
    path("interests/of/<int:person_pk>/hold/", retention.place_hold, name="place_hold"),
    path("interests/holds/<int:pk>/lift/", retention.lift_hold, name="lift_hold"),
]
