"""Rows of the room while it meets, as the tables take them."""

from __future__ import annotations

import factory

from core import clock
from meetings.enums import Capacity, Place, PresenceKind
from meetings.models import Attendance, ConflictGround, ConflictRow, PresenceEvent
from tests.factories.meetings import GatheringFactory, ItemFactory, SittingFactory
from tests.factories.people import PersonFactory, UserFactory


class AttendanceFactory(factory.django.DjangoModelFactory):
    """Somebody who observes one sitting."""

    class Meta:
        model = Attendance

    sitting = factory.SubFactory(SittingFactory)
    person = factory.SubFactory(PersonFactory)
    capacity = Capacity.OBSERVER


class PresenceEventFactory(factory.django.DjangoModelFactory):
    """Somebody takes a place at the table."""

    class Meta:
        model = PresenceEvent

    gathering = factory.SubFactory(GatheringFactory)
    person = factory.SubFactory(PersonFactory)
    kind = PresenceKind.IN
    place = Place.TABLE
    happened_at = factory.LazyFunction(clock.now)
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class ConflictRowFactory(factory.django.DjangoModelFactory):
    """A proposed row that waits for the chair."""

    class Meta:
        model = ConflictRow

    item = factory.SubFactory(ItemFactory)
    sitting = factory.SubFactory(
        SittingFactory, gathering=factory.SelfAttribute("..item.gathering")
    )
    person = factory.SubFactory(PersonFactory)


class ConflictGroundFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConflictGround

    row = factory.SubFactory(ConflictRowFactory)
    trace = "is a partner in the applicant"
    fingerprint = factory.Sequence(lambda number: f"{number:064x}")
