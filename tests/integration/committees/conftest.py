"""The cast: two CCGs, an officer of each, and a committee at work."""

from __future__ import annotations

import pytest

from tests.factories.committees import (
    CcgFactory,
    user_with_post,
    working_committee,
)


@pytest.fixture
def havering(db):
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def outsider(db):
    """An officer of another CCG."""
    return user_with_post(CcgFactory(name="NHS Camden CCG"))


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)
