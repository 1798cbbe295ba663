"""What only a guardian does: publication, advice, the yearly attestation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from commissioning.enums import PostRole
from conflicts.actions import guardian as acts
from conflicts.actions import interests
from conflicts.enums import Outcome, PublicationState
from conflicts.facts import assurance
from conflicts.facts.assurance import figures_of
from conflicts.facts.publication import requests_waiting, reviews_due
from conflicts.models import Interest, PublicationDecision
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from tests.factories.committees import CcgFactory, PostFactory, user_with_post
from tests.factories.conflicts import (
    BreachFactory,
    GiftOfferFactory,
    InterestFactory,
    PositionFactory,
    RuleSetFactory,
    TrainingCompletionFactory,
    declaration,
    declared,
)
from tests.factories.people import UserFactory
from tests.integration.conflicts.guardian_words import LATER, TODAY, asked, decided


REDACTED = (PublicationState.REDACT_NAME, PublicationState.REDACT_DETAIL)


def refusal(code, call, **said):
    with pytest.raises(RuleBroken) as refused:
        call(**said)
    assert refused.value.verdict.code == code


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


def corrected(interest, by, **said):
    interest.refresh_from_db()
    return interests.correct(
        interest=interest,
        declaration=declaration(organisation=interest.organisation, **said),
        reason="A slip of the pen.",
        seen_version=interest.version,
        by=by,
    )


@pytest.mark.parametrize("state", [PublicationState.WITHHOLD, *REDACTED])
def test_what_the_guardian_keeps_back_no_correction_publishes(
    havering, gp_member, guardian, officer, state
):
    """Consent was never in question: the guardian sees a risk that the person does not."""
    interest = declared(by=gp_member, description="Partner in the practice")
    decided(interest, guardian, state)

    corrected(interest, officer, consents_to_publication=True)

    interest.refresh_from_db()
    assert interest.publication == state
    assert list(reviews_due(havering, LATER)) == [interest]


def test_consent_given_later_lifts_what_only_its_refusal_kept_back(gp_member, guardian):
    interest = asked(gp_member)

    corrected(interest, gp_member, consents_to_publication=True)

    interest.refresh_from_db()
    assert interest.publication == PublicationState.PUBLISH


def test_who_is_there_by_position_alone_is_the_guardians_matter_too(havering, guardian):
    director = UserFactory()
    PositionFactory(person=director.person, organisation=havering, band="8d")
    interest = asked(director)

    assert list(requests_waiting(havering, TODAY)) == [interest]
    decided(interest, guardian)
    assert list(reviews_due(havering, LATER)) == [interest]


def test_who_left_before_the_guardian_decided_still_waits_for_the_decision(
    havering, guardian
):
    director = UserFactory()
    position = PositionFactory(
        person=director.person, organisation=havering, band="8d", from_on=TODAY
    )
    interest = asked(director)
    elsewhere = CcgFactory()

    position.to_on = TODAY
    position.save()
    tomorrow = TODAY + timedelta(days=1)

    assert list(requests_waiting(havering, tomorrow)) == [interest]
    assert list(requests_waiting(elsewhere, tomorrow)) == []
    decided(interest, guardian)
    assert list(requests_waiting(havering, tomorrow)) == []
    assert list(reviews_due(havering, LATER)) == [interest]
    years_later = TODAY.replace(year=TODAY.year + 20)
    assert list(reviews_due(havering, years_later)) == []


def test_who_went_on_to_another_body_waits_for_that_one_s_guardian(havering, guardian):
    director = UserFactory()
    PositionFactory(
        person=director.person,
        organisation=havering,
        band="8d",
        from_on=TODAY - timedelta(days=30),
        to_on=TODAY - timedelta(days=1),
    )
    other = CcgFactory()
    PositionFactory(person=director.person, organisation=other, from_on=TODAY)
    interest = asked(director)

    assert list(requests_waiting(havering, TODAY)) == []
    assert list(requests_waiting(other, TODAY)) == [interest]
    refusal("not_the_guardian", decided, interest=interest, by=guardian)


@pytest.mark.parametrize("state", [PublicationState.WITHHOLD, *REDACTED])
def test_what_another_register_kept_back_waits_for_the_guardian(
    havering, gp_member, guardian, state
):
    interest = declared(by=gp_member)
    Interest.objects.filter(pk=interest.pk).update(publication=state)

    assert list(requests_waiting(havering, TODAY)) == [interest]
    decided(interest, guardian, state)
    assert list(requests_waiting(havering, TODAY)) == []


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
