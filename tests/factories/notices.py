"""Letters in states that can exist; states past the first come through actions."""

from __future__ import annotations

from datetime import UTC, datetime

import factory

from notices.models import Letter
from tests.factories.people import PersonFactory


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
