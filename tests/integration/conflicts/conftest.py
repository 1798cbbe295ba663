"""The cast: a committee of Havering, its people, and those outside."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.enums import PostRole
from tests.factories.committees import (
    CcgFactory,
    holder_of,
    user_with_post,
    working_committee,
)
from tests.factories.people import UserFactory


@pytest.fixture(autouse=True)
def on_1_june_2016(settings):
    settings.QUORATE_TODAY = date(2016, 6, 1)


@pytest.fixture
def havering(db):
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def officer(havering):
    return user_with_post(havering)


@pytest.fixture
def guardian(havering):
    return user_with_post(havering, PostRole.GUARDIAN)


@pytest.fixture
def auditor(havering):
    return user_with_post(havering, PostRole.AUDITOR)


@pytest.fixture
def outsider(db):
    """An officer of another CCG."""
    return user_with_post(CcgFactory(name="NHS Camden CCG"))


@pytest.fixture
def committee(havering, officer):
    return working_committee(organisation=havering, by=officer)


@pytest.fixture
def gp_member(committee):
    """Somebody who sits on the committee and signs in."""
    return UserFactory(person=holder_of(committee, "GP member"))


@pytest.fixture
def paper_member(committee):
    """Somebody who sits on the committee and never signs in."""
    return holder_of(committee, "Registered nurse")
