"""Addresses of breaches and of the guardian."""

from __future__ import annotations

from django.urls import URLPattern, path

from conflicts.views import attestations, breaches, gift_cases, guardian


patterns: list[URLPattern] = [
    path("breaches/", breaches.breach_list, name="breaches"),
    path("breaches/report/", breaches.breach_report, name="breach_report"),
    path("breaches/<int:pk>/", breaches.breach_page, name="breach"),
    path(
        "breaches/<int:pk>/investigate/",
        breaches.breach_investigate,
        name="breach_investigate",
    ),
    path("breaches/<int:pk>/close/", breaches.breach_close, name="breach_close"),
    path("breaches/<int:pk>/publish/", breaches.breach_publish, name="breach_publish"),
    path("guardian/", guardian.guardian_desk, name="guardian"),
    path("guardian/<int:pk>/", guardian.guardian_body, name="guardian_body"),
    path(
        "guardian/interests/<int:pk>/",
        guardian.decide_publication,
        name="decide_publication",
    ),
    path(
        "guardian/gifts/<int:pk>/",
        gift_cases.decide_gift_publication,
        name="decide_gift_publication",
    ),
    path("guardian/<int:pk>/advice/", guardian.advice_list, name="guardian_advice"),
    path(
        "guardian/<int:pk>/advice/record/",
        guardian.record_advice,
        name="record_advice",
    ),
    path("guardian/<int:pk>/no-breaches/", guardian.no_breaches, name="no_breaches"),
    path("guardian/<int:pk>/attest/", attestations.attest, name="attest"),
    path(
        "guardian/attestations/<int:pk>/",
        attestations.attestation_page,
        name="attestation",
    ),
    path(
        "guardian/attestations/<int:pk>/attestation.pdf",
        attestations.attestation_file,
        name="attestation_file",
    ),
]
