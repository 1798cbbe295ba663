"""Editions of registers and releases as an officer records them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from conflicts.rules.registers import Edition
from publishing.models import RegisterEdition, Release, ReleasedPaper
from tests.factories.committees import CcgFactory
from tests.factories.meetings import ItemFactory, PaperVersionFactory, SittingFactory
from tests.factories.people import UserFactory


class RegisterEditionFactory(factory.django.DjangoModelFactory):
    """An empty public edition."""

    class Meta:
        model = RegisterEdition

    organisation = factory.SubFactory(CcgFactory)
    edition = Edition.PUBLIC
    as_at = date(2016, 5, 1)
    content = factory.LazyFunction(lambda: {"entries": [], "silences": [], "note": ""})
    sha256 = "0" * 64
    issued_at = datetime(2016, 5, 1, 9, 0, tzinfo=UTC)
    issued_by = factory.SubFactory(UserFactory)


class ReleaseFactory(factory.django.DjangoModelFactory):
    """One committee's release of a private matter, that stands."""

    class Meta:
        model = Release

    item = factory.SubFactory(ItemFactory, private=True)
    sitting = factory.SubFactory(
        SittingFactory, gathering=factory.SelfAttribute("..item.gathering")
    )
    decided_on = factory.SelfAttribute("item.gathering.held_on")
    authority = "Resolution of the committee, minute 14"
    reason = "The contract is signed."
    recorded_at = datetime(2016, 7, 1, 9, 0, tzinfo=UTC)
    recorded_by = factory.SubFactory(UserFactory, password=None)


class ReleasedPaperFactory(factory.django.DjangoModelFactory):
    """One version that a release lets out."""

    class Meta:
        model = ReleasedPaper

    release = factory.SubFactory(ReleaseFactory)
    version = factory.SubFactory(PaperVersionFactory)
