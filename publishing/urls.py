"""Addresses of this room: open to anybody."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from publishing.views import meetings


app_name = "publishing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", meetings.home, name="home"),
    path("public/meetings/<int:pk>/", meetings.gathering_page, name="gathering"),
    path("public/papers/<int:pk>/", meetings.paper_file, name="paper"),
]
