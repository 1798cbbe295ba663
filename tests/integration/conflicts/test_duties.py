"""Rows to duties: few queries, and the same people as the registers find."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from committees.actions import deputies
from conflicts.enums import Capacity
from conflicts.facts.cycle import progress_of
from conflicts.facts.duties import duties_of
from conflicts.facts.registers import decision_makers_of
from conflicts.facts.rule_sets import rule_set_on
from conflicts.models import Position
from people.models import Person
from people.values import PersonId
from tests.factories.committees import CcgFactory, DeputyFactory, seat_of
from tests.factories.conflicts import (
    AttestationFactory,
    PositionFactory,
    RuleSetFactory,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db
TODAY = date(2016, 6, 1)


@pytest.fixture
def everybody(havering, committee, officer, guardian):
    """One of each kind, in the body, and some who have nothing to do with it."""
    deputies.name(
        seat=seat_of(committee, "GP member"),
        person=PersonFactory(),
        from_on=TODAY,
        by=officer,
    )
    for capacity in Capacity:
        practice = CcgFactory(practice=True)
        needs = capacity == Capacity.PRACTICE_PARTNER
        PositionFactory(
            organisation=havering,
            capacity=capacity,
            practice=practice if needs else None,
            band="",
        )
    for band in ("5", "8c", "8d", "8D", " 9", "VSM", "vsm", "x"):
        PositionFactory(organisation=havering, band=band)
    PositionFactory(organisation=havering, band="5", can_commit=True)
    PositionFactory(organisation=havering, to_on=date(2016, 5, 31))
    PositionFactory(organisation=havering, from_on=date(2016, 6, 2))
    PositionFactory(organisation=havering, to_on=TODAY)
    PositionFactory()
    DeputyFactory()


def test_duties_of_in_five_queries(everybody, havering):
    with CaptureQueriesContext(connection) as captured:
        found = duties_of(havering, TODAY)

    assert len(captured) == 5
    assert len(found) == 8 + 2 + 1 + 7 + 8 + 1 - 1 + 1


def test_progress_of_in_six_queries(everybody, havering):
    for row in Position.objects.all():
        AttestationFactory(person=row.person)

    with CaptureQueriesContext(connection) as captured:
        found = progress_of(havering, TODAY)

    assert len(captured) == 6
    assert [len(line.counts) for line in (found.whole, *found.committees)] == [13, 13]


@pytest.mark.parametrize("scope", ["decision_makers", "everybody"])
def test_duties_of_finds_the_same_people_as_the_registers(everybody, havering, scope):
    RuleSetFactory(
        organisation=havering,
        effective_from=date(2016, 5, 1),
        published_scope=scope,
        decision_maker_bands=["8d", "9", "VSM"],
    )
    rules = rule_set_on(havering, TODAY)
    duties = duties_of(havering, TODAY)

    def persons(condition):
        return {
            PersonId(person.pk)
            for person in Person.objects.all()
            if _holds(condition, person)
        }

    wanted = decision_makers_of(havering, TODAY, rules)

    assert persons(wanted) == {
        key for key, duty in duties.items() if duty.is_decision_maker
    }


def _holds(condition, person):
    """Ask a condition on `person` of a row that has one: a return will do."""
    row = AttestationFactory(person=person)
    return type(row).objects.filter(condition, pk=row.pk).exists()
