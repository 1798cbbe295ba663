"""What the first screen says of signed returns that wait for the officer."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import returns
from conflicts.enums import Capacity
from desk.facts.first_screen import desk_of
from desk.facts.returns import returns_to_record
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import (
    AttestationFactory,
    PositionFactory,
    ReturnFileFactory,
    ReturnFilePersonFactory,
)


pytestmark = pytest.mark.django_db
DAY = date(2016, 6, 1)


@pytest.fixture(autouse=True)
def _on_1_june_2016(settings):
    settings.QUORATE_TODAY = DAY


@pytest.fixture
def havering():
    return CcgFactory(name="NHS Havering CCG")


@pytest.fixture
def partner(havering):
    return PositionFactory(
        organisation=havering,
        capacity=Capacity.PRACTICE_PARTNER,
        practice=CcgFactory(practice=True, name="Imagined Elm Surgery"),
    )


def sent_in(partner, mark="0"):
    file = ReturnFileFactory(organisation=partner.practice, sha256=mark * 64)
    ReturnFilePersonFactory(return_file=file, person=partner.person)
    return file


def test_returns_wait_for_the_officer_until_they_are_settled(havering, partner):
    officer = user_with_post(havering)
    file = sent_in(partner)

    (task,) = returns_to_record(officer.person_id, DAY)
    assert task.url == reverse("conflicts:return_file", args=[file.pk])
    assert "Imagined Elm Surgery" in task.title
    assert task.hint == "1 person, signed 20 April 2016"
    assert task in desk_of(officer, DAY).tasks

    AttestationFactory(
        person=partner.person,
        return_file=file,
        source="paper",
        source_on=file.signed_on,
    )
    returns.settle(return_file=file, by=officer)
    assert list(returns_to_record(officer.person_id, DAY)) == []


def test_returns_wait_for_nobody_else(havering, partner):
    sent_in(partner)
    others = [
        user_with_post(havering, PostRole.GUARDIAN),
        user_with_post(CcgFactory(name="NHS Camden CCG")),
    ]

    for user in others:
        assert list(returns_to_record(user.person_id, DAY)) == []
    assert list(returns_to_record(partner.person_id, DAY)) == []


def test_returns_take_one_query_however_many(havering, partner):
    officer = user_with_post(havering)
    for mark in "0123":
        sent_in(partner, mark)

    with CaptureQueriesContext(connection) as asked:
        found = list(returns_to_record(officer.person_id, DAY))

    assert (len(asked), len(found)) == (1, 4)
