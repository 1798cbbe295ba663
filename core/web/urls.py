"""Addresses of core: the gallery of components, outside production."""

from __future__ import annotations

from django.urls import URLPattern, path

from core.web import gallery


app_name = "core"

urlpatterns: list[URLPattern] = [
    path("design/", gallery.gallery, name="gallery"),
]
