"""Who is coming to a gathering, and whom an officer may name for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from commissioning.models import Post
from committees.models import Appointment, Committee, Deputy
from meetings.enums import Capacity
from meetings.facts.room import room_of
from meetings.models import Attendance
from people.models import Person


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from meetings.facts.room import Room
    from meetings.models import Gathering, Sitting


def persons_for(gathering: Gathering) -> QuerySet[Person]:
    """Return the persons whom the record of a gathering may name.

    Those who ever had a part in its committees or a post in their organisations, and
    those who have no tie to anybody yet: a guest just entered. Who belongs to other
    bodies alone is left out: their officers keep those names.
    """
    committees = Committee.objects.filter(sittings__gathering=gathering).order_by()
    person = OuterRef("pk")
    seats = Appointment.objects.filter(person=person)
    deputies = Deputy.objects.filter(person=person)
    posts = Post.objects.filter(person=person)
    attendances = Attendance.objects.filter(person=person)
    near = (
        Exists(seats.filter(seat__committee__in=committees.values("pk")))
        | Exists(deputies.filter(seat__committee__in=committees.values("pk")))
        | Exists(posts.filter(organisation__in=committees.values("organisations")))
        | Exists(attendances.filter(sitting__committee__in=committees.values("pk")))
    )
    untied = ~(Exists(seats) | Exists(deputies) | Exists(posts) | Exists(attendances))
    return Person.objects.current().filter(Q(near) | Q(untied))


def coming_to(gathering: Gathering) -> list[Person]:
    """Return everybody who is coming to a gathering, by family name.

    Chairs and holders of seats who sent no apologies, deputies who fill a seat, and
    those in attendance; somebody with several places is there once.
    """
    coming = coming_in(room_of(gathering))
    return list(
        Person.objects.filter(pk__in=coming).order_by("family_name", "given_name", "pk")
    )


def coming_in(room: Room) -> set[int]:
    """Return who is coming to a gathering whose room is loaded, by key."""
    convening = room.gathering.convening_chair_id
    coming = {convening} if convening and convening not in _away(room) else set()
    for sitting in room.sittings:
        coming |= _seated(room, sitting) | _attending(room, sitting)
    return coming


def _seated(room: Room, sitting: Sitting) -> set[int]:
    """Return who fills a seat or presides, by key."""
    present = {seat.present for seat in room.expected_seats(sitting)}
    found = {int(one) for one in present if one is not None}
    if sitting.chair_id and sitting.chair_id not in _away(room, sitting):
        found.add(sitting.chair_id)
    return found


def _away(room: Room, *sittings: Sitting) -> set[int]:
    """Return who sent apologies to sittings (or to any), by key."""
    wanted = {one.pk for one in sittings or room.sittings}
    return {
        row.person_id
        for sitting, rows in room.attendances.items()
        for row in rows
        if sitting in wanted and row.sent_apologies
    }


def _attending(room: Room, sitting: Sitting) -> set[int]:
    """Return who comes without a seat, or to deputise for one item alone, by key."""
    return {
        row.person_id
        for row in room.attendances.get(sitting.pk, ())
        if (row.seat_id is None or row.capacity == Capacity.DEPUTY)
        and row.capacity != Capacity.PUBLIC
        and not row.sent_apologies
    }
