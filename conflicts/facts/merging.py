"""Entries of the record that an officer may merge, and what each of them holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from commissioning.models import Post
from committees.models import Appointment, Deputy
from conflicts.facts.interests import positions_of
from conflicts.models import Interest, Position
from conflicts.rules.merging import EntryFacts
from people.models import Person, User
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

MOST_ENTRIES = 5000


def mergeable_entries(kept: QuerySet[Person]) -> list[EntryFacts]:
    """Return the entries of the persons kept, and of those who belong to no body."""
    belonging: set[int] = set()
    for rows_of in (
        Appointment.objects.all(),
        Deputy.objects.all(),
        Post.objects.all(),
        Position.objects.all(),
    ):
        found_here: Any = rows_of
        belonging |= set(found_here.order_by().values_list("person", flat=True))
    mine = set(kept.order_by().values_list("pk", flat=True))
    elsewhere = belonging - mine
    rows = (
        Person.objects.current()
        .order_by("pk")
        .values_list("pk", "given_name", "family_name", "email")
    )
    found = (row for row in rows.iterator() if row[0] not in elsewhere)
    return [
        EntryFacts(PersonId(pk), given, family, email)
        for (pk, given, family, email), _n in zip(
            found, range(MOST_ENTRIES), strict=False
        )
    ]


def holdings_of(persons: Sequence[Person], day: date) -> list[list[tuple[str, str]]]:
    """Return, for each person, what their entry says, to lay two side by side."""
    ids = [person.pk for person in persons]
    positions = positions_of(ids, day)
    counted = Interest.objects.filter(person__in=ids).order_by().values("person")
    counts = dict(counted.annotate(n=Count("pk")).values_list("person", "n"))
    users = dict(User.objects.filter(person__in=ids).values_list("person", "email"))
    return [
        [
            ("Name", str(person)),
            ("E-mail", person.email or "None"),
            ("Telephone", person.telephone or "None"),
            ("Signs in as", users.get(person.pk, "Does not sign in")),
            ("Is now", positions.get(person.pk, "Nothing")),
            ("Interests", str(counts.get(person.pk, 0))),
        ]
        for person in persons
    ]
