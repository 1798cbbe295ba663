"""Who may what with interests, registers and breaches, whatever the page."""

from __future__ import annotations

from datetime import date

import pytest

from conflicts.models import Interest
from people import door
from people.actors import PUBLIC, Task
from tests.factories.conflicts import (
    BreachFactory,
    PositionFactory,
    declared,
    recorded,
)
from tests.factories.people import PersonFactory, UserFactory


@pytest.fixture
def interest(gp_member):
    return declared(by=gp_member)


def test_nobody_signed_in_may_do_nothing(interest, committee, havering):
    gone = UserFactory(is_active=False)

    for actor in (PUBLIC, Task("letters"), gone):
        for verb in ("read", "read_note", "correct", "end"):
            assert not door.may(actor, verb, interest)
        assert not door.may(actor, "declare", Interest)
        assert not door.may(actor, "read_interests", interest.person)
        assert not door.may(actor, "record_interest", interest.person)
        assert not door.may(actor, "read_register", committee)
        assert not door.may(actor, "read_register", havering)
        assert not door.may(actor, "read", BreachFactory(organisation=havering))


def test_any_officer_begins_the_register_of_somebody_new(officer, guardian, outsider):
    newcomer = PersonFactory()

    assert door.may(officer, "record_interest", newcomer)
    assert door.may(outsider, "record_interest", newcomer)
    assert not door.may(guardian, "record_interest", newcomer)
    assert recorded(person=newcomer, by=officer).person == newcomer
    assert door.may(officer, "read_interests", newcomer)
    assert not door.may(outsider, "read_interests", newcomer)


def test_register_of_somebody_who_left_stays_with_their_officer(
    officer, outsider, havering
):
    leaver = PositionFactory(organisation=havering, to_on=date(2016, 5, 1)).person

    assert door.may(officer, "read_interests", leaver)
    assert not door.may(outsider, "read_interests", leaver)
    assert not door.may(outsider, "record_interest", leaver)


def test_breach_is_for_those_who_keep_and_oversee(
    officer, guardian, auditor, gp_member, outsider, havering
):
    breach = BreachFactory(organisation=havering)

    may = [
        bool(door.may(actor, "read", breach))
        for actor in (officer, guardian, auditor, gp_member, outsider)
    ]

    assert may == [True, True, True, False, False]
