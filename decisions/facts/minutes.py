"""From the record to the sections of the minutes, part by part."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from commissioning.values import Function
from committees.rules.quorum_result import QuorumResult
from conflicts.enums import PublicationState
from core.web.dates import local_day, long_date
from decisions.enums import Effect, Method, Outcome
from decisions.facts.handovers import handovers_in, way_in_words
from decisions.models import Action, Decision, MinuteNote
from decisions.rules.minutes import (
    MinutedConflict,
    MinutedDecision,
    conflict_sentence,
    decision_lines,
    found_late_sentence,
)
from meetings.enums import (
    Capacity,
    ConflictState,
    PaperAvailability,
    PaperHandling,
    Part,
    Participation,
)
from meetings.facts.late_items import late_words
from meetings.facts.readings import first_openings
from meetings.facts.room import room_of
from meetings.models import ConflictGround
from packs.facts.cited import cited_in
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from meetings.facts.room import Room
    from meetings.models import ConflictRow, Gathering, Item, Sitting

WITHOUT_PAPER = "Taken verbally, without a paper."


def minutes_sections(
    gathering: Gathering, part: Part, *, room: Room | None = None
) -> dict[str, Any]:
    """Write one part of the minutes as plain sections, in a constant number of queries.

    One document for all committees in the room, with separate decisions for each; a
    committee out of an item's scope records nothing on it (docs/field.md 4.3). `room`,
    when the caller has loaded it, is that of the gathering.
    """
    room = room or room_of(gathering)
    items = [one for one in (*room.items, *room.withdrawn) if one.part == part]
    items.sort(key=lambda one: (one.position, one.pk))
    told = _Told(
        decisions=_decisions(room, items),
        notes=dict(
            MinuteNote.objects.filter(item__in=items).values_list("item_id", "words")
        ),
        actions=_actions(items),
        hidden=_unpublished(gathering),
        papers=_papers(gathering, items),
        late=late_words(items),
        opened=first_openings(gathering, until=gathering.held_on),
    )
    there = {event.person_id for event in room.events if event.whereto.takes_part}
    return {
        "title": f"Minutes of {gathering.title}",
        "part": Part(part).label,
        "held_on": long_date(gathering.held_on),
        "venue": gathering.venue,
        "committees": [_attendance(room, sitting, there) for sitting in room.sittings],
        "movements": list(room.movements(part).values()),
        "items": [_section(room, item, told) for item in items],
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """What was said and decided, by item key."""

    decisions: Mapping[int, list[dict[str, Any]]]
    notes: Mapping[int, str]
    actions: Mapping[int, list[str]]
    papers: Mapping[int, list[str]]
    late: Mapping[int, str]
    hidden: set[int]
    opened: Mapping[tuple[int, int], datetime]


def _section(room: Room, item: Item, told: _Told) -> dict[str, Any]:
    purpose = item.get_purpose_display()
    return {
        "id": item.pk,
        "number": room.numbers[item.pk],
        "reference": item.reference,
        "title": item.title,
        "purpose": "Withdrawn from the agenda." if item.is_withdrawn else purpose,
        "late": told.late.get(item.pk, ""),
        "papers": told.papers.get(item.pk, []),
        "note": told.notes.get(item.pk, ""),
        "conflicts": _conflicts(room, item, told) if room.takes(item) else [],
        "decisions": told.decisions.get(item.pk, []),
        "actions": told.actions.get(item.pk, []),
    }


def withheld_section(section: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item's section as a reader excluded from it gets it: its place only."""
    return {
        "id": section["id"],
        "number": section["number"],
        "reference": "",
        "title": "Withheld from your copy",
        "purpose": "",
        "late": "",
        "papers": [],
        "note": "",
        "conflicts": [],
        "decisions": [],
        "actions": [],
        "is_withheld": True,
    }


def _attendance(
    room: Room, sitting: Sitting, there: Collection[PersonId]
) -> dict[str, Any]:
    facts = room.committee_of(sitting)
    rows = room.attendances.get(sitting.pk, ())
    titles = {int(seat.seat_id): seat.title for seat in facts.seats}
    present = [
        f"{seat.holder_name}, {seat.title}"
        for seat in facts.seats
        if seat.holder in there
    ]
    present += [
        f"{row.person}, deputy for {titles.get(row.seat_id or 0, 'a seat')}"
        for row in rows
        if row.capacity == Capacity.DEPUTY and PersonId(row.person_id) in there
    ]
    return {
        "name": sitting.committee.name,
        "chair": str(sitting.chair) if sitting.chair else "",
        "present": present,
        "attending": [
            f"{row.person}, {row.get_capacity_display().lower()}"
            for row in rows
            if row.seat_id is None and PersonId(row.person_id) in there
        ],
        "apologies": [str(row.person) for row in rows if row.sent_apologies],
    }


