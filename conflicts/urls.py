"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from conflicts.views import declaring, registers


app_name = "conflicts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("interests/", registers.my_interests, name="my_interests"),
    path("interests/declare/", declaring.declare, name="declare"),
    path(
        "interests/declare/details/",
        declaring.declare_details,
        name="declare_details",
    ),
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
    path(
        "interests/of/<int:person_pk>/",
        registers.person_interests,
        name="person_interests",
    ),
    path("interests/of/<int:person_pk>/record/", declaring.record, name="record"),
    path(
        "interests/of/<int:person_pk>/record/details/",
        declaring.record_details,
        name="record_details",
    ),
    path("interests/<int:pk>/", registers.interest_page, name="interest"),
    path("interests/<int:pk>/correct/", declaring.correct, name="correct"),
    path(
        "interests/<int:pk>/organisation/",
        declaring.change_organisation,
        name="change_organisation",
    ),
    path("interests/<int:pk>/end/", declaring.end_interest, name="end"),
]
