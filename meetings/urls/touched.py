"""Addresses of what interests touch and of declarations made in the room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import touched


touched_urlpatterns: list[URLPattern | URLResolver] = [
    path("meetings/touched/", touched.my_items_touched, name="my_items_touched"),
    path(
        "meetings/touched/<int:person_pk>/",
        touched.person_items_touched,
        name="items_touched",
    ),
    path("meetings/declared/", touched.declared_list, name="declared"),
    path(
        "meetings/<int:pk>/declarations/add/",
        touched.declare_at_item,
        name="declare_at_item",
    ),
]
