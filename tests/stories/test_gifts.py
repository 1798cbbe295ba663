"""Stories 1, 20 and 23: late declarations, gifts judged by the rules of their day."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.models import Breach, GiftOffer
from core import clock
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import RuleSetFactory, declared
from tests.factories.gifts import declared_gift
from tests.factories.people import UserFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def gp_member(havering, officer):
    committee = working_committee(organisation=havering, by=officer)
    return UserFactory(person=holder_of(committee, "GP member"))


def day(name, value: date) -> dict[str, object]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def test_story_01_late_declaration_is_offered_as_a_breach(
    client, settings, havering, officer, gp_member
):
    user_with_post(havering, PostRole.GUARDIAN)
    settings.QUORATE_TODAY = date(2021, 7, 30)
    late = declared(by=gp_member, became_aware_on=date(2021, 7, 1))
    client.force_login(officer)
    address = f"{reverse('conflicts:breach_report')}?interest={late.pk}"

    page = client.get(address)

    drafted = page.context["form"].initial
    assert "declared 1 day late" in drafted["nature"]
    assert "due by 29 July 2021" in drafted["nature"]
    client.post(
        address,
        {
            "organisation": havering.pk,
            **day("happened_on", drafted["happened_on"]),
            "nature": drafted["nature"],
            "give_name": "yes",
        },
    )
    assert Breach.objects.get().interest == late

    in_time = declared(
        by=gp_member, became_aware_on=date(2021, 7, 2), description="Another tie"
    )
    page = client.get(f"{reverse('conflicts:breach_report')}?interest={in_time.pk}")
    assert "nature" not in page.context["form"].initial


OFFERS = (
    # What is offered, what is advised, and whether the register needs it.
    ({"kind": "gift", "giver_kind": "patient", "value": "60"}, "on behalf of", True),
    (
        {"kind": "gift", "giver_kind": "supplier", "value": "5", "is_branded": "on"},
        "no entry is needed",
        False,
    ),
    (
        {"kind": "hospitality", "giver_kind": "supplier", "value": "30"},
        "must declare it",
        True,
    ),
    (
        {"kind": "hospitality", "giver_kind": "supplier", "value": "80"},
        "Refuse it, unless a senior person approves",
        True,
    ),
)


@pytest.mark.parametrize(
    ("offer", "words", "needs_entry"),
    OFFERS,
    ids=["£60 from a patient", "£5 pen", "£30 lunch", "£80 dinner"],
)
def test_story_20_gift_guidance_before_anything_is_saved(
    client, settings, gp_member, offer, words, needs_entry
):
    settings.QUORATE_TODAY = date(2019, 6, 3)
    client.force_login(gp_member)
    told = {
        **offer,
        **day("offered_on", date(2019, 6, 1)),
        "giver_name": "The giver",
        "check": "yes",
    }

    page = client.post(reverse("conflicts:declare_gift"), told).content.decode()

    assert words in page
    assert ("you can stop here" in page) is not needs_entry
    assert not GiftOffer.objects.exists()


def test_story_20_gift_from_a_patient_is_declared_for_the_organisation(
    settings, havering, gp_member
):
    settings.QUORATE_TODAY = date(2019, 6, 3)

    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        value_pence=6000,
        outcome=Outcome.FOR_ORGANISATION,
        offered_on=date(2019, 6, 1),
    )

    assert entry.advice_code == "over_limit"
    assert not entry.is_against_advice


def test_story_20_dinner_is_accepted_with_a_senior_approval_on_record(
    settings, havering, gp_member
):
    settings.QUORATE_TODAY = date(2019, 6, 3)
    dinner = {
        "kind": OfferKind.HOSPITALITY,
        "giver_kind": GiverKind.SUPPLIER,
        "value_pence": 8000,
        "outcome": Outcome.ACCEPTED,
        "offered_on": date(2019, 6, 1),
        "reason": "She was to give the closing speech.",
    }

    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        senior_approver="Chief officer",
        senior_approval_on=date(2019, 5, 30),
        **dinner,
    )

    assert not entry.is_against_advice
    assert entry.senior_approver == "Chief officer"


def test_story_20_declined_offer_is_logged(settings, havering, gp_member):
    settings.QUORATE_TODAY = date(2019, 6, 3)

    entry = declared_gift(
        by=gp_member,
        organisation=havering,
        kind=OfferKind.CASH,
        outcome=Outcome.DECLINED,
        offered_on=date(2019, 6, 1),
    )

    assert entry.outcome == Outcome.DECLINED
    assert not entry.is_against_advice


def test_story_23_a_new_threshold_does_not_alter_how_earlier_entries_were_judged(
    settings, havering, gp_member
):
    settings.QUORATE_TODAY = date(2019, 6, 3)
    before = declared_gift(
        by=gp_member,
        organisation=havering,
        value_pence=3000,
        outcome=Outcome.ACCEPTED,
        offered_on=date(2019, 6, 1),
    )

    RuleSetFactory(
        organisation=havering,
        effective_from=date(2019, 7, 1),
        gift_declare_pence=2000,
    )
    settings.QUORATE_TODAY = date(2019, 7, 10)
    assert clock.today() == date(2019, 7, 10)
    told_late = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="Another patient",
        value_pence=3000,
        outcome=Outcome.ACCEPTED,
        offered_on=date(2019, 6, 30),
    )
    after = declared_gift(
        by=gp_member,
        organisation=havering,
        giver_name="A third patient",
        value_pence=3000,
        outcome=Outcome.FOR_ORGANISATION,
        offered_on=date(2019, 7, 1),
    )

    before.refresh_from_db()
    assert before.advice_code == told_late.advice_code == "under_limit"
    assert "£50" in before.advice
    assert "£50" in told_late.advice
    assert after.advice_code == "over_limit"
    assert "£20" in after.advice
    assert before.rule_set != after.rule_set
