"""Whom an officer may name for a gathering, short of the whole country."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from commissioning.models import Post
from committees.models import Appointment, Committee, Deputy
from meetings.models import Attendance
from people.models import Person


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from meetings.models import Gathering


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
