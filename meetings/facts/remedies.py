"""From rows to facts: who and what could help out one committee for one item."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from committees.enums import CommitteeKind, RemedyKind, SeatCategory
from committees.facts.committees import CommitteeFacts, committee_facts
from committees.models import Committee
from committees.values import CommitteeId
from core import clock
from meetings.enums import GatheringState, ReplyAnswer
from meetings.facts.conflicts import rulers_of
from meetings.facts.matching import touched_by_subject, traces_for
from meetings.models import ConflictRow, Gathering, OutsideClinician, Sitting
from meetings.rules.remedies import (
    ORDER,
    BodyFacts,
    Candidate,
    DeputyCandidate,
    RemedyFacts,
    Route,
    SplitFacts,
    remedies_for,
)
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from committees.models import TermsOfReference
    from committees.rules.seats import SeatFacts
    from meetings.facts.room import Room
    from meetings.models import Item
    from people.models import Person

REFERRED_TO = (CommitteeKind.GOVERNING_BODY, CommitteeKind.INVESTMENT)
BY_HAND = "hand:"


def order_of(terms: TermsOfReference | None) -> tuple[RemedyKind, ...]:
    """Return the ways out that terms allow, as they prefer them; all, if they say none."""
    listed = getattr(terms, "remedy_order", None) or []
    return tuple(RemedyKind(str(one)) for one in listed) or ORDER


def remedies_of(room: Room, sitting: Sitting, item: Item) -> tuple[Route, ...]:
    """List the ways out of one committee for one item, whoever is already in the room.

    Interests of people nobody has invited are matched here, before any invitation. The
    number of queries does not grow with the people.
    """
    return remedies_for(_facts(room, sitting, item))


def deciders_of(sitting: Sitting, item: Item) -> list[Person]:
    """Return whose choice it is: who may rule for the committee, not in conflict."""
    asked = ConflictRow(pk=0, item=item, sitting=sitting, person_id=0)
    return rulers_of([asked])[0]


def seats_at(room: Room, sitting: Sitting, item: Item) -> tuple[SeatFacts, ...]:
    """Return the seats as they are at an item, or as they are expected to be."""
    if room.events:
        return room.seats(sitting, item)
    return room.expected_seats(sitting, item)


@dataclass(frozen=True, slots=True)
class _Near:
    """The other bodies near a committee: those that lend lay members, those that decide."""

    lending: tuple[Committee, ...]
    deciding: tuple[Committee, ...]
    facts: Mapping[CommitteeId, CommitteeFacts]


def _facts(room: Room, sitting: Sitting, item: Item) -> RemedyFacts:
    day = room.gathering.held_on
    committee = room.committee_of(sitting)
    near = _near(room, sitting)
    pool = list(
        OutsideClinician.objects.listed_on(day)
        .filter(organisation__committees=sitting.committee_id)
        .select_related("person")
        .distinct()
    )
    lay = _lay_of(near, committee.persons)
    strangers = {one.person_id for one, _name in lay.values()}
    strangers |= {PersonId(one.person_id) for one in pool}
    for body in near.deciding:
        strangers |= near.facts[CommitteeId(body.pk)].persons
    traces = traces_for(item, strangers, day)
    seats = seats_at(room, sitting, item)
    excluded = room.excluded(sitting, item)
    remote = frozenset[PersonId]()
    if not committee.quorum.remote_counts:
        remote = _remote(room, sitting, item)
    why_not = _Unfit(room, sitting, item, seats, traces, remote)
    return RemedyFacts(
        terms=committee.quorum,
        seats=seats,
        excluded=excluded,
        order=order_of(committee.terms),
        deputies=tuple(
            DeputyCandidate(
                one.person_id, one.name, one.seat_id, why_not.of_deputy(one.person_id)
            )
            for one in committee.deputies
        ),
        lay=_lay_candidates(lay, why_not),
        clinicians=_clinicians(pool, why_not),
        bodies=tuple(_body(room, one, near, traces, item) for one in near.deciding),
        split=_split(room, sitting, item, excluded),
    )


def _remote(room: Room, sitting: Sitting, item: Item) -> frozenset[PersonId]:
    """Return who joins remotely: as they do at the item, or have answered that they will.

    Whoever does so for one committee of the gathering does so for all.
    """
    if room.events:
        return room.whereabouts(item, sitting).remote
    return frozenset(
        PersonId(person)
        for (_sitting, person), reply in room.ways_out.replies.items()
        if reply.answer == ReplyAnswer.REMOTE
    )


@dataclass(frozen=True, slots=True)
class _Person:
    """A person to be asked, by key and name."""

    person_id: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class _Unfit:
    """Why somebody cannot help out, as a clause; "" where they can."""

    room: Room
    sitting: Sitting
    item: Item
    seats: Sequence[SeatFacts]
    traces: Mapping[PersonId, list[str]]
    remote: frozenset[PersonId]

    def of_deputy(self, person: PersonId) -> str:
        """A deputy's conflict is a row, ruled on or not; they fill one seat only."""
        if person in self.room.excluded(self.sitting, self.item):
            return "a conflict keeps them from this item too"
        return self._place(person)

    def of_guest(self, person: PersonId) -> str:
        """A guest has no tie to the item at all, and no place at the table yet.

        What ties them is for those who keep their register to read.
        """
        if self.traces.get(person):
            return "an interest of theirs touches this item"
        if any(
            person in self.room.excluded(one, self.item)
            for one in self.room.in_scope(self.item)
        ):
            return "a conflict keeps them from this item for another committee"
        return self._place(person)

    def _place(self, person: PersonId) -> str:
        filled = next((one for one in self.seats if one.present == person), None)
        if filled is not None:
            return f"they already sit here as {filled.title}"
        rows = self.room.attendances.get(self.sitting.pk, ())
        if any(row.person_id == person and row.sent_apologies for row in rows):
            return "they sent apologies"
        if person in self.remote:
            return "they join remotely, and who does is not counted under these terms"
        return ""


