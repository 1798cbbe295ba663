"""Letters in states that can exist; states past the first come through actions."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from notices.enums import Match, ReturnKind
from notices.models import CalendarFeed, Letter, ReminderChoice, ReturnedMail
from tests.factories.people import PersonFactory, UserFactory


class LetterFactory(factory.django.DjangoModelFactory):
    """A planned letter, due since long ago."""

    class Meta:
        model = Letter

    kind = "test_notice"
    about = "gathering:1"
    person = factory.SubFactory(PersonFactory)
    occasion = ""
    due_at = datetime(2016, 5, 25, 9, 0, tzinfo=UTC)
    planned_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    planned_by = "Olive Officer"


class ReturnedMailFactory(factory.django.DjangoModelFactory):
    """Something that came back and fits no letter."""

    class Meta:
        model = ReturnedMail

    fingerprint = factory.Sequence(lambda number: f"{number:064x}")
    taken_in_at = datetime(2016, 5, 26, 9, 0, tzinfo=UTC)
    kind = ReturnKind.NO_REPORT
    match = Match.UNKNOWN


class ReminderChoiceFactory(factory.django.DjangoModelFactory):
    """Somebody who said nothing but that each reminder comes on its day."""

    class Meta:
        model = ReminderChoice

    person = factory.SubFactory(PersonFactory)
    changed_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    changed_by = factory.SubFactory(UserFactory)


class CalendarFeedFactory(factory.django.DjangoModelFactory):
    """An address that some calendar asks; its token is nobody's."""

    class Meta:
        model = CalendarFeed

    user = factory.SubFactory(UserFactory)
    token_hash = factory.Sequence(lambda number: f"{number:064x}")
    made_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
