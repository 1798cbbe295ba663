"""From rows to facts: who belongs to which register, and who keeps it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from commissioning.values import OrgRef
from committees.models import Appointment, Committee, Deputy
from conflicts.models import Interest, Office, Position
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

# Every page asks it of the door: in SQL, since compiling it takes longer than asking it.
POSTS_HELD = """
SELECT organisation_id, role FROM commissioning_post
 WHERE person_id = %(person)s AND from_on <= %(day)s
   AND (to_on IS NULL OR to_on >= %(day)s)
"""


def organisations_of(person_id: int, day: date) -> frozenset[OrgRef]:
    """Return the bodies a person sits for or works for on `day` or later.

    They keep the register that the person's interests stand in; somebody who is to
    take a seat next month declares before. In one query.
    """
    return _organisations(person_id, Q(to_on__isnull=True) | Q(to_on__gte=day))


def organisations_ever_of(person_id: int) -> frozenset[OrgRef]:
    """Return the bodies a person ever sat for or worked for, in one query.

    Of somebody who left, these keep the register until its years have run out.
    """
    return _organisations(person_id, Q())


def is_begun_by_another(person_id: int, user_id: int) -> bool:
    """Say whether somebody else recorded an interest of a person (id) first."""
    rows = Interest.objects.of_persons([person_id])
    return rows.exists() and not rows.filter(recorded_by=user_id).exists()


def _organisations(person_id: int, current: Q) -> frozenset[OrgRef]:
    seats = Appointment.objects.filter(current, person=person_id)
    deputies = Deputy.objects.filter(current, person=person_id)
    posts = Post.objects.filter(current, person=person_id)
    positions = Position.objects.filter(current, person=person_id)
    bodies = "seat__committee__organisations"
    keys = (
        seats.order_by()
        .values_list(bodies)
        .union(
            deputies.order_by().values_list(bodies),
            posts.order_by().values_list("organisation"),
            positions.order_by().values_list("organisation"),
        )
    )
    return frozenset(OrgRef(key) for (key,) in keys if key is not None)


def persons_kept_by(officer_id: int, day: date) -> QuerySet[Person]:
    """Return the persons whose register an officer (person id) keeps on `day`.

    Who sits, works or holds a position there on the day or later, as
    `organisations_of` reads it from the other side.
    """
    bodies = Post.objects.held_on(day).filter(person=officer_id, role=PostRole.OFFICER)
    current = Q(to_on__isnull=True) | Q(to_on__gte=day)
    wanted = {"organisation__in": bodies.order_by().values("organisation")}
    seated = {
        "seat__committee__organisations__in": bodies.order_by().values("organisation")
    }
    held = (
        Appointment.objects.filter(current, **seated),
        Deputy.objects.filter(current, **seated),
        Post.objects.filter(current, **wanted),
        Position.objects.filter(current, **wanted),
    )
    found = Q(pk__in=[])
    for rows in held:
        found |= Q(pk__in=rows.order_by().values("person"))
    return Person.objects.filter(found)


def is_managed_by(person_id: int, manager_id: int, day: date) -> bool:
    """Say whether one person (id) is the line manager of another on `day`."""
    held = Position.objects.held_on(day).filter(person=person_id)
    return held.filter(line_manager=manager_id).exists()


def posts_of(person_id: int | None, day: date) -> dict[OrgRef, frozenset[str]]:
    """Return the roles a person holds on `day`, by organisation, in one query."""
    roles: dict[OrgRef, set[str]] = {}
    if person_id is not None:
        with connection.cursor() as cursor:
            cursor.execute(POSTS_HELD, {"person": person_id, "day": day})
            for organisation_id, role in cursor.fetchall():
                roles.setdefault(OrgRef(organisation_id), set()).add(role)
    return {key: frozenset(found) for key, found in roles.items()}


def persons_of_committees(
    committees: QuerySet[Committee] | Collection[Committee], day: date
) -> QuerySet[Person]:
    """Return who holds a seat or may stand in on `day`, as a register lists them."""
    seats = Appointment.objects.held_on(day).filter(seat__committee__in=committees)
    deputies = Deputy.objects.named_on(day).filter(seat__committee__in=committees)
    return Person.objects.filter(
        Q(pk__in=seats.order_by().values("person"))
        | Q(pk__in=deputies.order_by().values("person"))
    )


def persons_of_organisation(organisation: Organisation, day: date) -> QuerySet[Person]:
    """Return who has a seat, a deputyship, a post or a position there on `day`."""
    held = Office.objects.held_on(day).filter(organisation=organisation)
    return Person.objects.filter(pk__in=held.order_by().values("person"))


def positions_of(person_ids: Collection[int], day: date) -> dict[int, str]:
    """Return what each person (ids) is on `day`, in words, in four queries."""
    words: dict[int, list[str]] = {}
    seats = Appointment.objects.held_on(day).filter(person__in=person_ids)
    for person_id, seat, committee in seats.values_list(
        "person_id", "seat__title", "seat__committee__short_name"
    ):
        words.setdefault(person_id, []).append(f"{seat}, {committee}")
    deputies = Deputy.objects.named_on(day).filter(person__in=person_ids)
    for person_id, seat, committee in deputies.values_list(
        "person_id", "seat__title", "seat__committee__short_name"
    ):
        words.setdefault(person_id, []).append(f"deputy for {seat}, {committee}")
    posts = Post.objects.held_on(day).filter(person__in=person_ids)
    for person_id, role, organisation in posts.values_list(
        "person_id", "role", "organisation__name"
    ):
        label = PostRole(role).label
        words.setdefault(person_id, []).append(f"{label}, {organisation}")
    others = Position.objects.held_on(day).filter(person__in=person_ids)
    for person_id, title, body, practice in others.values_list(
        "person_id", "title", "organisation__name", "practice__name"
    ):
        words.setdefault(person_id, []).append(f"{title}, {practice or body}")
    return {person_id: "; ".join(found) for person_id, found in words.items()}
