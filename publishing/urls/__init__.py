"""Addresses of this room: open to anybody."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from publishing.urls.registers import patterns as register_patterns
from publishing.views import (
    breaches,
    committees,
    gifts,
    meetings,
    minutes,
    releases,
    statements,
)


app_name = "publishing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("public/", meetings.home, name="home"),
    path("public/meetings/<int:pk>/", meetings.gathering_page, name="gathering"),
    path("public/meetings/<int:pk>/papers/", meetings.pack_file, name="pack"),
    path("public/minutes/<int:pk>/", minutes.minutes_file, name="minutes"),
    path("meetings/<int:pk>/publish/", minutes.publish, name="publish_minutes"),
    path("items/<int:pk>/release/", releases.release_item, name="release"),
    path("releases/<int:pk>/end/", releases.end_release, name="release_end"),
    path("public/papers/<int:pk>/", meetings.paper_file, name="paper"),
    path("public/redacted/<int:pk>/", meetings.redacted_file, name="redacted"),
    path("public/committees/", committees.committee_list, name="committees"),
    path("public/committees/<slug:slug>/", committees.committee_page, name="committee"),
    *register_patterns,
    path("public/conduct/", gifts.conduct, name="conduct"),
    path("public/bodies/<int:pk>/gifts/", gifts.gift_register, name="gifts"),
    path(
        "public/bodies/<int:pk>/gifts/register.<slug:kind>",
        gifts.gift_register_file,
        name="gifts_file",
    ),
    path("public/bodies/<int:pk>/breaches/", breaches.breach_register, name="breaches"),
    path("public/breaches/report/", breaches.report_breach, name="report_breach"),
    path("public/breaches/reported/", breaches.breach_reported, name="breach_reported"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
]
