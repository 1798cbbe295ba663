"""Addresses of public registers and of their editions."""

from __future__ import annotations

from django.urls import URLPattern, path

from publishing.views import editions, registers


COMMITTEE = "public/committees/<slug:slug>/interests/"
BODY = "public/bodies/<int:pk>/interests/"
EDITION = "public/editions/<int:pk>/"

patterns: list[URLPattern] = [
    path(COMMITTEE, registers.committee_register, name="register"),
    path(
        f"{COMMITTEE}register.<slug:form>",
        registers.committee_file,
        name="register_file",
    ),
    path(f"{COMMITTEE}since/", registers.committee_since, name="register_since"),
    path(BODY, registers.organisation_register, name="organisation_register"),
    path(
        f"{BODY}register.<slug:form>",
        registers.organisation_file,
        name="organisation_register_file",
    ),
    path(
        f"{BODY}since/",
        registers.organisation_since,
        name="organisation_register_since",
    ),
    path(EDITION, editions.edition_page, name="edition"),
    path(f"{EDITION}register.<slug:form>", editions.edition_file, name="edition_file"),
    path(f"{EDITION}since/", editions.edition_since, name="edition_since"),
    path(
        "interests/registers/committees/<slug:slug>/editions/",
        editions.committee_editions,
        name="committee_editions",
    ),
    path(
        "interests/registers/organisations/<int:pk>/editions/",
        editions.organisation_editions,
        name="organisation_editions",
    ),
]
