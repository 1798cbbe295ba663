"""Editions of registers as an officer issues them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from conflicts.rules.registers import Edition
from publishing.models import RegisterEdition
from tests.factories.committees import CcgFactory
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
