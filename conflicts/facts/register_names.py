"""What people and bodies were called, and who was who, at a moment in the past.

A version of an interest has the names of the moment it was written. Who was renamed
or merged since, the trail knows: it keeps each name as it was before.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Func, JSONField, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce

from commissioning.models import Organisation
from conflicts.models import Office
from core.models import AuditEvent
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

NAME_PARTS = {"title", "given_name", "family_name"}
DATED_ROWS = (Office.SEAT, Office.DEPUTY, Office.POST, Office.POSITION)
MANY_STEPS = 100


@dataclass(frozen=True, slots=True)
class Names:
    """What the trail tells of one moment; everything else reads as it stands.

    `persons` and `organisations` are names by id, of those renamed at any time;
    `merged_into` leads from a duplicate to the person it had become by then; `moved`
    says of rows (by model and id) that a later merge moved whose they were then.
    """

    persons: dict[int, str] = field(default_factory=dict)
    organisations: dict[int, str] = field(default_factory=dict)
    merged_into: dict[int, int] = field(default_factory=dict)
    moved: dict[str, dict[int, int]] = field(default_factory=dict)

    def holders(self, offices: QuerySet[Office]) -> Q:
        """Return the condition (on `person`) for whoever held any of these offices then.

        Part of the query it stands in; only where a later merge moved such rows, that
        is asked first.
        """
        if not self.moved:
            return Q(person__in=offices.order_by().values("person"))
        hit = offices.filter(self.moved_since).values_list("kind", "row")
        theirs = offices.exclude(self.moved_since).order_by()
        return Q(person__in=theirs.values("person")) | Q(
            person__in=[self.moved[kind][row] for kind, row in hit]
        )

    @property
    def moved_since(self) -> Q:
        """Return the condition on offices for rows that a later merge moved."""
        condition = Q(pk__in=[])
        for kind, rows in self.moved.items():
            condition |= Q(kind=kind, row__in=list(rows))
        return condition

    def held_by(self, people: Collection[int]) -> Q:
        """Return the condition on offices for what these persons (ids) held then."""
        if not self.moved:
            return Q(person__in=people)
        back = Q(pk__in=[])
        for kind, rows in self.moved.items():
            theirs = [key for key, person_id in rows.items() if person_id in people]
            back |= Q(kind=kind, row__in=theirs)
        return (Q(person__in=people) & ~self.moved_since) | back

    @property
    def entered_twice(self) -> set[int]:
        """Return the persons (ids) of whom there is more than one entry, or was then."""
        moved = (key for rows in self.moved.values() for key in rows.values())
        return {*self.merged_into, *self.merged_into.values(), *moved}

    def holder(self, kind: str, row: int, person_id: int) -> int:
        """Return who held an office then, of whom it says today that `person_id` did."""
        return self.moved.get(kind, {}).get(row, person_id)

    def of_person(self, name: str) -> Combinable:
        """Return the expression for a person's name, `name` where it never changed."""
        return _told("person_id", self.persons, name)

    def of_entry(self, name: str) -> Combinable:
        """Return the same of a person themself, whose id is `pk`."""
        return _told("pk", self.persons, name)

    def of_organisation(self, name: str) -> Combinable:
        """Return the expression for a body's name, `name` where it never changed."""
        return _told("organisation_id", self.organisations, name)

    def canonical(self, person_id: int) -> int:
        """Return who a person had become: themself, or whom they were merged into."""
        return self.merged_into.get(person_id, person_id)

    def with_merged(self, persons: Q) -> Q:
        """Return a condition (on `person`) widened to the duplicates of everybody.

        In one query where anybody was merged, otherwise in none.
        """
        merged = {*self.merged_into, *self.merged_into.values()}
        if not merged:
            return persons
        found = people_with(persons).filter(pk__in=merged)
        groups = {self.canonical(key) for key in found.values_list("pk", flat=True)}
        also = [key for key in merged if self.canonical(key) in groups]
        return persons | Q(person__in=also) if also else persons

    def same_as(self, person_ids: Iterable[int]) -> list[int]:
        """Return the persons (ids) with all who are the same people as they."""
        wanted = {self.canonical(key) for key in person_ids}
        merged = {*self.merged_into, *self.merged_into.values()}
        return [
            *wanted,
            *(key for key in merged - wanted if self.canonical(key) in wanted),
        ]


