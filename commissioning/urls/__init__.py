"""Addresses of this room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from commissioning.urls.links import link_urlpatterns
from commissioning.views import directory


app_name = "commissioning"
urlpatterns: list[URLPattern | URLResolver] = [
    path("organisations/", directory.directory, name="directory"),
    path(
        "organisations/<int:organisation_id>/",
        directory.organisation_page,
        name="organisation",
    ),
    *link_urlpatterns,
]
