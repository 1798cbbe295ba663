"""Editions of registers: issued once, kept for good, screened as time goes on."""

from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import interests
from conflicts.enums import PublicationState
from conflicts.facts.registers import Whose
from conflicts.models import Interest
from conflicts.rules.registers import Edition
from core.errors import RuleBroken
from core.models import AuditEvent
from publishing.actions import editions
from publishing.models import RegisterEdition
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import AttestationFactory, declaration, recorded
from tests.factories.people import UserFactory
from tests.factories.publishing import RegisterEditionFactory
from tests.integration.publishing.test_registers import decide, told


pytestmark = pytest.mark.django_db
JUNE = date(2018, 6, 1)


@pytest.fixture(autouse=True)
def _on_1_june_2018(settings):
    settings.QUORATE_TODAY = JUNE


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


@pytest.fixture
def gp(committee):
    return holder_of(committee, "GP member")


@pytest.fixture
def entry(gp, officer):
    return recorded(
        person=gp, by=officer, unlisted_name="Choir", restricted_note="In confidence"
    )


def issued(whose, officer, edition=Edition.PUBLIC, day=JUNE) -> RegisterEdition:
    return editions.issue(whose=whose, edition=edition, day=day, by=officer)


def test_issue_freezes_the_register_once(committee, officer, entry):
    AttestationFactory(person=holder_of(committee, "Registered nurse"))
    whose = Whose(committee=committee)

    first = issued(whose, officer)
    again = issued(whose, officer)

    assert first == again
    assert AuditEvent.objects.about(first).get().event == "register.issued"
    assert first.keys == [entry.pk]
    assert "In confidence" not in json.dumps(first.content)


def test_issue_anew_when_the_words_changed(committee, officer, entry):
    whose = Whose(committee=committee)
    first = issued(whose, officer)
    interests.end(interest=entry, on=date(2018, 5, 20), by=officer)

    assert issued(whose, officer) != first


@pytest.mark.parametrize("role", [PostRole.GUARDIAN, PostRole.AUDITOR, None])
def test_issue_is_for_officers_of_the_body(role, havering, committee):
    by = user_with_post(havering, role) if role else user_with_post(CcgFactory())

    for whose in (Whose(committee=committee), Whose(organisation=havering)):
        with pytest.raises(RuleBroken, match="keeps this register"):
            issued(whose, by)


def test_issue_refuses_a_day_to_come_and_a_person(committee, officer, gp):
    with pytest.raises(RuleBroken, match="to come"):
        issued(Whose(committee=committee), officer, day=date(2018, 6, 2))
    with pytest.raises(RuleBroken, match="bodies and committees"):
        issued(Whose(person=gp), officer)


def test_issue_refuses_what_is_too_long(committee, officer, entry, monkeypatch):
    monkeypatch.setattr(editions, "MOST_ENTRIES", 0)

    with pytest.raises(RuleBroken) as refused:
        issued(Whose(committee=committee), officer)

    assert refused.value.verdict.code == "register_too_long"
    assert "download and keep the register as CSV" in refused.value.verdict.reason
    assert not RegisterEdition.objects.exists()


