"""Addresses of standing rulings, and of where an item comes from."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from meetings.views import lineage, standing_rulings


standing_urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "standing-rulings/<slug:slug>/",
        standing_rulings.ruling_list,
        name="standing_rulings",
    ),
    path(
        "standing-rulings/<slug:slug>/new/",
        standing_rulings.make_ruling,
        name="standing_make",
    ),
    path(
        "standing-rulings/<slug:slug>/<int:number>/end/",
        standing_rulings.end_ruling,
        name="standing_end",
    ),
    path(
        "meetings/<int:pk>/conflicts/open-out/",
        standing_rulings.open_out,
        name="conflicts_open_out",
    ),
    path("items/<int:pk>/earlier/", lineage.item_earlier, name="item_earlier"),
    path(
        "items/<int:pk>/contributors/",
        lineage.item_contributors,
        name="contributors",
    ),
    path(
        "items/<int:pk>/contributors/<int:contributor_pk>/remove/",
        lineage.strike_contributor,
        name="contributor_strike",
    ),
]
