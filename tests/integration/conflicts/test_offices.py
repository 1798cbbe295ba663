"""The rows of who holds what: kept in step by the database, whoever writes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from commissioning.models import Post
from committees.models import Appointment, Deputy
from conflicts.models import Office, Position
from tests.factories.committees import (
    CcgFactory,
    DeputyFactory,
    seat_of,
    user_with_post,
    working_committee,
)
from tests.factories.conflicts import PositionFactory
from tests.factories.people import PersonFactory


DIFFERENCE = """
(TABLE conflicts_office EXCEPT TABLE conflicts_office_source)
UNION ALL
(TABLE conflicts_office_source EXCEPT TABLE conflicts_office)
"""


def out_of_step():
    """Return the rows that are in the kept table or its source, and not in both."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERENCE)
        return cursor.fetchall()


@pytest.fixture
def everybody(committee, havering, officer):
    """One row of each kind, on one committee of one body."""
    DeputyFactory(seat=seat_of(committee, "GP member"))
    PositionFactory(organisation=havering)
    assert set(Office.objects.values_list("kind", flat=True)) == {
        Office.SEAT,
        Office.DEPUTY,
        Office.POST,
        Office.POSITION,
    }
    return committee


def _ends(rows):
    return rows.update(to_on=date(2016, 12, 31))


def _moves(rows):
    return rows.update(person=PersonFactory())


@pytest.mark.parametrize("model", [Appointment, Deputy, Post, Position])
@pytest.mark.parametrize("change", [_ends, _moves])
def test_a_changed_row_changes_its_office(model, change, everybody):
    before = set(Office.objects.values_list())
    one = model.objects.order_by("pk").first()

    assert change(model.objects.filter(pk=one.pk)) == 1

    changed = set(Office.objects.values_list()) - before
    assert {row[1:3] for row in changed} == {(model._meta.label, one.pk)}
    assert out_of_step() == []


@pytest.mark.parametrize("model", [Deputy, Position])
def test_a_deleted_row_has_no_office(model, everybody):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")

    assert not Office.objects.filter(kind=model._meta.label).exists()
    assert out_of_step() == []


def test_a_renamed_seat_is_renamed_for_its_holders(everybody):
    seat = seat_of(everybody, "GP member")
    seat.title = "Clinical member"
    seat.save()

    assert Office.objects.filter(words="Clinical member").count() == 2
    assert out_of_step() == []


def test_a_committee_of_two_bodies_gives_two_offices(everybody):
    redbridge = CcgFactory(name="NHS Redbridge CCG")
    seats = Office.objects.filter(committee=everybody).count()

    everybody.organisations.add(redbridge)

    assert Office.objects.filter(committee=everybody).count() == 2 * seats
    assert out_of_step() == []
    everybody.organisations.clear()
    assert Office.objects.filter(committee=everybody).count() == seats
    assert not Office.objects.filter(organisation=redbridge).exists()
    assert out_of_step() == []


def test_an_ended_committee_ends_its_offices(everybody):
    everybody.disestablished_on = date(2016, 5, 1)
    everybody.save()

    ends = Office.objects.filter(committee=everybody).values_list("to_on", flat=True)
    assert set(ends) == {date(2016, 5, 1)}
    assert out_of_step() == []


@pytest.mark.django_db(transaction=True)
def test_a_seat_taken_meanwhile_is_an_office_of_the_new_body_too():
    barking, redbridge = CcgFactory(), CcgFactory()
    committee = working_committee(organisation=barking, by=user_with_post(barking))
    seat = seat_of(committee, "GP member")
    named, may_commit = threading.Event(), threading.Event()

    def name_a_deputy():
        try:
            with transaction.atomic():
                DeputyFactory(seat=seat)
                named.set()
                may_commit.wait(10)
        finally:
            connection.close()

    def add_a_body():
        try:
            committee.organisations.add(redbridge)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        deputy = pool.submit(name_a_deputy)
        assert named.wait(10)
        body = pool.submit(add_a_body)
        with pytest.raises(TimeoutError):
            body.result(timeout=1)
        may_commit.set()
        deputy.result(timeout=20)
        body.result(timeout=20)

    assert Office.objects.filter(kind=Office.DEPUTY, organisation=redbridge).exists()
    assert out_of_step() == []
