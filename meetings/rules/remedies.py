"""The lawful ways out for one committee that would be inquorate for one item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from committees.enums import RemedyKind, SeatCategory
from committees.rules.quorum import assess_quorum
from committees.rules.quorum_result import QuorumResult
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumTerms
from committees.values import CommitteeId, SeatId
from people.values import PersonId


# Where the terms say nothing of their own, from the least change to the greatest.
ORDER = tuple(RemedyKind)
NOT_IN_TERMS = (
    "The terms of reference of this committee do not list this way. They can be "
    "changed from a later day on."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could help out; `why_not` says why they cannot, as a clause."""

    person_id: PersonId
    name: str
    category: SeatCategory
    comes_from: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class DeputyCandidate:
    """A named deputy of one seat; `why_not` says why they cannot, as a clause."""

    person_id: PersonId
    name: str
    seat_id: SeatId
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """Another body with its own seats, filled as expected, and its own exclusions."""

    committee_id: CommitteeId
    name: str
    terms: QuorumTerms
    seats: tuple[SeatFacts, ...]
    excluded: Mapping[PersonId, str] = field(default_factory=dict)
    where: str = ""


@dataclass(frozen=True, slots=True)
class SplitFacts:
    """Which of an item's subjects no conflict touches, and who stays out of that part."""

    free: tuple[tuple[int, str], ...] = ()
    touched: tuple[str, ...] = ()
    excluded: Mapping[PersonId, str] = field(default_factory=dict)
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class RemedyFacts:
    """All that bears on the ways out: the committee as it stands, and who might help."""

    terms: QuorumTerms
    seats: tuple[SeatFacts, ...]
    excluded: Mapping[PersonId, str]
    order: Sequence[RemedyKind] = ORDER
    deputies: tuple[DeputyCandidate, ...] = ()
    lay: tuple[Candidate, ...] = ()
    clinicians: tuple[Candidate, ...] = ()
    bodies: tuple[BodyFacts, ...] = ()
    split: SplitFacts = field(default_factory=SplitFacts)


@dataclass(frozen=True, slots=True)
class Route:
    """One way out, with the quorum it would give, or why it is closed.

    `key` names it on a form; `words` say what would be done.
    """

    kind: RemedyKind
    key: str
    words: str
    quorum: QuorumResult | None = None
    closed: str = ""
    person_id: PersonId | None = None
    seat_id: SeatId | None = None
    category: SeatCategory | None = None
    committee_id: CommitteeId | None = None
    subjects: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        """Say whether it can be chosen."""
        return not self.closed

    @property
    def suffices(self) -> bool:
        """Say whether it gives a quorum by itself."""
        return self.is_open and self.quorum is not None and self.quorum.is_quorate


def remedies_for(facts: RemedyFacts) -> tuple[Route, ...]:
    """List every way out in the committee's own order, each with the quorum it gives.

    Of one kind, those that suffice come first; a closed one says why. What the terms do
    not list comes last, closed. Who is added is counted as in the room, and the words
    say so where the terms do not count who joins remotely. Source: docs/field.md 3.4,
    ADR 23.
    """
    found: list[Route] = []
    for kind in dict.fromkeys(facts.order):
        routes = list(_FINDERS[kind](facts))
        routes.sort(key=lambda one: (not one.suffices, not one.is_open))
        found += routes
    found += [
        Route(kind, kind.value, kind.label, closed=NOT_IN_TERMS)
        for kind in RemedyKind
        if kind not in facts.order
    ]
    return tuple(found)


def temporary_seat(
    person: PersonId,
    name: str,
    category: SeatCategory,
    *,
    key: int = 0,
    is_remote: bool = False,
) -> SeatFacts:
    """Return a seat that exists for one item: a vote, no office, a key of its own.

    The keys of such seats are never those of standing ones: they are not positive.
    """
    return SeatFacts(
        seat_id=SeatId(-key),
        title=f"Temporary member for this item ({category.label})",
        category=category,
        holder=person,
        holder_name=name,
        present=person,
        present_name=name,
        is_remote=is_remote,
    )


def _in_room(terms: QuorumTerms) -> str:
    """Say that a stand-in has to come to the room, where only they count who do."""
    return "" if terms.remote_counts else ", in the room"


