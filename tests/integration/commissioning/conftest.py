"""The cast: an administrator, an officer of one CCG, an outsider, a plain reader."""

from __future__ import annotations

import pytest

from tests.factories.commissioning import OrganisationFactory, PostFactory
from tests.factories.people import UserFactory


@pytest.fixture
def ccg(db):
    return OrganisationFactory(ccg=True, name="NHS INVENTED EAST CCG")


@pytest.fixture
def administrator(db):
    return UserFactory(administrator=True)


@pytest.fixture
def officer(ccg):
    user = UserFactory()
    PostFactory(person=user.person, organisation=ccg)
    return user


@pytest.fixture
def outsider(db):
    """An officer of another CCG."""
    user = UserFactory()
    PostFactory(person=user.person)
    return user


@pytest.fixture
def reader(db):
    """Somebody who signs in and holds no post."""
    return UserFactory()
