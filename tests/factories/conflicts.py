"""Interests as people declare them: everything goes through the actions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from conflicts.actions import interests
from conflicts.actions.declarations import Declaration
from conflicts.enums import Nature, SourceKind
from conflicts.models import Breach, Interest, InterestVersion
from tests.factories.committees import CcgFactory
from tests.factories.people import PersonFactory, UserFactory


def declaration(**said) -> Declaration:
    """Return a complete declaration of a partnership in a practice."""
    values = {
        "nature": Nature.FINANCIAL,
        "description": "GP partner",
        "from_on": date(2012, 4, 1),
        **said,
    }
    if "organisation" not in values and "unlisted_name" not in values:
        values["organisation"] = CcgFactory(practice=True)
    return Declaration(**values)


def declared(*, by, **said) -> Interest:
    """Return an interest that a person declared for themself."""
    return interests.declare(declaration=declaration(**said), by=by)


def recorded(*, person, by, source_on=date(2016, 5, 3), **said) -> Interest:
    """Return an interest that an officer entered from an e-mail."""
    return interests.record_for(
        person=person,
        declaration=declaration(**said),
        source=SourceKind.EMAIL,
        source_on=source_on,
        by=by,
    )


class InterestFactory(factory.django.DjangoModelFactory):
    """A row as the table takes it, without its history."""

    class Meta:
        model = Interest

    person = factory.SubFactory(PersonFactory)
    nature = Nature.FINANCIAL
    organisation = factory.SubFactory(CcgFactory, practice=True)
    description = "GP partner"
    declared_on = date(2016, 5, 1)
    recorded_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    recorded_by = factory.SubFactory(UserFactory)


class InterestVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = InterestVersion

    interest = factory.SubFactory(InterestFactory)
    version = 1
    fields = factory.LazyFunction(dict)
    written_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    written_by = factory.SubFactory(UserFactory)


class BreachFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Breach

    about = factory.Sequence(lambda number: f"decision:{number}")
    organisation = factory.SubFactory(CcgFactory)
    happened_on = date(2016, 5, 1)
    nature = "Decided before the conflict was treated."
    drafted_at = datetime(2016, 5, 2, 9, 0, tzinfo=UTC)
