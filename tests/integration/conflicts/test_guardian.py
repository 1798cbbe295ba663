"""What only a guardian does: publication, advice, the yearly attestation."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import guardian as acts
from conflicts.actions import interests
from conflicts.enums import BreachState, Outcome, PublicationState
from conflicts.facts import assurance
from conflicts.facts.assurance import figures_of
from conflicts.facts.publication import requests_waiting, reviews_due
from conflicts.models import GuardianAdvice, GuardianAttestation, PublicationDecision
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from tests.factories.committees import CcgFactory, PostFactory, user_with_post
from tests.factories.conflicts import (
    BreachFactory,
    GiftOfferFactory,
    InterestFactory,
    RuleSetFactory,
    TrainingCompletionFactory,
    declaration,
    declared,
)
from tests.factories.people import UserFactory


TODAY = date(2016, 6, 1)
LATER = date(2016, 12, 1)


def text(response) -> str:
    return response.content.decode()


def refusal(code, call, **said):
    with pytest.raises(RuleBroken) as refused:
        call(**said)
    assert refused.value.verdict.code == code


def asked(gp_member, **said):
    """Return an interest whose person asks that it is not published."""
    return declared(
        by=gp_member,
        consents_to_publication=False,
        refusal_reason="It would tell who is a patient.",
        **said,
    )


def decided(interest, by, state=PublicationState.WITHHOLD, **said):
    interest.refresh_from_db()
    return acts.decide_publication(
        **{
            "interest": interest,
            "state": state,
            "reason": "A real risk of harm.",
            "review_on": None if state == PublicationState.PUBLISH else LATER,
            "seen_version": interest.version,
            "by": by,
            **said,
        }
    )


# -- publication --------------------------------------------------------------------


def test_decide_publication_writes_a_version_and_tells_upper_rooms(
    havering, gp_member, guardian
):
    interest = asked(gp_member)
    Change.objects.all().delete()

    decision = decided(interest, guardian, PublicationState.REDACT_NAME)

    interest.refresh_from_db()
    version = interest.versions.latest("version")
    assert interest.publication == PublicationState.REDACT_NAME
    assert (interest.version, version.version) == (2, 2)
    assert version.publication == PublicationState.REDACT_NAME
    assert version.reason == "The guardian decided: Published without the name."
    assert decision.decided_by == guardian
    assert Change.objects.get().key == str(interest.pk)
    assert AuditEvent.objects.about(interest).first().event == (
        "interest.publication_decided"
    )


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"reason": " "}, "no_reason"),
        ({"review_on": None}, "no_review"),
        ({"review_on": TODAY}, "no_review"),
        ({"state": PublicationState.NOT_REQUIRED}, "not_a_decision"),
        ({"seen_version": 0}, "changed_meanwhile"),
    ],
    ids=str,
)
def test_decide_publication_refuses_what_is_missing(gp_member, guardian, said, code):
    interest = asked(gp_member)

    refusal(code, decided, interest=interest, by=guardian, **said)
    assert not PublicationDecision.objects.exists()


def test_decide_publication_only_by_a_guardian_of_the_person(
    gp_member, officer, auditor, outsider
):
    interest = asked(gp_member)
    elsewhere = user_with_post(CcgFactory(), PostRole.GUARDIAN)

    for user in (officer, auditor, outsider, elsewhere, gp_member):
        with pytest.raises(RuleBroken):
            decided(interest, user)


def test_decide_publication_never_of_ones_own_interest(havering, committee, gp_member):
    PostFactory(person=gp_member.person, organisation=havering, role=PostRole.GUARDIAN)

    refusal("guardians_own_interest", decided, interest=asked(gp_member), by=gp_member)


def test_requests_wait_until_decided_and_again_after_a_new_refusal(
    havering, gp_member, guardian
):
    interest = asked(gp_member)
    declared(by=gp_member, description="Published without a question")

    def waiting():
        return list(requests_waiting(havering, TODAY))

    assert waiting() == [interest]
    decided(interest, guardian, PublicationState.PUBLISH)
    assert waiting() == []
    interests.correct(
        interest=interest,
        declaration=declaration(
            organisation=interest.organisation,
            consents_to_publication=False,
            refusal_reason="Something new happened.",
        ),
        reason="Asked anew.",
        seen_version=2,
        by=gp_member,
    )
    assert waiting() == [interest]
    decided(interest, guardian)
    assert waiting() == []


def test_reviews_due_by_the_latest_decision(havering, gp_member, guardian):
    interest = asked(gp_member)
    decided(interest, guardian, review_on=date(2016, 7, 1))

    assert list(reviews_due(havering, date(2016, 6, 30))) == []
    assert list(reviews_due(havering, date(2016, 7, 1))) == [interest]
    decided(interest, guardian, review_on=LATER)
    assert list(reviews_due(havering, date(2016, 7, 1))) == []
    decided(interest, guardian, PublicationState.PUBLISH)
    assert list(reviews_due(havering, date(2017, 1, 1))) == []


# -- advice ---------------------------------------------------------------------------


ADVICE = {
    "asked_by_words": "A member practice",
    "question": "May we speak?",
    "advice": "Speak, then leave.",
    "given_on": TODAY,
}


def test_record_advice_once(havering, guardian):
    said = {"organisation": havering, "by": guardian, **ADVICE}

    assert acts.record_advice(**said) == acts.record_advice(**said)
    assert AuditEvent.objects.filter(event="guardian_advice.recorded").count() == 1


def test_record_advice_refusals(havering, guardian, officer):
    said = {"organisation": havering, **ADVICE}

    refusal("not_the_guardian", acts.record_advice, by=officer, **said)
    refusal("no_words", acts.record_advice, by=guardian, **{**said, "advice": " "})
    refusal(
        "given_in_future",
        acts.record_advice,
        by=guardian,
        **{**said, "given_on": LATER},
    )


# -- figures and attestation ------------------------------------------------------------


YEAR = {"first_day": date(2015, 4, 1), "last_day": date(2016, 3, 31)}


def figures(havering) -> dict[str, int]:
    found = figures_of(havering, YEAR["first_day"], YEAR["last_day"])
    return {figure.code: figure.value for figure in found}


def test_figures_of_count_a_year(havering, committee, gp_member, guardian):
    inside = date(2015, 10, 1)
    person = gp_member.person
    InterestFactory(person=person, declared_on=inside, became_aware_on=date(2015, 1, 1))
    InterestFactory(person=person, declared_on=inside, became_aware_on=inside)
    InterestFactory(person=person, declared_on=date(2016, 4, 1))
    GiftOfferFactory(
        organisation=havering, offered_on=inside, declared_on=date(2016, 1, 1)
    )
    GiftOfferFactory(
        organisation=havering,
        offered_on=inside,
        declared_on=inside,
        outcome=Outcome.ACCEPTED,
        is_against_advice=True,
    )
    GiftOfferFactory(organisation=havering, offered_on=date(2016, 4, 1))
    BreachFactory(organisation=havering, happened_on=inside)
    BreachFactory(organisation=havering, happened_on=inside, about="report:1")
    BreachFactory(organisation=havering, happened_on=date(2016, 4, 1))

    found = figures(havering)

    assert (found["declared"], found["declared_late"]) == (2, 1)
    assert found["gifts"] == 2
    assert found["gifts_declined"] == 1
    assert found["gifts_late"] == 1
    assert found["gifts_against"] == 1
    assert (found["reported"], found["waiting"]) == (2, 2)
    assert found["irregular"] == 1
    assert (
        found["people"]
        == len(
            {
                each.person_id
                for seat in committee.seats.all()
                for each in seat.appointments.all()
            }
        )
        + 2
    )


def test_figures_of_count_valid_training(havering, gp_member):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2015, 1, 1),
        training_modules=[{"code": "1", "name": "One", "required": True}],
    )
    TrainingCompletionFactory(person=gp_member.person)

    assert figures(havering)["trained"] == 1


def test_figures_of_take_those_of_upper_rooms(havering, monkeypatch):
    monkeypatch.setattr(assurance, "_added", {})

    @assurance.counts("waivers", "Waivers")
    def count(_organisation, _first, _last):
        return 7

    assert figures(havering)["waivers"] == 7
    with pytest.raises(ValueError, match="waivers"):
        assurance.counts("waivers", "Again")(count)


def test_attest_freezes_the_figures(havering, guardian):
    said = {
        "organisation": havering,
        **YEAR,
        "statement": "Due regard was had.",
        "exceptions": "",
        "by": guardian,
    }

    made = acts.attest(**said)
    BreachFactory(organisation=havering, happened_on=date(2015, 10, 1))

    assert acts.attest(**said) == made
    frozen = {row["code"]: row["value"] for row in made.figures}
    assert frozen["reported"] == 0
    assert figures(havering)["reported"] == 1


def test_attest_refusals(havering, guardian, officer):
    said = {"organisation": havering, "statement": "x", "exceptions": "", **YEAR}

    refusal("not_the_guardian", acts.attest, by=officer, **said)
    refusal("no_words", acts.attest, by=guardian, **{**said, "statement": " "})
    refusal("period_not_over", acts.attest, by=guardian, **{**said, "last_day": LATER})


# -- pages ------------------------------------------------------------------------------


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
