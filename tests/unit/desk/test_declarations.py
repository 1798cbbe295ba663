"""What the yearly cycle puts on the first screen, and what makes it vanish."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conflicts.actions import cycle
from conflicts.enums import CampaignKind
from conflicts.tasks import ask_for_declarations
from desk.facts.declarations import own_declaration, rounds_kept
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import (
    AttestationFactory,
    DeclarationRequestFactory,
    PositionFactory,
    RuleSetFactory,
)
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 4, 1)


@pytest.fixture(autouse=True)
def _on_1_april_2016(settings):
    settings.QUORATE_TODAY = TODAY


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def clerk(havering):
    user = UserFactory()
    PositionFactory(person=user.person, organisation=havering)
    return user


@pytest.fixture
def asked(havering, officer, clerk):
    draft = cycle.RoundDraft(CampaignKind.ANNUAL, "Declarations 2016", TODAY)
    campaign = cycle.plan(organisation=havering, draft=draft, by=officer)
    ask_for_declarations()
    return campaign


def own(user, day=TODAY):
    return [(row.title, row.status) for row in own_declaration(user.person_id, day)]


def kept(user, day=TODAY):
    return list(rounds_kept(user.person_id, day))


def answer(user, asked):
    attestation = AttestationFactory(person=user.person, made_on=TODAY)
    asked.requests.filter(person=user.person).update(answered_by=attestation)


def test_own_declaration_says_by_when_until_it_is_answered(asked, clerk):
    assert own(clerk) == [("Confirm your interests by 29 April 2016", "To\u00a0do")]
    assert own(clerk, date(2016, 4, 30))[0][1] == "Late"
    row = next(own_declaration(clerk.person_id, TODAY))
    assert row.url == reverse("conflicts:confirm")
    assert row.hint == "Declarations 2016, NHS Havering CCG"

    answer(clerk, asked)

    assert own(clerk) == []


def test_own_declaration_asks_for_the_one_that_is_due_first(asked, clerk):
    DeclarationRequestFactory(
        person=clerk.person, asked_on=TODAY, due_on=date(2016, 4, 8)
    )

    assert own(clerk)[0][0] == "Confirm your interests by 8 April 2016"


def test_own_declaration_after_a_nil_return_is_silent_for_a_year(clerk):
    assert own(clerk)[0][0] == "Declare your interests"

    AttestationFactory(person=clerk.person, made_on=TODAY)

    assert own(clerk) == []
    assert (
        own(clerk, TODAY + timedelta(days=366))[0][0] == "Look through your interests"
    )


def test_own_declaration_is_asked_again_by_the_strictest_body_of_the_person(
    havering, clerk
):
    other = CcgFactory(name="NHS Redbridge CCG")
    PositionFactory(person=clerk.person, organisation=other)
    RuleSetFactory(organisation=havering, confirm_every_months=2)
    RuleSetFactory(organisation=other, confirm_every_months=1)
    AttestationFactory(person=clerk.person, made_on=TODAY)

    assert own(clerk, date(2016, 5, 1)) == []
    assert own(clerk, date(2016, 5, 2))[0][0] == "Look through your interests"


def test_rounds_kept_tells_the_officer_how_many_have_not_answered(
    asked, officer, clerk
):
    (row,) = kept(officer)
    assert row.title == "2 of 2 have not answered"
    assert row.hint == "Declarations 2016, NHS Havering CCG, due by 29 April 2016"
    assert row.url == reverse("conflicts:who_has_not", args=[asked.organisation_id])

    answer(clerk, asked)

    (row,) = kept(officer, date(2016, 4, 30))
    assert (row.title, row.status) == ("1 of 2 has not answered", "Late")
    assert kept(clerk) == []
    answer(officer, asked)
    assert kept(officer) == []


def test_rounds_kept_is_silent_about_closed_rounds_and_other_bodies(asked, officer):
    other = user_with_post(CcgFactory())
    assert kept(other) == []

    cycle.close(campaign=asked, reason="A mistake.", by=officer)

    assert kept(officer) == []


def test_rounds_kept_in_one_query_however_many(asked, officer):
    with CaptureQueriesContext(connection) as captured:
        kept(officer)

    assert len(captured) == 1
