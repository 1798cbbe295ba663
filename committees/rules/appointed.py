"""Whether those who are appointed make up a committee as asked, now and when terms end."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from commissioning.values import Level
from committees.enums import SeatCategory, SeatRole
from committees.rules.composition import (
    GUIDANCE,
    PANEL,
    SEED,
    CompositionFacts,
    Finding,
    check_composition,
    check_votes,
    is_judged,
)
from committees.rules.quorum import assess_quorum
from committees.rules.quorum_result import QuorumResult
from committees.rules.seats import SeatFacts
from committees.rules.sentences import listed
from committees.rules.terms import QuorumTerms
from committees.values import SeatId
from people.values import PersonId


TERMS = "Terms of reference"
LAY_RULE = "CCG Regulations 2012: who is a lay person"
INVITED = frozenset({SeatRole.HEALTHWATCH, SeatRole.WELLBEING_BOARD})


@dataclass(frozen=True, slots=True)
class Appointed:
    """Who holds the seats of a committee on a day, and what bears on that.

    `deputies` are those named for each seat, the first of whom may fill it while it is
    vacant. `elsewhere` names, for a person, the seats in other committees of the same
    bodies in which they are not lay. `lay_of_body` are the lay members of the governing
    body, with their names.
    """

    composition: CompositionFacts
    quorum: QuorumTerms
    deputies: Mapping[SeatId, PersonId] = field(default_factory=dict)
    elsewhere: Mapping[PersonId, Sequence[str]] = field(default_factory=dict)
    lay_of_body: Mapping[PersonId, str] = field(default_factory=dict)

    @property
    def seats(self) -> tuple[SeatFacts, ...]:
        """Return all seats, held or vacant."""
        return self.composition.seats


@dataclass(frozen=True, slots=True)
class Span:
    """One person in one seat from a day to a day, both included; None is open."""

    seat_id: SeatId
    person_id: PersonId
    name: str
    from_on: date
    to_on: date | None
    is_deputy: bool = False

    def covers(self, day: date) -> bool:
        """Say whether the person is in the seat on a day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Ending:
    """A term of office that ends; `successor` is who follows the day after, if known."""

    span: Span
    title: str
    last_day: date
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What would fail from a day on, because of who has gone by then, and not before."""

    from_on: date
    gone: tuple[str, ...]
    findings: tuple[Finding, ...]


def months_ahead(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def check_appointed(facts: Appointed) -> list[Finding]:
    """List where those who sit depart from what is asked, and what has to be done.

    The predicates of the terms come first, then what vacancies and people add to them.
    Source: docs/field.md 3.2.
    """
    found = check_composition(facts.composition)
    for check in _CHECKS:
        found += check(facts)
    return found


def with_everybody(facts: Appointed) -> QuorumResult:
    """Return the quorum if everybody who is appointed came, with deputies for vacancies."""
    full = [
        replace(seat, present=seat.holder or facts.deputies.get(seat.seat_id))
        for seat in facts.seats
    ]
    return assess_quorum(facts.quorum, full, excluded={})


def endings(
    seats: Iterable[SeatFacts], spans: Iterable[Span], *, day: date, until: date
) -> list[Ending]:
    """List the terms of office that end from `day` to `until`, the earliest first."""
    titles = {seat.seat_id: seat.title for seat in seats}
    rows = list(spans)
    found = [
        Ending(
            span, titles[span.seat_id], span.to_on, _successor(span, span.to_on, rows)
        )
        for span in rows
        if span.to_on is not None
        and span.seat_id in titles
        and day <= span.to_on <= until
    ]
    return sorted(found, key=lambda each: (each.last_day, each.title))


def forecast(
    facts: Appointed, spans: Sequence[Span], *, day: date, until: date
) -> list[Forecast]:
    """List what would newly fail after each term that ends, if nobody else came.

    Appointments that are already recorded for later are counted from their first day.
    """
    known = {finding.sentence for finding in check_appointed(facts)}
    ending: dict[date, list[Ending]] = defaultdict(list)
    for each in endings(facts.seats, spans, day=day, until=until):
        ending[each.last_day].append(each)
    foreseen = []
    for last_day, gone in ending.items():
        after = _day_after(last_day)
        findings = check_appointed(_on(facts, spans, after))
        new = tuple(each for each in findings if each.sentence not in known)
        known |= {each.sentence for each in new}
        names = tuple(f"{each.span.name} ({each.title})" for each in gone)
        foreseen.append(Forecast(after, names, new))
    return foreseen


def _on(facts: Appointed, spans: Iterable[Span], day: date) -> Appointed:
    """Return the same committee as it would be seated on a later day."""
    holders: dict[SeatId, Span] = {}
    deputies: dict[SeatId, PersonId] = {}
    for span in spans:
        if span.covers(day) and span.is_deputy:
            deputies.setdefault(span.seat_id, span.person_id)
        elif span.covers(day):
            holders[span.seat_id] = span
    seats = []
    for seat in facts.seats:
        held = holders.get(seat.seat_id)
        seats.append(
            replace(
                seat,
                holder=held.person_id if held is not None else None,
                holder_name=held.name if held is not None else "",
            )
        )
    composition = replace(facts.composition, seats=tuple(seats))
    return replace(facts, composition=composition, deputies=deputies)


def _successor(span: Span, last_day: date, spans: Iterable[Span]) -> str:
    after = _day_after(last_day)
    for other in spans:
        if (
            other is not span
            and other.seat_id == span.seat_id
            and other.is_deputy == span.is_deputy
            and other.covers(after)
        ):
            return other.name
    return ""


def _day_after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _vacant(facts: Appointed) -> Iterator[Finding]:
    """Say which seats nobody holds, and which rule that touches."""
    is_judged_here = is_judged(facts.composition)
    for seat in facts.seats:
        if seat.holder is not None:
            continue
        if is_judged_here and (rule := _rule_of(seat, facts)):
            code, is_hard, consequence, source = rule
            sentence = f"{seat.title} is vacant: {consequence}."
            yield Finding(code, is_hard, sentence, source)
        elif seat.is_voting:
            yield Finding("vacant", False, f"{seat.title} is vacant.", TERMS)


def _rule_of(seat: SeatFacts, facts: Appointed) -> tuple[str, bool, str, str] | None:
    """Return the rule that a vacant seat touches: code, hardness, consequence, source."""
    level = facts.composition.level
    if SeatRole.CHAIR in seat.roles:
        return "C1", level == Level.DELEGATED, "no lay member chairs", SEED
    if SeatRole.VICE_CHAIR in seat.roles:
        return "C2", False, "no lay member can take the chair", GUIDANCE
    if seat.roles & INVITED:
        return "C5", False, "nobody answers the standing invitation", SEED
    is_last = seat.category == SeatCategory.NHS_ENGLAND and not any(
        other.category == seat.category and other.holder is not None
        for other in facts.seats
    )
    if is_last and level == Level.JOINT and seat.is_voting:
        source = "SE London joint committees 2015"
        return "C8", True, "NHS England has no vote at level 2", source
    if is_last and level == Level.DELEGATED:
        return "C9", False, "NHS England does not attend", SEED
    return None


def _majority(facts: Appointed) -> Iterator[Finding]:
    """Say whether vacancies lose a majority that the terms have."""
    held = tuple(seat for seat in facts.seats if seat.holder is not None)
    in_terms = {each.code for each in check_votes(facts.composition)}
    for finding in check_votes(replace(facts.composition, seats=held)):
        if finding.code not in in_terms:
            words = finding.sentence[:1].replace("L", "l") + finding.sentence[1:]
            sentence = f"Counting the seats that are held, {words}"
            yield replace(finding, sentence=sentence)


def _two_seats(facts: Appointed) -> Iterator[Finding]:
    """Say who holds two seats of the committee, and so counts once."""
    by_person: dict[PersonId, list[SeatFacts]] = defaultdict(list)
    for seat in facts.seats:
        if seat.holder is not None:
            by_person[seat.holder].append(seat)
    for seats in by_person.values():
        if len(seats) > 1:
            titles = listed([seat.title for seat in seats], "and")
            sentence = f"{seats[0].holder_name} holds {titles}, and counts once."
            yield Finding("twice", False, sentence, TERMS)


def _lay_only_here(facts: Appointed) -> Iterator[Finding]:
    """Say who is lay here and something else in another committee."""
    for seat in facts.seats:
        if seat.category != SeatCategory.LAY or seat.holder is None:
            continue
        others = facts.elsewhere.get(seat.holder)
        if others:
            sentence = (
                f"{seat.holder_name} is lay here ({seat.title}), but elsewhere "
                f"{listed(list(others), 'and')}."
            )
            yield Finding("lay", False, sentence, LAY_RULE)


def _lay_of_body_attend(facts: Appointed) -> Iterator[Finding]:
    """Say which lay members of the governing body have no place here: C7, second half."""
    here = {seat.holder for seat in facts.seats} | set(facts.deputies.values())
    missing = [name for one, name in facts.lay_of_body.items() if one not in here]
    if missing and is_judged(facts.composition):
        are, have = ("members", "have") if len(missing) > 1 else ("member", "has")
        sentence = (
            f"{listed(sorted(missing), 'and')}, lay {are} of the governing body, {have} "
            "no seat here; all its lay members are encouraged to attend."
        )
        yield Finding("C7", False, sentence, PANEL)


def _quorum(facts: Appointed) -> Iterator[Finding]:
    """Say whether there could be a quorum at all."""
    result = with_everybody(facts)
    if not result.is_quorate:
        reasons = " ".join(result.reasons)
        sentence = f"Even if everybody who is appointed came, there would be no quorum. {reasons}"
        yield Finding("quorum", True, sentence, TERMS)


_CHECKS = (
    _vacant,
    _majority,
    _two_seats,
    _lay_only_here,
    _lay_of_body_attend,
    _quorum,
)
WHAT_TO_DO = {
    "C1": (
        "Appoint a lay member to the chair. Until then the vice chair presides, or those "
        "who can vote choose somebody for each item."
    ),
    "C2": (
        "Appoint a lay member as vice chair, who presides when the chair has a conflict; "
        "or record in the terms why not."
    ),
    "C3": (
        "Fill the vacant lay and executive seats, or adopt terms that give fewer votes "
        "to others."
    ),
    "C4": "Fill the other seats with a vote, or adopt terms that give GPs fewer.",
    "C5": "Ask for a name, and record it; or record in the terms why not.",
    "C6": (
        "Ask another lay member to take the chair, or another to be guardian; or record "
        "the reason in the terms."
    ),
    "C7": (
        "Tell the governing body, or invite its lay members; or record in the terms why "
        "not."
    ),
    "C8": "Ask NHS England to name somebody: without its vote level 2 is not joint.",
    "C9": "Ask NHS England who attends.",
    "C10": "Change the category of the seat in the next version of the terms.",
    "vacant": "Appoint somebody, or name a deputy for the seat until you have.",
    "twice": "Appoint somebody else to one of the seats.",
    "lay": "Check that the person is still lay; if not, appoint somebody who is.",
    "quorum": (
        "Fill the seats that are missing, name deputies for them, or have the terms "
        "changed before the next meeting."
    ),
}
