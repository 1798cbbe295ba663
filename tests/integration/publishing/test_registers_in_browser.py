"""Registers, editions and retention in a browser: axe finds nothing, all fits."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import interests
from conflicts.facts.registers import Whose
from conflicts.models import LegalHold
from conflicts.rules.registers import Edition
from publishing.actions import editions
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import AttestationFactory, LegalHoldFactory, recorded
from tests.factories.gifts import recorded_gift
from tests.fixtures.rule_sets import enter_missing_rule_sets


pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_1_june_2018(settings):
    settings.QUORATE_TODAY = date(2018, 6, 1)


@pytest.fixture
def _rule_sets(transactional_db):
    """Enter anew what a migration enters: a test like these empties every table."""
    enter_missing_rule_sets()


@pytest.fixture
def world(settings, _rule_sets):
    """A committee with entries of every look, an edition, a hold, a purge to come."""
    havering = CcgFactory(name="NHS Havering CCG")
    officer = user_with_post(havering)
    committee = working_committee(organisation=havering, by=officer)
    working_committee(organisation=havering, by=officer)
    gp = holder_of(committee, "GP member")
    settings.QUORATE_TODAY = date(2018, 5, 1)
    ended = recorded(person=gp, by=officer, became_aware_on=date(2016, 1, 1))
    first = editions.issue(
        whose=Whose(committee=committee),
        edition=Edition.PUBLIC,
        day=date(2018, 5, 1),
        by=officer,
    )
    settings.QUORATE_TODAY = date(2018, 6, 1)
    interests.end(interest=ended, on=date(2018, 5, 20), by=officer)
    recorded(
        person=gp,
        by=officer,
        unlisted_name="Imagined Consulting of Romford and Hornchurch Limited",
        is_indirect=True,
        relationship="spouse",
        consents_to_publication=False,
        refusal_reason="Family.",
    )
    AttestationFactory(person=holder_of(committee, "Registered nurse"))
    editions.issue(
        whose=Whose(committee=committee),
        edition=Edition.PUBLIC,
        day=date(2018, 6, 1),
        by=officer,
    )
    hold = LegalHoldFactory(person=gp, organisation=havering)
    return havering, committee, officer, gp, first, hold


@pytest.mark.parametrize("width", [320, 1280])
def test_registers_are_accessible(page_at, assert_accessible, world, width):
    havering, committee, officer, gp, first, hold = world
    public = page_at(width)
    page = page_at(width, user=officer)
    slug, key = [committee.slug], [havering.pk]

    for address in (
        reverse("publishing:register", args=slug),
        reverse("publishing:register", args=slug) + "?on=2018-05-02&q=asha",
        reverse("publishing:organisation_register", args=key),
        reverse("publishing:register_since", args=slug),
        reverse("publishing:edition", args=[first.pk]),
        reverse("publishing:edition_since", args=[first.pk]),
    ):
        public.goto(address)
        assert_accessible(public)
    for address in (
        reverse("conflicts:registers"),
        reverse("conflicts:committee_register", args=slug),
        reverse("conflicts:organisation_register", args=key),
        reverse("conflicts:organisation_register", args=key) + "?on=2030-01-01",
        reverse("conflicts:person_register", args=[gp.pk]),
        reverse("conflicts:committee_since", args=slug),
        reverse("publishing:committee_editions", args=slug),
        reverse("conflicts:place_hold", args=[gp.pk]),
        reverse("conflicts:lift_hold", args=[hold.pk]),
        reverse("desk:subject_access", args=[gp.pk]),
    ):
        page.goto(address)
        assert_accessible(page)


@pytest.mark.parametrize("width", [320, 1280])
def test_retention_is_accessible_with_something_to_purge(
    page_at, assert_accessible, world, width, settings
):
    havering, committee, officer, *_ = world
    LegalHold.objects.all().delete()
    nurse = holder_of(committee, "Registered nurse")
    for person in (holder_of(committee, "GP member"), nurse):
        recorded_gift(person=person, by=officer, organisation=havering)
    LegalHoldFactory(person=nurse, organisation=havering)
    settings.QUORATE_TODAY = date(2025, 6, 1)
    page = page_at(width, user=officer)
    address = reverse("conflicts:retention", args=[havering.pk])

    page.goto(address + "?show=kept")
    assert_accessible(page)
    page.goto(address)
    page.get_by_text("Over their time, and kept (1)").click()
    assert page.get_by_text("A legal hold stands").is_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Purge").click()
    assert_accessible(page)
