"""Addresses of declaring, recording, correcting and ending interests."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import declaring, mine


patterns: list[URLPattern] = [
    path("interests/", mine.my_interests, name="my_interests"),
    path("interests/declare/", declaring.declare, name="declare"),
    path(
        "interests/declare/details/",
        declaring.declare_details,
        name="declare_details",
    ),
    path(
        "interests/of/<int:person_pk>/",
        mine.person_interests,
        name="person_interests",
    ),
    path("interests/of/<int:person_pk>/record/", declaring.record, name="record"),
    path(
        "interests/of/<int:person_pk>/record/details/",
        declaring.record_details,
        name="record_details",
    ),
    path("interests/<int:pk>/", mine.interest_page, name="interest"),
    path("interests/<int:pk>/correct/", declaring.correct, name="correct"),
    path(
        "interests/<int:pk>/organisation/",
        declaring.change_organisation,
        name="change_organisation",
    ),
    path("interests/<int:pk>/end/", declaring.end_interest, name="end"),
]