def test_edition_cannot_be_changed_or_deleted():
    edition = RegisterEditionFactory()

    for attempt in (
        lambda: RegisterEdition.objects.update(sha256="1" * 64),
        edition.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_edition_is_of_a_body_or_of_a_committee(committee):
    for wrong in ({"committee": committee}, {"organisation": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            RegisterEditionFactory(**wrong)


def test_officer_issues_with_one_click_and_anybody_reads_it(
    client, committee, havering, officer, entry
):
    client.force_login(officer)
    for name, key in (
        ("committee_editions", committee.slug),
        ("organisation_editions", havering.pk),
    ):
        url = reverse(f"publishing:{name}", args=[key])
        assert "No edition has been issued yet" in told(client, url)
        answer = client.post(url, {"edition": "public"})
        assert answer.status_code == 302
        client.logout()
        page = told(client, answer.url)
        assert "Choir" in page
        assert "In confidence" not in page
        client.force_login(officer)
        assert "Public register" in told(client, url)
    client.logout()
    assert "issued on 1 June 2018" in told(
        client, reverse("publishing:register", args=[committee.slug])
    )


def test_json_of_an_edition_has_the_fingerprint_it_names(
    client, committee, officer, entry
):
    edition = issued(Whose(committee=committee), officer)
    interests.correct(
        interest=entry,
        declaration=declaration(unlisted_name="Other words"),
        reason="Corrected.",
        seen_version=1,
        by=officer,
    )

    made = told(client, reverse("publishing:edition_file", args=[edition.pk, "json"]))

    assert hashlib.sha256(made.encode()).hexdigest() == edition.sha256
    assert "Choir" in made
    for form in ("csv", "xlsx", "pdf"):
        url = reverse("publishing:edition_file", args=[edition.pk, form])
        assert client.get(url).status_code == 200
    unknown = reverse("publishing:edition_file", args=[edition.pk, "doc"])
    assert client.get(unknown).status_code == 404


@pytest.mark.parametrize(
    ("state", "hidden"),
    [
        (PublicationState.WITHHOLD, "Choir"),
        (PublicationState.REDACT_DETAIL, "Choir"),
        (PublicationState.REDACT_NAME, "Asha"),
    ],
)
def test_edition_no_longer_shows_what_is_withheld_since(
    client, committee, officer, entry, state, hidden
):
    edition = issued(Whose(committee=committee), officer)
    decide(entry, state, officer)

    page = told(client, reverse("publishing:edition", args=[edition.pk]))
    made = told(client, reverse("publishing:edition_file", args=[edition.pk, "json"]))

    assert hidden not in page
    assert hidden not in made
    assert "One entry is no longer shown as then" in " ".join(page.split())


def test_edition_no_longer_shows_what_was_purged(client, committee, officer, entry):
    edition = issued(Whose(committee=committee), officer)
    Interest.objects.update(purged_at="2030-01-01T00:00Z")

    page = told(client, reverse("publishing:edition", args=[edition.pk]))

    assert "Choir" not in page


def test_full_edition_is_for_those_who_oversee_the_register(
    client, havering, committee, officer, entry, gp
):
    edition = issued(Whose(committee=committee), officer, Edition.FULL)
    urls = [
        reverse("publishing:edition", args=[edition.pk]),
        reverse("publishing:edition_file", args=[edition.pk, "csv"]),
        reverse("publishing:edition_since", args=[edition.pk]),
    ]
    for user, status in (
        (None, 404),
        (user_with_post(CcgFactory()), 404),
        (UserFactory(person=gp), 404),
        (user_with_post(havering, PostRole.AUDITOR), 200),
        (user_with_post(havering, PostRole.GUARDIAN), 200),
        (officer, 200),
    ):
        client.logout()
        if user is not None:
            client.force_login(user)
        assert {client.get(url).status_code for url in urls} == {status}


def test_editions_page_is_for_those_inside(client, havering, committee, officer, gp):
    urls = [
        reverse("publishing:committee_editions", args=[committee.slug]),
        reverse("publishing:organisation_editions", args=[havering.pk]),
    ]
    for user, read, issue in (
        (user_with_post(CcgFactory()), (404, 404), (404, 404)),
        (UserFactory(person=gp), (403, 404), (403, 404)),
        (user_with_post(havering, PostRole.AUDITOR), (200, 200), (403, 403)),
        (user_with_post(havering, PostRole.GUARDIAN), (200, 200), (403, 403)),
    ):
        client.force_login(user)
        assert tuple(client.get(url).status_code for url in urls) == read
        posted = [client.post(url, {"edition": "public"}).status_code for url in urls]
        assert tuple(posted) == issue
    assert not RegisterEdition.objects.exists()


def test_issue_of_nothing_known_is_refused(client, committee, officer):
    client.force_login(officer)
    url = reverse("publishing:committee_editions", args=[committee.slug])

    for wrong in ({"edition": "secret"}, {"edition": "public", "on": "2019-01-01"}):
        assert client.post(url, wrong).status_code == 200
    assert not RegisterEdition.objects.exists()


def test_since_between_two_editions(client, committee, officer, entry, gp, settings):
    whose = Whose(committee=committee)
    first = issued(whose, officer)
    settings.QUORATE_TODAY = date(2018, 7, 1)
    recorded(person=gp, by=officer, unlisted_name="Orchestra")
    quiet = recorded(person=gp, by=officer, unlisted_name="Quiet")
    second = issued(whose, officer, day=date(2018, 7, 1))
    decide(quiet, PublicationState.WITHHOLD, officer)
    url = reverse("publishing:edition_since", args=[second.pk])

    page = told(client, url, first=second.pk, last=first.pk)

    assert "Added: 1" in page
    assert "Orchestra" in page
    assert "Quiet" not in page
    same = told(client, url, first=first.pk, last=first.pk)
    assert "Choose two different editions" in same
    assert client.get(url).status_code == 200