def _lay_candidates(
    lay: Mapping[PersonId, tuple[_Person, str]], why_not: _Unfit
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            one.person_id,
            one.name,
            SeatCategory.LAY,
            f"lay member of {name}",
            why_not.of_guest(one.person_id),
        )
        for one, name in lay.values()
    )


def _clinicians(
    pool: Iterable[OutsideClinician], why_not: _Unfit
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(
            PersonId(one.person_id),
            str(one.person),
            SeatCategory(one.category),
            one.works_at,
            why_not.of_guest(PersonId(one.person_id)),
        )
        for one in pool
    )


def _near(room: Room, sitting: Sitting) -> _Near:
    """Find the bodies of the same organisations and those that meet in common."""
    day = room.gathering.held_on
    standing = Committee.objects.standing_on(day)
    own = standing.of_organisations(sitting.committee.organisations.all())
    near = standing.filter(
        Q(pk__in=own.values("pk"))
        | Q(pk=sitting.committee.refers_to_id)
        | Q(sittings__gathering=room.gathering)
        | Q(groups__gatherings=room.gathering)
    ).exclude(pk=sitting.committee_id)
    found = {one.pk: one for one in near.distinct().order_by("pk")}
    ours = set(own.values_list("pk", flat=True))
    first = sitting.committee.refers_to_id
    deciding = [
        one
        for pk, one in found.items()
        if pk == first or (pk in ours and one.kind in REFERRED_TO)
    ]
    deciding.sort(key=lambda one: (one.pk != first, one.kind not in REFERRED_TO[:1]))
    return _Near(
        lending=tuple(found.values()),
        deciding=tuple(deciding),
        facts=committee_facts(found.values(), day),
    )


def _lay_of(
    near: _Near, own: Iterable[PersonId]
) -> dict[PersonId, tuple[_Person, str]]:
    """Return the lay members of other bodies who have no part in this one, each once."""
    found: dict[PersonId, tuple[_Person, str]] = {}
    for body in near.lending:
        for seat in near.facts[CommitteeId(body.pk)].seats:
            if seat.category != SeatCategory.LAY or seat.holder is None:
                continue
            if seat.holder not in own:
                person = _Person(seat.holder, seat.holder_name)
                found.setdefault(seat.holder, (person, body.short_name))
    return found


def _body(
    room: Room,
    body: Committee,
    near: _Near,
    traces: Mapping[PersonId, list[str]],
    item: Item,
) -> BodyFacts:
    """Fill another body's seats with their holders; nobody has said they stay away.

    Where it decides the item at this meeting too, its own rulings say who is out of it.
    """
    facts = near.facts[CommitteeId(body.pk)]
    excluded = {
        person: "has an interest in this item" for person in traces if traces[person]
    }
    for one in room.in_scope(item):
        if one.committee_id == body.pk:
            excluded = room.excluded(one, item)
            break
        excluded |= room.excluded(one, item)
    here = next((one for one in room.sittings if one.committee_id == body.pk), None)
    if here is not None:
        seats, where = seats_at(room, here, item), ", which sits at this meeting"
    else:
        seats = tuple(
            _at_home(seat) if seat.holder is not None else seat for seat in facts.seats
        )
        where = ""
    return BodyFacts(
        committee_id=CommitteeId(body.pk),
        name=body.name,
        terms=facts.quorum,
        seats=seats,
        excluded=excluded,
        where=where,
    )


def _at_home(seat: SeatFacts) -> SeatFacts:
    return replace(seat, present=seat.holder, present_name=seat.holder_name)


def _split(
    room: Room, sitting: Sitting, item: Item, excluded: Mapping[PersonId, str]
) -> SplitFacts:
    """Say which subjects nobody who is excluded is tied to, and who stays excluded.

    Whoever was added by hand may be tied to any of them, and stays out of all.
    """
    if item.parent_id is not None or item.sub_items.exists():
        return SplitFacts(why_not="An item that has parts is not split further.")
    subjects = list(item.subjects.select_related("organisation"))
    tied = touched_by_subject(item, excluded.keys(), room.gathering.held_on)
    free = [one for one in subjects if not tied[one.pk]]
    by_hand = {
        PersonId(row.person_id)
        for row in room.rows.get((sitting.pk, item.pk), ())
        if any(ground.fingerprint.startswith(BY_HAND) for ground in row.grounds.all())
    }
    return SplitFacts(
        free=tuple((one.pk, str(one)) for one in free),
        touched=tuple(str(one) for one in subjects if tied[one.pk]),
        excluded={one: why for one, why in excluded.items() if one in by_hand},
    )


def next_sitting(committee: Committee, after: Gathering) -> Sitting | None:
    """Return the next sitting of a committee whose agenda can still take an item."""
    return (
        Sitting.objects.filter(
            committee=committee,
            gathering__held_on__gt=after.held_on,
            gathering__state__in=[GatheringState.DRAFT, GatheringState.NOTICE_GIVEN],
        )
        .select_related("gathering", "committee")
        .order_by("gathering__held_on", "pk")
        .first()
    )


def pools_kept_by(person_id: int | None, gathering: Gathering) -> list[Organisation]:
    """Return the organisations of a gathering whose outside clinicians a person keeps."""
    posts = Post.objects.held_on(clock.today()).filter(
        person=person_id, role=PostRole.OFFICER
    )
    return list(
        Organisation.objects.filter(
            committees__sittings__gathering=gathering, posts__in=posts
        )
        .distinct()
        .order_by("name")
    )
