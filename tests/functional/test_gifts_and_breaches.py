"""Gifts, breaches and the guardian's pages in a browser: axe finds nothing, all fits."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commissioning.enums import PostRole
from conflicts.actions import breach_cases, breaches, guardian
from conflicts.actions.breach_cases import Investigation
from conflicts.enums import Outcome
from conflicts.facts.breaches import seal_of
from conflicts.models import GiftOffer
from people.actors import PUBLIC
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import declared
from tests.factories.gifts import declared_gift
from tests.factories.people import UserFactory
from tests.fixtures.rule_sets import enter_missing_rule_sets


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = date(2019, 6, 3)


@pytest.fixture(autouse=True)
def _on_3_june_2019(settings):
    settings.QUORATE_TODAY = DAY


@pytest.fixture(autouse=True)
def _national_rule_sets(transactional_db):
    """Enter them anew: the end of each browser test empties every table."""
    enter_missing_rule_sets()


@pytest.fixture
def havering():
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
def breach(havering, keeper):
    breach = breaches.report(
        organisation=havering,
        happened_on=date(2019, 5, 1),
        nature="Somebody stayed in the room.",
        by=PUBLIC,
    )
    return breach_cases.investigate(
        breach=breach,
        found=Investigation(
            investigated_on=DAY,
            findings="It was an oversight.",
            public_words="A member stayed.",
        ),
        seen=seal_of(breach),
        by=keeper,
    )


def url(name, *args) -> str:
    return reverse(name, args=args)


@pytest.mark.parametrize("width", [320, 1280])
def test_gift_pages_are_accessible(
    page_at, assert_accessible, width, havering, officer, gp_member, entry
):
    page = page_at(width, user=gp_member)
    for address in (
        url("conflicts:my_gifts"),
        url("conflicts:declare_gift"),
        url("conflicts:gift", entry.pk),
        url("conflicts:correct_gift", entry.pk),
    ):
        page.goto(address)
        assert_accessible(page)

    page = page_at(width, user=officer)
    for address in (
        url("conflicts:gift_registers"),
        url("conflicts:gift_register", havering.pk),
        url("conflicts:gift_register", havering.pk) + "?kind=gift",
        url("conflicts:gift_people", havering.pk),
        url("conflicts:record_gift", gp_member.person.pk),
    ):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_breach_and_guardian_pages_are_accessible(
    page_at, assert_accessible, width, havering, gp_member, keeper, entry, breach
):
    interest = declared(
        by=gp_member, consents_to_publication=False, refusal_reason="Real harm."
    )
    guardian.record_advice(
        organisation=havering,
        asked_by_words="A practice",
        question="May we speak?",
        advice="Speak, then leave.",
        given_on=DAY,
        by=keeper,
    )
    made = guardian.attest(
        organisation=havering,
        first_day=date(2018, 4, 1),
        last_day=date(2019, 3, 31),
        statement="Due regard was had.",
        exceptions="",
        by=keeper,
    )
    page = page_at(width, user=keeper)

    for address in (
        url("conflicts:breaches"),
        url("conflicts:breach_report"),
        url("conflicts:breach", breach.pk),
        url("conflicts:breach_investigate", breach.pk),
        url("conflicts:breach_close", breach.pk),
        url("conflicts:breach_publish", breach.pk),
        url("conflicts:guardian_body", havering.pk),
        url("conflicts:decide_publication", interest.pk),
        url("conflicts:guardian_advice", havering.pk),
        url("conflicts:record_advice", havering.pk),
        url("conflicts:no_breaches", havering.pk),
        url("conflicts:attest", havering.pk),
        url("conflicts:attestation", made.pk),
    ):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_public_pages_of_gifts_and_breaches_are_accessible(
    page_at, assert_accessible, width, havering, keeper, entry, breach
):
    closed = breach_cases.close(breach=breach, is_breach=True, by=keeper)
    breach_cases.publish(breach=closed, by=keeper)
    page = page_at(width)

    for address in (
        url("publishing:conduct"),
        url("publishing:gifts", havering.pk),
        url("publishing:gifts", havering.pk) + "?year=2015",
        url("publishing:breaches", havering.pk),
        url("publishing:report_breach"),
        url("publishing:breach_reported"),
    ):
        page.goto(address)
        assert_accessible(page)


def fill_in(page, value: str) -> None:
    page.get_by_label("Gift", exact=True).check()
    page.get_by_label("A patient or their family").check()
    page.get_by_label("Name of the giver").fill("Patient, family K")
    page.get_by_label("What is it worth?").fill(value)
    for part, typed in (("Day", "1"), ("Month", "6"), ("Year", "2019")):
        page.get_by_label(part, exact=True).fill(typed)


@pytest.mark.parametrize("has_scripts", [True, False])
def test_declaring_a_gift_on_a_phone(
    page_at, assert_accessible, gp_member, has_scripts
):
    page = page_at(320, user=gp_member, java_script_enabled=has_scripts)
    page.goto(url("conflicts:declare_gift"))

    fill_in(page, "20")
    if has_scripts:
        expect(page.get_by_text("need not declare it")).to_be_visible()
        page.get_by_label("What is it worth?").fill("60")
        expect(page.get_by_text("Accept it only on behalf")).to_be_visible()
        assert_accessible(page)
    page.get_by_label("What is it worth?").fill("60")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Accept it only on behalf")).to_be_visible()
    page.get_by_label("Describe it").fill("A hamper")
    page.get_by_label("Accepted on behalf of the organisation").check()
    page.get_by_role("button", name="Save the entry").click()

    expect(page.get_by_text("The entry is in the register.")).to_be_visible()
    assert GiftOffer.objects.get().giver_name == "Patient, family K"
