"""Pages of a register that is longer than anybody counts, and the search in it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.models import Post
from committees.models import Appointment, Deputy
from conflicts.facts import register_pages
from conflicts.facts.register_entries import in_name_order
from conflicts.facts.register_pages import containing, page_of
from conflicts.facts.registers import Whose, register_as_at
from conflicts.models import Interest, Office, Position
from conflicts.views import registers
from core import clock
from people.models import Person
from tests.factories.commissioning import OrganisationFactory
from tests.factories.committees import DeputyFactory, seat_of
from tests.factories.conflicts import PositionFactory, recorded
from tests.factories.people import PersonFactory


@pytest.fixture
def long(havering, officer):
    """Return a register of seven interests, in the order of names."""
    people = [
        PersonFactory(title=title, given_name=given, family_name=family)
        for title, given, family in (
            ("Dr", "Ada", "Ash"),
            ("", "Ben", "van der Birch"),
            ("Mrs", "Cam", "Cedar"),
            ("", "Dee", "Cedar"),
            ("Dr", "Eli", "Elm"),
            ("Dr", "Fay", "Fir"),
            ("Dr", "Gus", "Gorse"),
        )
    ]
    for person in people:
        PositionFactory(person=person, organisation=havering)
    keys = [recorded(person=person, by=officer).pk for person in people]
    # Cedar, Dee stands before Cedar, Mrs Cam: after the last word comes the whole name.
    keys[2], keys[3] = keys[3], keys[2]
    return register_as_at(Whose(organisation=havering), clock.today()), keys


def test_database_writes_names_as_a_person_is_called(db):
    for title, given, family in (
        ("Dr", "Ada", "Ash"),
        ("", "Ben", "van der Birch"),
        ("Sir", "", "Cedar"),
    ):
        person = PersonFactory(title=title, given_name=given, family_name=family)
        person.refresh_from_db()
        assert person.full_name == str(person)
        assert person.filing_name == str(person).split()[-1]


@pytest.mark.parametrize(
    ("asked", "number", "expected", "words"),
    [
        ("", 1, slice(0, 2), "More than 4 interests"),
        ("2", 2, slice(2, 4), "More than 4 interests"),
        ("3", 3, slice(4, 6), "More than 4 interests"),
        ("4", 4, slice(6, 7), "More than 4 interests"),
        ("99", 4, slice(6, 7), "More than 4 interests"),
        ("last", 4, slice(6, 7), "More than 4 interests"),
        ("x", 1, slice(0, 2), "More than 4 interests"),
    ],
)
def test_pages_go_on_where_the_count_stops(
    asked, number, expected, words, long, monkeypatch
):
    monkeypatch.setattr(register_pages, "COUNTED_AT_MOST", 4)
    register, keys = long

    found = page_of(in_name_order(register.rows()), asked=asked, size=2)

    assert found.keys == keys[expected]
    assert found.page.number == number
    assert found.page.has_next() == (number < 4)
    assert found.words == words


def test_those_without_an_interest_stand_after_the_last(
    client, long, havering, officer, monkeypatch
):
    monkeypatch.setattr(registers, "A_PAGE", 4)
    silent = PersonFactory(given_name="Hal", family_name="Hazel")
    PositionFactory(person=silent, organisation=havering)
    url = reverse("conflicts:organisation_register", args=[havering.pk])
    client.force_login(officer)

    first = client.get(url).content.decode()
    last = client.get(url, {"page": "last"}).content.decode()

    assert "Hazel" not in first
    assert 'href="?page=last"' in first
    assert "Hazel" in last
    assert "Gorse" in last
    assert "page=last" not in last
    narrowed = client.get(url, {"q": "Ash"}).content.decode()
    assert "Hazel" not in narrowed
    assert "page=last" not in narrowed


def test_a_register_that_was_counted_says_how_many(long):
    register, keys = long

    with CaptureQueriesContext(connection) as asked:
        rows = in_name_order(register.rows_of_present())
        found = page_of(rows, asked="2", size=3)

    assert found.keys == keys[3:6]
    assert found.words == "7 interests"
    assert found.page.paginator.num_pages == 3
    assert len(asked) == 1


def test_nothing_found_is_one_empty_page(long):
    register, _ = long
    rows = in_name_order(register.rows().none())

    assert page_of(rows, asked="7", size=2).words == "0 interests"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("cedar", {2, 3}),
        ("CEDAR dee", {2}),
        ("dr f", {5}),
        ("elm surgery", {0}),
        ("z0900", {4}),
        ("unlisted ltd", {6}),
        ("100%", set()),
        ("nobody", set()),
    ],
)
def test_search_finds_people_and_bodies_by_words(words, expected, long):
    register, keys = long
    surgery = OrganisationFactory(name="THE ELM SURGERY", code="Z0800")
    coded = OrganisationFactory(name="THE OAK SURGERY", code="Z0900")
    Interest.objects.filter(pk=keys[0]).update(organisation=surgery, unlisted_name="")
    Interest.objects.filter(pk=keys[4]).update(organisation=coded, unlisted_name="")
    Interest.objects.filter(pk=keys[6]).update(
        organisation=None, unlisted_name="Unlisted Ltd"
    )

    rows = containing(register.rows(), register, words)

    assert {keys.index(row.pk) for row in rows} == expected


def test_offices_are_all_that_people_hold(committee, havering, officer):
    DeputyFactory(seat=seat_of(committee, "GP member"))
    PositionFactory(organisation=havering)
    day = clock.today()

    offices = Office.objects.held_on(day)

    for kind, rows in (
        (Office.SEAT, Appointment.objects.held_on(day)),
        (Office.DEPUTY, Deputy.objects.named_on(day)),
        (Office.POST, Post.objects.held_on(day)),
        (Office.POSITION, Position.objects.held_on(day)),
    ):
        found = offices.filter(kind=kind).values_list("row", "person")
        assert set(found) == set(rows.values_list("pk", "person"))
        assert found


def test_a_seat_is_an_office_until_its_committee_ends(committee):
    day = clock.today()
    assert Office.objects.held_on(day).filter(committee=committee.pk).exists()
    committee.disestablished_on = date(2016, 5, 1)
    committee.save()

    found = Office.objects.filter(committee=committee.pk)

    assert found.held_on(date(2016, 5, 1)).exists()
    assert not found.held_on(day).exists()


def test_long_register_asks_no_more_for_more_people(client, long, havering, officer):
    client.force_login(officer)
    url = reverse("conflicts:organisation_register", args=[havering.pk])
    client.get(url)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url, {"q": "r"}).status_code == 200
        counts.append(len(asked))
        for person in Person.objects.all()[:4]:
            recorded(person=person, by=officer, nature="personal")
    assert counts[0] == counts[1]
