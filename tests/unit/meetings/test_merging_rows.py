"""What two entries of one person had in meetings, row by row."""

from __future__ import annotations

import pytest

from core.models import AuditEvent
from meetings.actions import merging
from meetings.enums import ConflictState, GatheringState
from meetings.models import Attendance, ConflictRow
from tests.factories.meetings import ItemFactory, SittingFactory
from tests.factories.people import PersonFactory
from tests.factories.room import (
    AttendanceFactory,
    ConflictGroundFactory,
    ConflictRowFactory,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def double():
    return PersonFactory()


@pytest.fixture
def into():
    return PersonFactory()


def both(double, into, **of_mine):
    """Return the rows of both entries on one item before one committee."""
    item = ItemFactory()
    sitting = SittingFactory(gathering=item.gathering)
    mine = ConflictRowFactory(item=item, sitting=sitting, person=double, **of_mine)
    theirs = ConflictRowFactory(item=item, sitting=sitting, person=into)
    return mine, theirs


def as_they_stand():
    return list(ConflictRow.objects.order_by("pk").values())


def test_move_to_moves_an_attendance_that_only_the_duplicate_had(double, into):
    mine = AttendanceFactory(person=double)

    merging.move_to(duplicate=double, into=into)

    assert Attendance.objects.get(pk=mine.pk).person == into
    event = AuditEvent.objects.about(mine).get()
    assert event.details == {"from": double.pk}


def test_move_to_moves_a_row_that_only_the_duplicate_had(double, into):
    mine = ConflictRowFactory(person=double)

    merging.move_to(duplicate=double, into=into)

    mine.refresh_from_db()
    assert (mine.person, mine.state) == (into, ConflictState.PROPOSED)


@pytest.mark.parametrize("state", [GatheringState.HELD, GatheringState.PUBLISHED])
def test_move_to_leaves_both_rows_of_a_meeting_that_is_over(double, into, state):
    mine, _theirs = both(double, into)
    mine.item.gathering.state = state
    mine.item.gathering.save()
    before = as_they_stand()

    merging.move_to(duplicate=double, into=into)

    assert as_they_stand() == before


def test_move_to_leaves_a_row_that_lapsed_as_it_is(double, into):
    mine, _theirs = both(double, into, state=ConflictState.LAPSED)
    ConflictGroundFactory(row=mine)
    before = as_they_stand()

    merging.move_to(duplicate=double, into=into)

    assert as_they_stand() == before
    assert mine.grounds.exists()


def test_move_to_asks_nothing_again_where_both_rest_on_one_ground(double, into):
    mine, theirs = both(double, into)
    for row in (mine, theirs):
        ConflictGroundFactory(row=row, fingerprint="f" * 64)

    merging.move_to(duplicate=double, into=into)

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.state, theirs.state) == (ConflictState.LAPSED, ConflictState.PROPOSED)
    assert (theirs.revision, theirs.grounds.count()) == (0, 1)
    assert not AuditEvent.objects.filter(event="conflict.reopened").exists()
