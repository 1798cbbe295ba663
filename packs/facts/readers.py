"""Who gets a copy of a gathering's pack, and what each may read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.enums import Capacity, Part
from meetings.facts.room import room_of
from meetings.policies import judge_items, judge_papers
from packs.rules.plan import PaperTreatment, withheld
from packs.values import ItemId, PaperId
from packs.values import Part as PackPart
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meetings.models import Gathering, Item, PaperVersion

BOTH = frozenset(PackPart)
PUBLIC_ONLY = frozenset({PackPart.PUBLIC})


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of a pack: the parts, and what the door keeps from them."""

    person: Person
    parts: frozenset[PackPart]
    items: Mapping[ItemId, PaperTreatment]
    papers: Mapping[PaperId, PaperTreatment]
    hides_titles: bool


def readers_of(gathering: Gathering) -> list[Person]:
    """Return who gets a copy: everybody who is coming, by family name.

    Holders of seats who sent no apologies, deputies who fill a seat, and those in
    attendance; somebody with several places gets one copy.
    """
    room = room_of(gathering)
    coming: set[int] = set()
    for sitting in room.sittings:
        coming |= {
            int(seat.present)
            for seat in room.expected_seats(sitting)
            if seat.present is not None
        }
        coming |= {
            row.person_id
            for row in room.attendances.get(sitting.pk, ())
            if row.seat_id is None and row.capacity != Capacity.PUBLIC
        }
    return list(
        Person.objects.filter(pk__in=coming).order_by("family_name", "given_name", "pk")
    )


def reader_of(
    person: Person,
    gathering: Gathering,
    items: Sequence[Item],
    versions: Sequence[PaperVersion],
) -> Reader:
    """Ask the door's own rule what one reader may have of every item and paper."""
    verdicts = judge_items(person.pk, gathering, items)
    papers = judge_papers(person.pk, gathering, items, versions)
    is_private_kept = any(
        verdicts[item.pk].code == "private_part"
        for item in items
        if item.part == Part.TWO
    )
    return Reader(
        person=person,
        parts=PUBLIC_ONLY if is_private_kept else BOTH,
        items={
            ItemId(pk): withheld(verdict.reason)
            for pk, verdict in verdicts.items()
            if not verdict
        },
        papers={
            PaperId(version.paper_id): withheld(papers[version.pk].reason)
            for version in versions
            if not papers[version.pk]
        },
        hides_titles=any(
            verdict.code == "title_withheld" for verdict in verdicts.values()
        ),
    )
