"""Who gets a copy: everybody who is coming, each once; and what each may have."""

from __future__ import annotations

import pytest

from committees.models import Appointment
from meetings.actions import attendances
from meetings.enums import Capacity, PaperHandling, Participation
from meetings.facts.invitees import coming_to
from meetings.models import Attendance, Gathering, Sitting
from packs.facts.editions import agenda_of
from packs.facts.readers import reader_of
from packs.values import ItemId, PaperId
from tests.factories.meetings import PaperVersionFactory, gather, seat_person
from tests.factories.packs import add_matter, keep_from, raise_conflict
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather(2)


def seat_of(user):
    return Appointment.objects.get(person=user.person).seat


def test_coming_to_are_holders_and_those_in_attendance(cast):
    other_chair = cast.committees[1].seats.get().appointments.get().person

    found = coming_to(cast.gathering)

    expected = {
        cast.chair.person,
        cast.gp_seated.person,
        cast.observer.person,
        other_chair,
    }
    assert set(found) == expected
    assert len(found) == len(expected)
    assert found == sorted(found, key=lambda one: (one.family_name, one.given_name))


def test_coming_to_without_those_who_sent_apologies(cast):
    attendances.apologise(
        sitting=cast.sittings[0], person=cast.gp_seated.person, by=cast.officer
    )

    assert cast.gp_seated.person not in coming_to(cast.gathering)


def test_coming_to_deputy_only_when_they_fill_the_seat(cast):
    assert cast.deputy.person not in coming_to(cast.gathering)
    sitting, seat = cast.sittings[0], seat_of(cast.gp_seated)
    attendances.apologise(
        sitting=sitting, person=cast.gp_seated.person, by=cast.officer
    )
    attendances.deputise(
        sitting=sitting, seat=seat, person=cast.deputy.person, by=cast.officer
    )

    found = coming_to(cast.gathering)

    assert cast.deputy.person in found
    assert cast.gp_seated.person not in found


@pytest.mark.parametrize(
    ("capacity", "gets_one"),
    [
        (Capacity.IN_ATTENDANCE, True),
        (Capacity.MINUTE_TAKER, True),
        (Capacity.PRESENTER, True),
        (Capacity.PUBLIC, False),
    ],
)
def test_coming_to_by_capacity_of_attendance(cast, capacity, gets_one):
    person = PersonFactory()
    Attendance.objects.create(
        sitting=cast.sittings[1], person=person, capacity=capacity
    )

    assert (person in coming_to(cast.gathering)) is gets_one


def test_coming_to_several_places_one_copy(cast):
    """A seat in the second committee, in attendance at the first."""
    seat_person(cast.committees[1].seats.create(title="Observer"), PersonFactory())
    person = cast.committees[1].seats.get(title="Lay chair").appointments.get().person
    Attendance.objects.create(
        sitting=cast.sittings[0], person=person, capacity=Capacity.IN_ATTENDANCE
    )

    assert coming_to(cast.gathering).count(person) == 1


def test_coming_to_whoever_presides_without_a_seat(cast):
    presides, convenes = PersonFactory(), PersonFactory()
    Sitting.objects.filter(pk=cast.sittings[1].pk).update(chair=presides)
    Gathering.objects.update(convening_chair=convenes)
    cast.gathering.refresh_from_db()

    assert {presides, convenes} <= set(coming_to(cast.gathering))


def test_coming_to_convening_chair_who_sent_apologies(cast):
    person = cast.chair.person
    Gathering.objects.update(convening_chair=person)
    Sitting.objects.filter(pk=cast.sittings[0].pk).update(chair=person)
    attendances.apologise(sitting=cast.sittings[0], person=person, by=cast.officer)
    cast.gathering.refresh_from_db()

    assert person not in coming_to(cast.gathering)


def read(cast, user):
    agenda = agenda_of(cast.gathering)
    return reader_of(user.person, cast.gathering, agenda.items, agenda.versions)


def test_reader_of_answers_for_every_item_and_every_paper(cast):
    item = add_matter(cast, "Alpha")

    reader = read(cast, cast.gp_seated)

    assert reader.items.keys() == {ItemId(item.pk)}
    assert reader.papers.keys() == {PaperId(item.papers.get().pk)}
    assert not reader.items[ItemId(item.pk)].is_withheld
    assert reader.excluded == frozenset()


@pytest.mark.parametrize(
    ("ruling", "is_withheld"),
    [
        pytest.param({}, True, id="papers withheld"),
        pytest.param(
            {"participation": Participation.NOT_ATTEND}, True, id="not to attend"
        ),
        pytest.param(
            {
                "participation": Participation.LEAVE_ITEM,
                "papers": PaperHandling.GIVEN,
            },
            False,
            id="leaves, papers given",
        ),
    ],
)
def test_reader_of_what_the_treatment_withholds(cast, ruling, is_withheld):
    item = add_matter(cast, "Alpha")
    keep_from(cast, item, cast.gp_seated.person, **ruling)

    reader = read(cast, cast.gp_seated)

    assert reader.items[ItemId(item.pk)].is_withheld is is_withheld
    assert (item.pk in reader.excluded) is is_withheld
    assert not reader.items[ItemId(item.pk)].hides_title


def test_reader_of_untreated_conflict_withholds(cast):
    item = add_matter(cast, "Alpha")
    raise_conflict(cast, item, cast.gp_seated.person)

    assert read(cast, cast.gp_seated).items[ItemId(item.pk)].is_withheld


def test_reader_of_committee_that_hides_titles(cast):
    cast.committees[0].terms.update(withholding_policy="hide_title")
    item = add_matter(cast, "Alpha")
    keep_from(cast, item, cast.gp_seated.person)

    reader = read(cast, cast.gp_seated)

    assert reader.items[ItemId(item.pk)].hides_title
    assert reader.excluded == {item.pk}


def test_reader_of_attendee_private_part_and_papers_without_their_titles(cast):
    item = add_matter(cast, "Alpha")
    private = add_matter(cast, "Gamma", private=True)
    appendix = PaperVersionFactory(paper__item=item, paper__sensitivity="restricted")

    reader = read(cast, cast.observer)

    assert reader.items[ItemId(private.pk)].hides_title
    assert reader.papers[PaperId(appendix.paper_id)].hides_title
    assert not reader.items[ItemId(item.pk)].is_withheld
    assert reader.excluded == frozenset()
