"""From rows to who belonged where, and when they left: many people at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.db.models.functions import Coalesce

from commissioning.models import Post
from committees.models import Appointment, Committee, Deputy
from conflicts.models import Office, Position
from conflicts.rules.retention import Ending
from core.models import AuditEvent
from core.web.dates import local_day
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from commissioning.models import Organisation

    Held = tuple[str, int, int | None, date | None]
    Told = Mapping[tuple[str, str], datetime]

BODIES = "seat__committee__organisations"


def one_of(person_ids: Iterable[int]) -> dict[int, int]:
    """Return, for persons and all merged with them (ids), the entry that remains.

    In two queries, however many they are.
    """
    asked = Person.objects.filter(pk__in=set(person_ids)).order_by()
    ones = set(asked.values_list(Coalesce("merged_into", "pk"), flat=True))
    merged = Person.objects.filter(Q(pk__in=ones) | Q(merged_into__in=ones)).order_by()
    return {
        entry: into or entry for entry, into in merged.values_list("pk", "merged_into")
    }


def bodies_ever_of(person_id: int) -> set[int]:
    """Return the bodies (ids) a person ever sat for or worked for."""
    one = one_of([person_id])
    return bodies_ever(one).get(one.get(person_id, person_id), set())


def bodies_ever(one: Mapping[int, int]) -> dict[int, set[int]]:
    """Return the bodies (ids) that people ever belonged to, in one query.

    `one` is that of `one_of`; the answer is by the entry that remains.
    """
    seats = Appointment.objects.filter(person__in=one).order_by()
    rows = seats.values_list("person", BODIES).union(
        Deputy.objects.filter(person__in=one).order_by().values_list("person", BODIES),
        *(
            model.objects.filter(person__in=one)
            .order_by()
            .values_list("person", "organisation")
            for model in (Post, Position)
        ),
    )
    bodies: dict[int, set[int]] = defaultdict(set)
    for person, body in rows:
        if body is not None:
            bodies[one[person]].add(body)
    return bodies


def leavings_of(one: Mapping[int, int], today: date) -> dict[int, Ending]:
    """Return the last day in any body of those who belong to none, in two queries.

    Known since the trail has of it: a seat ended today for a day long past starts no
    clock in the past. Whoever belongs to a body, or never did, is not in the answer.
    """
    held: dict[int, list[Held]] = defaultdict(list)
    rows = Office.objects.filter(person__in=one).values_list(
        "person", "kind", "row", "committee", "to_on"
    )
    for person, kind, row, committee_id, to_on in rows:
        held[one[person]].append((kind, row, committee_id, to_on))
    left = {
        person: [office for office in theirs if office[3] is not None]
        for person, theirs in held.items()
    }
    left = {
        person: ended
        for person, ended in left.items()
        if len(ended) == len(held[person]) and max(map(_day_of, ended)) < today
    }
    told = _told_of([office for theirs in left.values() for office in theirs])
    return {person: _leaving(theirs, told) for person, theirs in left.items()}


def _leaving(held: list[Held], told: Told) -> Ending:
    moments = [
        moment
        for office in held
        for key in _keys_of(office)
        if (moment := told.get(key)) is not None
    ]
    known = local_day(max(moments)) if moments else None
    return Ending(max(map(_day_of, held)), known)


def _day_of(office: Held) -> date:
    day = office[3]
    if day is None:
        raise ValueError("An office that goes on has no last day.")
    return day


def _keys_of(office: Held) -> list[tuple[str, str]]:
    """Return what the trail calls an office, and what ended it.

    A seat is ended before its committee; a deputyship ends with it.
    """
    kind, row, committee_id, _ = office
    keys = [(kind, str(row))]
    if kind == Office.DEPUTY:
        keys.append((Committee._meta.label, str(committee_id)))
    return keys


def _told_of(held: Iterable[Held]) -> Told:
    """Return when the trail last had of offices: entered, corrected, ended."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for office in held:
        for kind, key in _keys_of(office):
            by_kind[kind].add(key)
    about = Q(pk__in=[])
    for kind, keys in by_kind.items():
        named = Q(target_type=kind, target_key__in=keys)
        if kind == Committee._meta.label:
            named &= Q(event="committee.disestablished")
        about |= named
    rows = (
        AuditEvent.objects.filter(about)
        .exclude(event="person.merged_here")
        .order_by()
        .values_list("target_type", "target_key")
        .annotate(latest=Max("happened_at"))
    )
    return {(kind, key): latest for kind, key, latest in rows}


def ever_of(organisation: Organisation) -> Q:
    """Return the condition (on `person`) for whoever was ever anything to a body.

    Whoever it was under an entry that was merged since counts as well.
    """
    rows = (
        Appointment.objects.filter(seat__committee__organisations=organisation),
        Deputy.objects.filter(seat__committee__organisations=organisation),
        Post.objects.filter(organisation=organisation),
        Position.objects.filter(organisation=organisation),
    )
    condition = Q()
    for each in rows:
        merged = each.filter(person__merged_into__isnull=False).order_by()
        condition |= Q(person__in=each.order_by().values("person"))
        condition |= Q(person__in=merged.values("person__merged_into"))
    return condition
