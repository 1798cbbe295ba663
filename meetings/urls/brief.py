"""Addresses of the chair's brief and of what members say of an agenda."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import brief, confirmations


brief_urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/<int:pk>/brief/", brief.brief, name="brief"),
    path(
        "meetings/<int:pk>/brief/<slug:stage>/close/",
        brief.close_stage,
        name="checklist_close",
    ),
    path("meetings/<int:pk>/confirm/", confirmations.my_agenda, name="my_agenda"),
    path(
        "meetings/<int:pk>/confirm/<int:person_pk>/",
        confirmations.agenda_for_another,
        name="agenda_for_another",
    ),
]
