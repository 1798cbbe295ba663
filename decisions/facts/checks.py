"""Who was there, which part of the minutes each of them checks, and who has."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from conflicts.facts.persons import remaining
from decisions.models import Minutes, MinutesCheck
from meetings.enums import Part, PresenceKind
from meetings.models import PresenceEvent
from meetings.policies.gatherings import judge_items
from people.models import Person
from people.values import PersonId


if TYPE_CHECKING:
    from meetings.models import Gathering


@dataclass(frozen=True, slots=True)
class Checks:
    """How far the check of one part of the minutes has come, for who keeps them."""

    made: tuple[MinutesCheck, ...]
    missing: tuple[Person, ...]


def attended(gathering: Gathering) -> set[PersonId]:
    """Return who was in the room, and who chaired, by key; never the public."""
    came = PresenceEvent.objects.standing().filter(
        gathering=gathering, kind=PresenceKind.IN
    )
    found = {PersonId(one) for one in came.values_list("person_id", flat=True)}
    found |= {
        PersonId(one.chair_id) for one in gathering.sittings.all() if one.chair_id
    }
    return found


def written_parts(gathering: Gathering) -> set[str]:
    """Return the parts of which minutes were written out."""
    rows = Minutes.objects.filter(gathering=gathering)
    return set(rows.values_list("part", flat=True))


def checked_parts(gathering: Gathering) -> dict[PersonId, set[str]]:
    """Return which parts each person (key) has checked, in whatever issue."""
    rows = MinutesCheck.objects.filter(minutes__gathering=gathering)
    found: dict[PersonId, set[str]] = defaultdict(set)
    for person, part in rows.annotate(who=remaining()).values_list(
        "who", "minutes__part"
    ):
        found[PersonId(person)].add(part)
    return found


def asked_to_check(gathering: Gathering) -> set[PersonId]:
    """Return who was there and has not checked every part yet, by key."""
    written, checked = written_parts(gathering), checked_parts(gathering)
    return {
        one for one in attended(gathering) if not written <= checked.get(one, set())
    }


def readable_parts(person_id: int, gathering: Gathering) -> list[Part]:
    """Return the written parts of which a person (key) may read an item, in order."""
    written = written_parts(gathering)
    items = list(gathering.items.matters().filter(is_withdrawn=False))
    readable = judge_items(person_id, gathering, items)
    return [
        part
        for part in Part
        if part.value in written
        and any(readable[one.pk] for one in items if one.part == part)
    ]


def part_to_check(person_id: int, gathering: Gathering) -> Part | None:
    """Return the part of the minutes that a person (key) checks next, or None.

    The first that was written out, of which they may read an item, and which they have
    not checked.
    """
    done = checked_parts(gathering).get(PersonId(person_id), set())
    left = (
        one for one in readable_parts(person_id, gathering) if one.value not in done
    )
    return next(left, None)


def checks_of(gathering: Gathering, part: Part) -> Checks:
    """Return who has checked a part of the minutes, and who was there and has not."""
    rows = MinutesCheck.objects.filter(minutes__gathering=gathering, minutes__part=part)
    made = tuple(
        rows.select_related("person", "minutes", "checked_by").order_by(
            "checked_at", "pk"
        )
    )
    done = set(rows.annotate(who=remaining()).values_list("who", flat=True))
    missing = Person.objects.filter(pk__in=attended(gathering) - done)
    return Checks(made, tuple(missing.order_by("family_name", "given_name", "pk")))