def _decisions(room: Room, items: Iterable[Item]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = list(
        Decision.objects.current()
        .filter(item__in=list(items))
        .select_related("committee", "quorum_check", "presiding", "sitting")
        .order_by("sitting__position", "pk")
    )
    handovers = handovers_in(room, rows)
    for row in rows:
        at = (row.sitting_id, row.item_id)
        minuted = _minuted(
            row,
            handover=handovers.get(at, ()),
            ways_out=[way_in_words(one) for one in room.ways_out.at(*at)],
        )
        found[row.item_id].append(
            {
                "id": row.pk,
                "committee": row.committee.name,
                "outcome": row.get_outcome_display(),
                "is_effective": minuted.is_effective,
                "lines": decision_lines(minuted),
            }
        )
    return found


def _minuted(
    row: Decision, *, handover: Sequence[str], ways_out: Sequence[str]
) -> MinutedDecision:
    votes = None
    if row.votes_for is not None:
        votes = (row.votes_for, row.votes_against or 0, row.votes_abstaining or 0)
    return MinutedDecision(
        committee=row.committee.name,
        reference=row.reference,
        outcome=Outcome(row.outcome),
        wording=row.wording,
        method=Method(row.method),
        votes=votes,
        quorum=QuorumResult.from_json(row.quorum_check.result),
        presiding=str(row.presiding) if row.presiding else "",
        is_effective=row.effect == Effect.EFFECTIVE,
        irregularities=[one["sentence"] for one in row.irregularities],
        is_correction=row.supersedes_id is not None,
        handover=handover,
        ways_out=ways_out,
    )


def _actions(items: Iterable[Item]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for row in Action.objects.filter(item__in=list(items)).select_related("owner"):
        words = f"{row.description} Owner: {row.owner}, by {long_date(row.due_on)}."
        found[row.item_id].append(words)
    return found


def _papers(gathering: Gathering, items: Sequence[Item]) -> dict[int, list[str]]:
    """Say which version of each paper was before the meeting, and on which pages.

    Of a verbal item, that there was none; a committee's own business goes without.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for one in cited_in(gathering, items):
        found[one.item_id].append(one.in_words)
    for item in items:
        is_verbal = item.availability == PaperAvailability.VERBAL
        if is_verbal and item.function != Function.OWN_BUSINESS and not found[item.pk]:
            found[item.pk].append(WITHOUT_PAPER)
    return found


def _conflicts(room: Room, item: Item, told: _Told) -> list[str]:
    together: dict[str, list[str]] = defaultdict(list)
    for sitting in room.in_scope(item):
        where = room.whereabouts(item, sitting)
        for row in room.rows.get((sitting.pk, item.pk), ()):
            was_there = where.takes_part(PersonId(row.person_id))
            if room.came_too_late(row):
                if was_there:
                    words = found_late_sentence(str(row.person))
                    together[words].append(sitting.committee.short_name)
                continue
            if row.treated_at is None or row.state != ConflictState.ACCEPTED:
                continue
            words = conflict_sentence(_minuted_conflict(row, was_there, told))
            together[words].append(sitting.committee.short_name)
    return [f"{', '.join(names)}: {words}" for words, names in together.items()]


def _minuted_conflict(
    row: ConflictRow, was_there: bool, told: _Told
) -> MinutedConflict:
    opened_at = told.opened.get((row.person_id, row.item_id))
    return MinutedConflict(
        committee=row.sitting.committee.short_name,
        person=str(row.person),
        grounds=[ground.trace for ground in row.grounds.all()],
        participation=Participation(row.participation),
        papers=PaperHandling(row.papers),
        reason=row.treatment_reason,
        ruled_by=str(row.ruled_by),
        was_there=was_there,
        withheld_on=local_day(row.treated_at) if row.treated_at else None,
        opened_on=local_day(opened_at) if opened_at else None,
        is_published=row.pk not in told.hidden,
    )


def _unpublished(gathering: Gathering) -> set[int]:
    """Return the conflict rows with a ground whose interest is not published."""
    grounds = ConflictGround.objects.filter(
        row__item__gathering=gathering, interest__isnull=False
    ).exclude(interest__publication=PublicationState.PUBLISH)
    return set(grounds.values_list("row_id", flat=True))
