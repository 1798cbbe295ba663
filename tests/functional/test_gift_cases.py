"""The giver found in the directory, questions, decisions and rules withdrawn: a browser."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commissioning.enums import PostRole
from conflicts.actions import gift_publication, gift_questions, rule_sets
from conflicts.actions.rule_sets import RuleSetDraft
from conflicts.enums import Outcome, PublicationState
from conflicts.models import GiftOffer
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.gifts import declared_gift
from tests.factories.people import UserFactory
from tests.functional.journey.walker import Walker


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2019, 6, 3)


@pytest.fixture(autouse=True)
def _on_3_june_2019(settings):
    settings.QUORATE_TODAY = DAY


@pytest.fixture
def havering(db):
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def keeper(havering):
    return user_with_post(havering, PostRole.GUARDIAN)


@pytest.fixture
def gp_member(havering, officer):
    committee = working_committee(organisation=havering, by=officer)
    return UserFactory(person=holder_of(committee, "GP member"))


@pytest.fixture
def entry(havering, gp_member):
    return declared_gift(
        by=gp_member,
        organisation=havering,
        offered_on=date(2019, 5, 20),
        outcome=Outcome.ACCEPTED,
        reason="They would not take it back.",
    )


@pytest.fixture
def pharmacies(db):
    return [
        CcgFactory(practice=True, name=f"Imagined Elm Pharmacy {place}", code=code)
        for place, code in (("Romford", "FZ901"), ("Hornchurch", "FZ902"))
    ]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["scripts", "no scripts"])
def test_giver_is_found_in_the_directory(
    page_at, assert_accessible, gp_member, pharmacies, has_scripts
):
    page = page_at(320, user=gp_member, java_script_enabled=has_scripts)
    page.goto(reverse("conflicts:declare_gift"))
    page.get_by_label("Meal or refreshments").check()
    page.get_by_label("A supplier or contractor").check()
    page.get_by_label("Name of the giver").press_sequentially("elm pharm")
    first = page.get_by_label("Imagined Elm Pharmacy Romford")
    if has_scripts:
        expect(first).to_be_visible()
        assert_accessible(page)
        first.check()
    page.get_by_label("What is it worth?").fill("30")
    for part, typed in (("Day", "1"), ("Month", "6"), ("Year", "2019")):
        page.get_by_label(part, exact=True).first.fill(typed)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_label("Describe it")).to_be_visible()
    if not has_scripts:
        # It comes with the advice, and is open until somebody has answered it.
        expect(first).to_be_visible()
        first.check()
    page.get_by_label("Describe it").fill("A lunch")
    page.get_by_label("Accepted", exact=True).check()
    page.get_by_label("Why was it accepted or declined?").fill("It was late.")
    page.get_by_role("button", name="Save the entry").click()

    expect(page.get_by_text("The entry is in the register.")).to_be_visible()
    assert GiftOffer.objects.get().giver_organisation == pharmacies[0]


def test_pages_of_cases_are_accessible(
    page_at, assert_accessible, entry, keeper, gp_member, officer, havering
):
    guards = Walker(page_at(320, user=keeper), assert_accessible)
    guards.goto(reverse("conflicts:gift", args=[entry.pk])).see("entry")
    guards.press("Ask a question").press("Send the question")
    guards.refused("Write the question").see("question refused")
    guards.fill(words="Who else was there?").press("Send the question")
    guards.reads("Who else was there?").see("asked")

    own = Walker(page_at(320, user=gp_member), assert_accessible)
    own.goto(reverse("conflicts:my_gifts")).follow("Answer the question")
    own.fill(words="Nobody.").press("Save the answer").reads("Nobody.")

    guards.goto(reverse("conflicts:gift", args=[entry.pk]))
    guards.press("Decide what is published").fill(state="withhold", reason="Harm.")
    guards.press("Record the decision").refused("give a day to come").see("refused")
    guards.fill(review_on=date(2019, 12, 1)).press("Record the decision")
    guards.reads("The decision is recorded.").see("guardian's desk")

    coming = rule_sets.enter(
        organisation=havering,
        draft=RuleSetDraft("Our policy", "Board", date(2019, 9, 1)),
        by=officer,
    )
    rules = Walker(page_at(320, user=officer), assert_accessible)
    rules.goto(reverse("conflicts:rules", args=[havering.pk])).see("rules")
    rules.follow(f"Withdraw “{coming.name}”").press("Withdraw the rules")
    rules.refused("Say why they are withdrawn").see("withdraw refused")
    rules.fill(reason="Voted down.").press("Withdraw the rules")
    rules.reads("Voted down.").see("withdrawn")
    rules.goto(reverse("conflicts:enter_rules", args=[havering.pk])).see("enter rules")


def test_desk_of_the_guardian_with_a_review_due_is_accessible(
    page_at, assert_accessible, entry, keeper, havering, settings
):
    gift_publication.decide(
        entry=entry,
        state=PublicationState.REDACT_NAME,
        reason="Harm.",
        review_on=date(2019, 6, 4),
        by=keeper,
    )
    gift_questions.ask(entry=entry, words="Why?", by=keeper)
    settings.QUORATE_TODAY = date(2019, 6, 5)
    desk = Walker(page_at(1280, user=keeper), assert_accessible)

    desk.goto(reverse("conflicts:guardian_body", args=[havering.pk]))
    desk.reads("Published without the name").see("review due")
    desk.follow("A hamper").see("entry or decision")
