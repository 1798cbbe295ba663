"""From rows to who works in a practice, and who may send in its signed returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from commissioning.enums import PostRole
from commissioning.models import Organisation, OrganisationLink, Post
from commissioning.values import LinkKind
from conflicts.enums import Capacity
from conflicts.models import Position
from people.models import Person


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

IN_A_PRACTICE = (Capacity.PRACTICE_PARTNER, Capacity.PRACTICE_STAFF)


def practices_of(person_id: int, day: date) -> QuerySet[Organisation]:
    """Return the practices in which a person holds a position on `day`."""
    held = Position.objects.held_on(day).filter(
        person=person_id, capacity__in=IN_A_PRACTICE, practice__isnull=False
    )
    return Organisation.objects.filter(pk__in=held.order_by().values("practice"))


def practices_overseen_by(person_id: int, day: date) -> QuerySet[Organisation]:
    """Return the practices whose people declare to a body of which one is officer.

    Those with a position for the body, and the body's member practices.
    """
    mine = (
        Post.objects.held_on(day)
        .filter(person=person_id, role=PostRole.OFFICER)
        .order_by()
        .values("organisation")
    )
    positions = Position.objects.held_on(day).filter(organisation__in=mine)
    members = OrganisationLink.objects.in_force_on(day).filter(
        kind=LinkKind.MEMBER_OF, target__in=mine
    )
    return Organisation.objects.filter(
        Q(pk__in=positions.order_by().values("practice"))
        | Q(pk__in=members.order_by().values("source"))
    )


def people_of_practice(practice_id: int, day: date) -> QuerySet[Person]:
    """Return who holds a position in a practice on `day`, by name."""
    held = Position.objects.held_on(day).filter(
        practice=practice_id, capacity__in=IN_A_PRACTICE
    )
    return Person.objects.filter(pk__in=held.order_by().values("person"))