NOTHING_RENAMED = Names()


def names_at(moment: datetime, *, is_now: bool) -> Names:
    """Return the names of a moment: for now one query, for the past six."""
    if is_now:
        with connection.cursor() as cursor:
            cursor.execute(*_merged_by_now())
            return Names(merged_into=_to_the_end(dict(cursor.fetchall())))
    return Names(
        persons=_persons(moment),
        organisations=_organisations(moment),
        merged_into=_merged(moment),
        moved=_moved(moment),
    )


@cache
def _merged_by_now() -> tuple[str, tuple[Any, ...]]:
    """Return the question for who was merged into whom, compiled once for all."""
    rows = Person.objects.filter(merged_into__isnull=False).order_by()
    sql, asked = rows.values_list("pk", "merged_into").query.sql_with_params()
    return sql, asked


def _told(key: str, names: dict[int, str], otherwise: str) -> Combinable:
    if not names:
        return Coalesce(F(otherwise), Value(""), output_field=TextField())
    return Coalesce(Named(key, names), F(otherwise), output_field=TextField())


class Named(Func):
    """The name of a row among names by id, or null: looked up, however many there are."""

    arg_joiner = " ->> "
    template = "(%(expressions)s)"
    output_field = TextField()

    def __init__(self, key: str, names: dict[int, str]) -> None:
        by_key = {str(pk): name for pk, name in names.items()}
        super().__init__(Value(by_key, JSONField()), Cast(F(key), TextField()))


def _persons(moment: datetime) -> dict[int, str]:
    found: dict[int, str] = {}
    renamed: set[int] = set()
    events = AuditEvent.objects.filter(
        target_type=Person._meta.label, event="person.corrected"
    ).order_by("happened_at", "pk")
    for key, details, happened_at in events.values_list(
        "target_key", "details", "happened_at"
    ):
        if not NAME_PARTS & set(details.get("changed", ())):
            continue
        renamed.add(int(key))
        if happened_at > moment:
            found.setdefault(int(key), details["name_before"])
    now = Person.objects.filter(pk__in=renamed - set(found))
    return found | {person.pk: str(person) for person in now}


def _organisations(moment: datetime) -> dict[int, str]:
    found: dict[int, str] = {}
    renamed: set[int] = set()
    events = AuditEvent.objects.filter(
        target_type=Organisation._meta.label, event="organisation.renamed"
    ).order_by("happened_at", "pk")
    for key, details, happened_at in events.values_list(
        "target_key", "details", "happened_at"
    ):
        renamed.add(int(key))
        if happened_at > moment:
            found.setdefault(int(key), details["before"])
    now = Organisation.objects.filter(pk__in=renamed - set(found))
    return found | dict(now.order_by().values_list("pk", "name"))


def _merged(moment: datetime) -> dict[int, int]:
    events = AuditEvent.objects.filter(
        target_type=Person._meta.label,
        event="person.merged",
        happened_at__lte=moment,
    ).order_by("happened_at", "pk")
    return _to_the_end(
        {
            int(key): details["into"]
            for key, details in events.values_list("target_key", "details")
        }
    )


def _moved(moment: datetime) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {}
    events = AuditEvent.objects.filter(
        target_type__in=DATED_ROWS,
        event="person.merged_here",
        happened_at__gt=moment,
    ).order_by("happened_at", "pk")
    for label, key, details in events.values_list(
        "target_type", "target_key", "details"
    ):
        if "from" in details:
            found.setdefault(label, {}).setdefault(int(key), details["from"])
    return found


def _to_the_end(merged: dict[int, int]) -> dict[int, int]:
    """Follow each merge to the person who remains."""
    found = {}
    for key in merged:
        into = merged[key]
        for _ in range(MANY_STEPS):
            if into not in merged:
                break
            into = merged[into]
        found[key] = into
    return found


def people_with(*persons: Q) -> QuerySet[Person]:
    """Return the people who meet conditions on `person`."""
    return Person.objects.annotate(person=F("pk")).filter(*persons)
