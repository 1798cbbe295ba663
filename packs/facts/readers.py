"""Who gets a copy of a gathering's pack, and what each may read of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.enums import Capacity
from meetings.facts.room import room_of
from meetings.policies import judge_items, judge_papers
from meetings.rules.reading import judge_title
from packs.rules.plan import GIVEN, PaperTreatment, withheld
from packs.values import ItemId, PaperId
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.verdict import Verdict
    from meetings.facts.room import Room
    from meetings.models import Gathering, Item, PaperVersion, Sitting

# The door's refusals that come from a conflict of interest.
EXCLUSIONS = frozenset({"excluded", "title_withheld"})


@dataclass(frozen=True, slots=True)
class Reader:
    """One reader of a pack: what the door gives and keeps, for every item and paper.

    `excluded` are the items (keys) that a conflict of interest keeps from them.
    """

    person: Person
    items: Mapping[ItemId, PaperTreatment]
    papers: Mapping[PaperId, PaperTreatment]
    excluded: frozenset[int] = frozenset()


def readers_of(gathering: Gathering) -> list[Person]:
    """Return who gets a copy: everybody who is coming, by family name.

    Chairs and holders of seats who sent no apologies, deputies who fill a seat, and
    those in attendance; somebody with several places gets one copy.
    """
    room = room_of(gathering)
    convening = gathering.convening_chair_id
    coming = {convening} if convening and convening not in _away(room) else set()
    for sitting in room.sittings:
        coming |= _seated(room, sitting) | _attending(room, sitting)
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
    return Reader(
        person=person,
        items={
            ItemId(pk): _treatment(verdict, hides_title=not judge_title(verdict))
            for pk, verdict in verdicts.items()
        },
        papers={
            # Whoever may not open a single paper of an item does not learn its name.
            PaperId(version.paper_id): _treatment(papers[version.pk], hides_title=True)
            for version in versions
        },
        excluded=frozenset(
            pk for pk, verdict in verdicts.items() if verdict.code in EXCLUSIONS
        ),
    )


def _treatment(verdict: Verdict, *, hides_title: bool) -> PaperTreatment:
    return GIVEN if verdict else withheld(verdict.reason, hides_title=hides_title)


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
    return {
        row.person_id
        for row in room.attendances.get(sitting.pk, ())
        if row.seat_id is None
        and row.capacity != Capacity.PUBLIC
        and not row.sent_apologies
    }
