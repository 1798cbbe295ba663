"""Addresses of the quorum before the meeting: forecast, ways out, answers, helpers."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import forecast, outside_clinicians, presiding, replies


ways_out_urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<int:pk>/forecast/", forecast.forecast, name="forecast"),
    path(
        "meetings/<int:pk>/forecast/<int:item_pk>/<int:sitting_pk>/",
        forecast.forecast_sitting,
        name="forecast_sitting",
    ),
    path(
        "meetings/<int:pk>/forecast/<int:item_pk>/<int:sitting_pk>/<slug:key>/",
        forecast.choose_way,
        name="remedy",
    ),
    path(
        "meetings/<int:pk>/ways-out/<int:remedy_pk>/take-back/",
        forecast.take_back,
        name="remedy_undo",
    ),
    path("meetings/<int:pk>/reply/", replies.reply, name="reply"),
    path(
        "meetings/<int:pk>/reply/<int:person_pk>/", replies.reply_for, name="reply_for"
    ),
    path(
        "meetings/<int:pk>/presiding/<int:item_pk>/<int:sitting_pk>/",
        presiding.preside,
        name="preside",
    ),
    path(
        "outside-clinicians/<int:pk>/",
        outside_clinicians.clinician_list,
        name="clinicians",
    ),
    path(
        "outside-clinicians/<int:pk>/add/",
        outside_clinicians.clinician_add,
        name="clinician_add",
    ),
    path(
        "outside-clinicians/<int:pk>/<int:clinician_pk>/end/",
        outside_clinicians.clinician_end,
        name="clinician_end",
    ),
]
