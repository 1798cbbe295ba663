"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from committees.views import appointed, bodies, groups, seats, terms, trying


app_name = "committees"
urlpatterns: list[URLPattern | URLResolver] = [
    path("committees/", bodies.committee_list, name="committees"),
    path("committees/new/", bodies.establish_committee, name="establish"),
    path("committees/groups/new/", groups.form_group, name="form_group"),
    path("committees/groups/<slug:slug>/", groups.group_page, name="group"),
    path("committees/<slug:slug>/", bodies.committee_page, name="committee"),
    path("committees/<slug:slug>/who-sits/", appointed.who_sits, name="who_sits"),
    path(
        "committees/<slug:slug>/wind-up/",
        bodies.disestablish_committee,
        name="disestablish",
    ),
    path("committees/<slug:slug>/terms/new/", terms.adopt_terms, name="adopt_terms"),
    path(
        "committees/<slug:slug>/terms/<int:version>/",
        terms.terms_version,
        name="terms",
    ),
    path(
        "committees/<slug:slug>/terms/<int:version>/try/",
        trying.try_quorum,
        name="try_quorum",
    ),
    path("committees/<slug:slug>/seats/<int:seat_id>/", seats.seat_page, name="seat"),
    path(
        "committees/<slug:slug>/seats/<int:seat_id>/appoint/",
        seats.appoint,
        name="appoint",
    ),
    path(
        "committees/<slug:slug>/seats/<int:seat_id>/deputies/new/",
        seats.name_deputy,
        name="name_deputy",
    ),
    path(
        "committees/<slug:slug>/seats/<int:seat_id>/person/",
        seats.enter_person,
        name="enter_person",
    ),
    path(
        "committees/<slug:slug>/appointments/<int:pk>/end/",
        seats.end_appointment,
        name="end_appointment",
    ),
    path(
        "committees/<slug:slug>/appointments/<int:pk>/assistants/new/",
        seats.name_assistant,
        name="name_assistant",
    ),
    path(
        "committees/<slug:slug>/assistants/<int:pk>/end/",
        seats.end_assistant,
        name="end_assistant",
    ),
    path(
        "committees/<slug:slug>/deputies/<int:pk>/end/",
        seats.end_deputy,
        name="end_deputy",
    ),
]
