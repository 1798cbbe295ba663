"""The pages of a guardian: what waits, a decision, advice, the yearly attestation."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.enums import BreachState, PublicationState
from conflicts.models import GuardianAdvice, GuardianAttestation, PublicationDecision
from tests.factories.committees import CcgFactory, PostFactory, user_with_post
from tests.factories.conflicts import BreachFactory, GiftOfferFactory, InterestFactory
from tests.factories.people import UserFactory
from tests.integration.conflicts.guardian_words import LATER, asked
from tests.integration.conflicts.steps import text


def test_guardian_page_shows_what_waits(client, havering, gp_member, guardian):
    interest = asked(gp_member, unlisted_name="Elm Rooms")
    BreachFactory(organisation=havering, nature="Somebody stayed.")
    GiftOfferFactory(
        organisation=havering, description="A crate", is_against_advice=True
    )
    client.force_login(guardian)

    answer = client.get(reverse("conflicts:guardian"))
    page = text(client.get(answer.url))

    assert answer.url == reverse("conflicts:guardian_body", args=[havering.pk])
    assert reverse("conflicts:decide_publication", args=[interest.pk]) in page
    assert "It would tell who is a patient." in page
    assert "Somebody stayed." in page
    assert "A crate" in page
    assert "Attest the year" in page


def test_guardian_page_of_several_bodies_is_a_list(client, guardian):
    PostFactory(
        person=guardian.person, organisation=CcgFactory(), role=PostRole.GUARDIAN
    )
    client.force_login(guardian)

    page = text(client.get(reverse("conflicts:guardian")))

    assert "NHS Havering CCG" in page


def test_guardian_page_for_others(client, havering, officer, outsider):
    url = reverse("conflicts:guardian_body", args=[havering.pk])
    client.force_login(officer)
    assert "Attest the year" not in text(client.get(url))
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(UserFactory())
    assert client.get(reverse("conflicts:guardian")).status_code == 404


def test_guardian_page_takes_as_many_queries_with_twice_the_rows(
    client, havering, gp_member, guardian
):
    def add(count):
        for _ in range(count):
            InterestFactory(
                person=gp_member.person,
                consents_to_publication=False,
                refusal_reason="x",
                publication=PublicationState.WITHHOLD,
            )
            BreachFactory(organisation=havering, state=BreachState.REPORTED)
            GiftOfferFactory(organisation=havering, is_against_advice=True)

    add(2)
    client.force_login(guardian)
    url = reverse("conflicts:guardian_body", args=[havering.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    add(4)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)


def test_decide_publication_page(client, gp_member, guardian):
    interest = asked(gp_member)
    client.force_login(guardian)
    url = reverse("conflicts:decide_publication", args=[interest.pk])

    first = text(client.get(url))
    refused = text(
        client.post(
            url, {"state": "withhold", "reason": "Real harm.", "seen_version": "1"}
        )
    )
    client.post(
        url,
        {
            "state": "withhold",
            "reason": "Real harm.",
            "review_on": "2016-12-01",
            "seen_version": "1",
        },
    )

    assert "It would tell who is a patient." in first
    assert "Nothing is kept back for ever" in refused
    assert "Real harm." in refused
    assert PublicationDecision.objects.get().review_on == LATER
    assert "Decided before" in text(client.get(url))


def test_decide_publication_page_for_others(client, gp_member, officer, outsider):
    interest = asked(gp_member)
    url = reverse("conflicts:decide_publication", args=[interest.pk])
    elsewhere = user_with_post(CcgFactory(), PostRole.GUARDIAN)

    for user, status in (
        (officer, 403),
        (gp_member, 403),
        (outsider, 404),
        (elsewhere, 404),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status


def test_advice_pages_are_the_guardians_alone(
    client, havering, guardian, officer, outsider
):
    listed = reverse("conflicts:guardian_advice", args=[havering.pk])
    record = reverse("conflicts:record_advice", args=[havering.pk])
    client.force_login(guardian)

    empty = text(client.get(listed))
    wrong = text(client.post(record, {"question": "May we?", "given_on": "x"}))
    client.post(
        record,
        {
            "asked_by_words": "A practice",
            "question": "May we?",
            "advice": "No.",
            "given_on": "2016-06-01",
        },
    )

    assert "No advice is recorded yet." in empty
    assert "Say who asked" in wrong
    assert "May we?" in wrong
    assert GuardianAdvice.objects.get().advice == "No."
    assert "A practice" in text(client.get(listed))
    for url in (listed, record):
        for user, status in ((officer, 403), (outsider, 404)):
            client.force_login(user)
            assert client.get(url).status_code == status


def test_attestation_pages_and_document(client, havering, guardian, officer, outsider):
    attest = reverse("conflicts:attest", args=[havering.pk])
    client.force_login(guardian)

    page = text(client.get(attest))
    earlier = text(client.get(attest, {"year": "2014-04-01.2015-03-31"}))
    bare = text(client.post(attest, {"statement": ""}))
    client.post(attest, {"statement": "Due regard was had.", "exceptions": "One."})

    assert "For April 2015 to March 2016." in page
    assert "For April 2014 to March 2015." in earlier
    assert "Write what you attest" in bare
    made = GuardianAttestation.objects.get()
    assert made.first_day == date(2015, 4, 1)
    shown = reverse("conflicts:attestation", args=[made.pk])
    file = reverse("conflicts:attestation_file", args=[made.pk])
    assert "Due regard was had." in text(client.get(shown))
    with pikepdf.open(io.BytesIO(client.get(file).content)) as document:
        assert document.Root.MarkInfo.Marked
        assert "Attestation" in str(document.docinfo["/Title"])
    for url in (shown, file):
        for user, status in ((officer, 200), (outsider, 404)):
            client.force_login(user)
            assert client.get(url).status_code == status
    for user, status in ((officer, 403), (outsider, 404)):
        client.force_login(user)
        assert client.get(attest).status_code == status