def _deputies(facts: RemedyFacts) -> Iterator[Route]:
    seats = {seat.seat_id: seat for seat in facts.seats}
    lacking = {
        key: seat for key, seat in seats.items() if _is_lacking(seat, facts.excluded)
    }
    named = [one for one in facts.deputies if one.seat_id in lacking]
    if not named:
        yield _closed(
            RemedyKind.DEPUTY,
            "No deputy is named for a seat that is not counted. An officer names one "
            "on the page of the seat.",
        )
    for one in named:
        seat = lacking[one.seat_id]
        why_not = one.why_not
        if not facts.terms.deputies_count:
            why_not = "deputies do not count under these terms"
        taken = replace(
            seat, present=one.person_id, present_name=one.name, is_remote=False
        )
        others = [each for each in facts.seats if each.seat_id != one.seat_id]
        yield Route(
            RemedyKind.DEPUTY,
            f"deputy-{one.seat_id}-{one.person_id}",
            f"{one.name} deputises as {seat.title}{_in_room(facts.terms)}",
            quorum=None if why_not else _assess(facts, [*others, taken]),
            closed=_cannot(one.name, why_not),
            person_id=one.person_id,
            seat_id=one.seat_id,
        )


def _is_lacking(seat: SeatFacts, excluded: Mapping[PersonId, str]) -> bool:
    return seat.present is None or seat.present in excluded


def _lay(facts: RemedyFacts) -> Iterator[Route]:
    yield from _joining(
        RemedyKind.LAY_FROM_ANOTHER,
        facts,
        facts.lay,
        "No other body of the same organisations, and none that meets in common with "
        "this one, has a lay member on record.",
    )


def _clinicians(facts: RemedyFacts) -> Iterator[Route]:
    yield from _joining(
        RemedyKind.OUTSIDE_CLINICIAN,
        facts,
        facts.clinicians,
        "Nobody is on the list of outside clinicians. An officer adds them there, with "
        "their interests.",
    )


def _joining(
    kind: RemedyKind, facts: RemedyFacts, people: Sequence[Candidate], if_none: str
) -> Iterator[Route]:
    if not people:
        yield _closed(kind, if_none)
    for one in people:
        seat = temporary_seat(one.person_id, one.name, one.category)
        yield Route(
            kind,
            f"{kind.value}-{one.person_id}",
            f"{one.name} ({one.comes_from}) joins for this item{_in_room(facts.terms)}",
            quorum=None if one.why_not else _assess(facts, [*facts.seats, seat]),
            closed=_cannot(one.name, one.why_not),
            person_id=one.person_id,
            category=one.category,
        )


def _refer(facts: RemedyFacts) -> Iterator[Route]:
    if not facts.bodies:
        yield _closed(
            RemedyKind.REFER,
            "No governing body or investment committee of the same organisations is on "
            "record for that day.",
        )
    for body in facts.bodies:
        quorum = assess_quorum(body.terms, body.seats, excluded=body.excluded)
        closed = ""
        if not quorum.is_quorate:
            closed = f"{body.name} would not be quorate either. " + " ".join(
                quorum.reasons
            )
        yield Route(
            RemedyKind.REFER,
            f"refer-{body.committee_id}",
            f"Refer it to {body.name}{body.where}",
            quorum=quorum,
            closed=closed,
            committee_id=body.committee_id,
        )


def _split(facts: RemedyFacts) -> Iterator[Route]:
    part = facts.split
    if part.why_not:
        yield _closed(RemedyKind.SPLIT, part.why_not)
    elif not part.free or not part.touched:
        yield _closed(
            RemedyKind.SPLIT,
            "The conflicts touch every organisation that is named on the item, or none "
            "is named: no part of it is free of them.",
        )
    else:
        names = ", ".join(name for _key, name in part.free)
        yield Route(
            RemedyKind.SPLIT,
            RemedyKind.SPLIT.value,
            f"Split the item: what touches {names} is decided on its own",
            quorum=assess_quorum(facts.terms, facts.seats, excluded=part.excluded),
            subjects=tuple(key for key, _name in part.free),
        )


def _defer(_facts: RemedyFacts) -> Iterator[Route]:
    yield Route(
        RemedyKind.DEFER, RemedyKind.DEFER.value, "Defer it to a quorate meeting"
    )


def _assess(facts: RemedyFacts, seats: Iterable[SeatFacts]) -> QuorumResult:
    return assess_quorum(facts.terms, seats, excluded=facts.excluded)


def _cannot(name: str, why_not: str) -> str:
    return f"{name} cannot: {why_not.rstrip('.')}." if why_not else ""


def _closed(kind: RemedyKind, why: str) -> Route:
    return Route(kind, kind.value, kind.label, closed=why)


_FINDERS: Mapping[RemedyKind, Callable[[RemedyFacts], Iterator[Route]]] = {
    RemedyKind.DEPUTY: _deputies,
    RemedyKind.LAY_FROM_ANOTHER: _lay,
    RemedyKind.OUTSIDE_CLINICIAN: _clinicians,
    RemedyKind.REFER: _refer,
    RemedyKind.SPLIT: _split,
    RemedyKind.DEFER: _defer,
}
