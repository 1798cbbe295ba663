"""Addresses of the ties between organisations that officers record."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from commissioning.views import links


link_urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations/<int:organisation_id>/ties/", links.link_list, name="links"),
    path(
        "organisations/<int:organisation_id>/ties/add/<int:other_id>/",
        links.link_add,
        name="link_add",
    ),
    path("organisations/ties/<int:pk>/end/", links.link_end, name="link_end"),
]
