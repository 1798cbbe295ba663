"""Addresses of this room: open to anybody."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from publishing.views import committees, meetings, statements


app_name = "publishing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", meetings.home, name="home"),
    path("public/meetings/<int:pk>/", meetings.gathering_page, name="gathering"),
    path("public/papers/<int:pk>/", meetings.paper_file, name="paper"),
    path("public/committees/", committees.committee_list, name="committees"),
    path("public/committees/<slug:slug>/", committees.committee_page, name="committee"),
    path(
        "public/committees/<slug:slug>/interests/",
        committees.register_page,
        name="register",
    ),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
]
