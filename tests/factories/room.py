"""Rows of the room while it meets, as the tables take them."""

from __future__ import annotations

import factory

from conflicts.enums import SourceKind, TieWay
from core import clock
from meetings.enums import (
    Capacity,
    ChecklistStage,
    PaperHandling,
    Participation,
    Place,
    PresenceKind,
    RowAnswer,
    RulerKind,
)
from meetings.models import (
    AgendaConfirmation,
    Attendance,
    ChecklistClosing,
    ConfirmationAnswer,
    ConflictAdvice,
    ConflictGround,
    ConflictRow,
    LateReason,
    PresenceEvent,
    StandingRuling,
    StandingRulingScope,
    Tabling,
)
from tests.factories.meetings import (
    BEGINNING,
    CommitteeFactory,
    GatheringFactory,
    ItemFactory,
    PaperVersionFactory,
    SittingFactory,
)
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


class ConflictAdviceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConflictAdvice

    row = factory.SubFactory(ConflictRowFactory)
    advisor = factory.SubFactory(PersonFactory)
    words = "Let them stay, without the papers."
    source = SourceKind.SELF
    given_on = BEGINNING
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class LateReasonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LateReason

    item = factory.SubFactory(ItemFactory, is_late=True)
    chair = factory.SubFactory(PersonFactory)
    words = "The contract ends this month."
    source = SourceKind.SELF
    given_on = BEGINNING
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class TablingFactory(factory.django.DjangoModelFactory):
    """A paper that the committee took on the day of its meeting."""

    class Meta:
        model = Tabling

    version = factory.SubFactory(PaperVersionFactory)
    sitting = factory.SubFactory(SittingFactory)
    is_taken = True
    tabled_by = factory.SubFactory(PersonFactory)
    tabled_at = factory.LazyFunction(clock.now)
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class StandingRulingFactory(factory.django.DjangoModelFactory):
    """A ruling on bodies of one federation, as the table takes it, for no committee."""

    class Meta:
        model = StandingRuling

    number = factory.Sequence(lambda number: number + 1)
    from_on = BEGINNING
    ways = factory.LazyFunction(lambda: [TieWay.FEDERATION.value])
    participation = Participation.TAKE_PART
    papers = PaperHandling.GIVEN
    reason = "Widely shared, and remote."
    ruled_by = factory.SubFactory(PersonFactory)
    ruled_as = RulerKind.GUARDIAN
    ruled_on = BEGINNING
    ruling_source = SourceKind.SELF
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class StandingRulingScopeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StandingRulingScope

    ruling = factory.SubFactory(StandingRulingFactory)
    committee = factory.SubFactory(CommitteeFactory)


class AgendaConfirmationFactory(factory.django.DjangoModelFactory):
    """Somebody had nothing to add to an agenda."""

    class Meta:
        model = AgendaConfirmation

    gathering = factory.SubFactory(GatheringFactory)
    person = factory.SubFactory(PersonFactory)
    confirmed_on = BEGINNING
    source = SourceKind.SELF
    recorded_at = factory.LazyFunction(clock.now)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class ConfirmationAnswerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConfirmationAnswer

    confirmation = factory.SubFactory(AgendaConfirmationFactory)
    row = factory.SubFactory(ConflictRowFactory)
    answer = RowAnswer.ACCEPTED
    fingerprints = factory.LazyFunction(list)


class ChecklistClosingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ChecklistClosing

    gathering = factory.SubFactory(GatheringFactory)
    stage = ChecklistStage.BEFORE
    chaired_by = factory.SubFactory(PersonFactory)
    source = SourceKind.SELF
    closed_on = BEGINNING
    shown = factory.LazyFunction(list)
    closed_at = factory.LazyFunction(clock.now)
    closed_by = factory.SubFactory(UserFactory, password=None)
