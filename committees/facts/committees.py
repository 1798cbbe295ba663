"""From rows to facts: terms, seats, holders and offices on a day, in few queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commissioning.models import Post
from committees.enums import Among, QuorumKind, SeatCategory, SeatRole
from committees.models import (
    Appointment,
    Committee,
    Deputy,
    QuorumRule,
    SeatTerms,
    TermsOfReference,
)
from committees.models.appointment import holding_on_any, is_holding_on
from committees.rules import terms as quorum
from committees.rules.seats import SeatFacts
from committees.values import CommitteeId, SeatId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class DeputyFacts:
    """Somebody who may stand in for a seat on a day."""

    deputy_id: int
    seat_id: SeatId
    person_id: PersonId
    name: str


@dataclass(frozen=True, slots=True)
class CommitteeFacts:
    """One committee on a day: terms in force, seats, holders, deputies.

    `seats` say nobody is present yet: the meetings room fills that in. Without terms
    in force there are no seats, and `quorum` has no rule.
    """

    committee_id: CommitteeId
    terms: TermsOfReference | None
    quorum: quorum.QuorumTerms
    seats: tuple[SeatFacts, ...] = ()
    deputies: tuple[DeputyFacts, ...] = ()

    @property
    def deputies_by_seat(self) -> Mapping[SeatId, tuple[DeputyFacts, ...]]:
        """Return who may stand in, by seat; seats without a deputy are left out."""
        by_seat: dict[SeatId, list[DeputyFacts]] = defaultdict(list)
        for deputy in self.deputies:
            by_seat[deputy.seat_id].append(deputy)
        return {seat: tuple(named) for seat, named in by_seat.items()}

    @property
    def vacant(self) -> tuple[SeatFacts, ...]:
        """Return the seats that nobody holds."""
        return tuple(seat for seat in self.seats if seat.holder is None)

    @property
    def persons(self) -> frozenset[PersonId]:
        """Return everybody who holds a seat or may stand in for one."""
        holders = {seat.holder for seat in self.seats if seat.holder is not None}
        return frozenset(holders | {deputy.person_id for deputy in self.deputies})


@dataclass(frozen=True, slots=True)
class Offices:
    """What one person is in one committee on a day."""

    is_chair: bool = False
    is_vice_chair: bool = False
    is_holder: bool = False
    is_deputy: bool = False
    seats: tuple[str, ...] = ()

    @property
    def presides(self) -> bool:
        """Say whether the person is the chair or the vice chair."""
        return self.is_chair or self.is_vice_chair

    @property
    def sits(self) -> bool:
        """Say whether the person holds a seat or may stand in for one."""
        return self.is_holder or self.is_deputy


def committee_facts(
    committees: Iterable[Committee], day: date
) -> dict[CommitteeId, CommitteeFacts]:
    """Return what is known of each committee on `day`, in five queries for them all."""
    return committee_facts_by_day({day: committees})[day]


def committee_facts_by_day(
    committees: Mapping[date, Iterable[Committee]],
) -> dict[date, dict[CommitteeId, CommitteeFacts]]:
    """Return what is known of committees on days of their own, in as many queries."""
    if not committees:
        return {}
    ids = {
        day: [CommitteeId(committee.pk) for committee in each]
        for day, each in committees.items()
    }
    everybody = {committee_id for each in ids.values() for committee_id in each}
    versions = list(TermsOfReference.objects.all_until(max(ids), everybody))
    terms = {
        day: {
            # The newest comes last, and stands.
            CommitteeId(row.committee_id): row
            for row in versions
            if row.effective_from <= day
        }
        for day in ids
    }
    return _facts_of(ids, terms)


def version_facts_on(terms: TermsOfReference, day: date) -> CommitteeFacts:
    """Return one version of the terms with whoever held its seats on `day`."""
    committee_id = CommitteeId(terms.committee_id)
    found = _facts_of({day: [committee_id]}, {day: {committee_id: terms}})
    return found[day][committee_id]


def _facts_of(
    ids: Mapping[date, Iterable[CommitteeId]],
    terms: Mapping[date, Mapping[CommitteeId, TermsOfReference]],
) -> dict[date, dict[CommitteeId, CommitteeFacts]]:
    versions = {row.pk: row for each in terms.values() for row in each.values()}
    places = _places(versions.values())
    seat_ids = {place.seat_id for rows in places.values() for place in rows}
    holders = _holders(seat_ids, ids)
    deputies = _deputies(seat_ids, ids)
    clauses = _clauses(versions.values())
    found: dict[date, dict[CommitteeId, CommitteeFacts]] = {day: {} for day in ids}
    for day, each in ids.items():
        for committee_id in each:
            row = terms[day].get(committee_id)
            rows = places[row.pk] if row else []
            held, named = holders[day], deputies[day]
            found[day][committee_id] = CommitteeFacts(
                committee_id=committee_id,
                terms=row,
                quorum=_quorum_terms(row, clauses[row.pk])
                if row
                else quorum.QuorumTerms(),
                seats=tuple(_seat(place, held.get(place.seat_id)) for place in rows),
                deputies=tuple(one for place in rows for one in named[place.seat_id]),
            )
    return found


def seat_facts(committee: Committee, day: date) -> CommitteeFacts:
    """Return what is known of one committee on `day`."""
    return committee_facts([committee], day)[CommitteeId(committee.pk)]


def version_facts(terms: TermsOfReference) -> tuple[SeatFacts, ...]:
    """Return the seats of one version, without their holders, in one query."""
    return tuple(_seat(place, None) for place in _places([terms])[terms.pk])


def quorum_terms_of(terms: TermsOfReference) -> quorum.QuorumTerms:
    """Return the quorum clauses of one version, in one query."""
    return _quorum_terms(terms, _clauses([terms])[terms.pk])


def persons_of(
    committees: Iterable[Committee], day: date
) -> dict[CommitteeId, frozenset[PersonId]]:
    """Return the holders and deputies of each committee on `day`, in four queries."""
    ids = [CommitteeId(committee.pk) for committee in committees]
    places = _places(TermsOfReference.objects.each_in_force_on(day, ids))
    committee_of = {
        place.seat_id: CommitteeId(place.seat.committee_id)
        for rows in places.values()
        for place in rows
    }
    persons: dict[CommitteeId, set[PersonId]] = {each: set() for each in ids}
    for rows in (
        Appointment.objects.held_on(day).filter(seat__in=committee_of),
        Deputy.objects.named_on(day).filter(seat__in=committee_of),
    ):
        for seat_id, person_id in rows.values_list("seat_id", "person_id"):
            persons[committee_of[seat_id]].add(PersonId(person_id))
    return {each: frozenset(found) for each, found in persons.items()}


def offices_by_committee(
    person_id: int | None, committees: Iterable[Committee], day: date
) -> dict[CommitteeId, Offices]:
    """Return what a person (id, or None for nobody) is in each committee on `day`."""
    ids = [CommitteeId(committee.pk) for committee in committees]
    offices = {each: Offices() for each in ids}
    if person_id is None:
        return offices
    held = Appointment.objects.held_on(day).filter(person=person_id)
    deputised = Deputy.objects.named_on(day).filter(person=person_id)
    held_seats = set(held.values_list("seat_id", flat=True))
    deputy_seats = set(deputised.values_list("seat_id", flat=True))
    if not held_seats | deputy_seats:
        return offices
    in_force = TermsOfReference.objects.each_in_force_on(day, ids)
    places = SeatTerms.objects.filter(
        terms__in=in_force.values("pk"), seat__in=held_seats | deputy_seats
    ).select_related("seat")
    by_committee: dict[CommitteeId, list[SeatTerms]] = defaultdict(list)
    for place in places:
        by_committee[CommitteeId(place.seat.committee_id)].append(place)
    for committee_id, rows in by_committee.items():
        offices[committee_id] = _offices(rows, held_seats)
    return offices


def offices_of(person_id: int | None, committee: Committee, day: date) -> Offices:
    """Return what a person (id, or None for nobody) is in one committee on `day`."""
    found = offices_by_committee(person_id, [committee], day)
    return found[CommitteeId(committee.pk)]


def posts_by_committee(
    person_id: int | None, committees: Iterable[Committee], day: date
) -> dict[CommitteeId, frozenset[str]]:
    """Return the roles of a person's posts in the organisations of each committee."""
    ids = [CommitteeId(committee.pk) for committee in committees]
    roles: dict[CommitteeId, set[str]] = {each: set() for each in ids}
    if person_id is not None:
        posts = Post.objects.held_on(day).filter(
            person=person_id, organisation__committees__in=ids
        )
        for role, committee_id in posts.values_list(
            "role", "organisation__committees__pk"
        ):
            if committee_id in roles:
                roles[CommitteeId(committee_id)].add(role)
    return {each: frozenset(found) for each, found in roles.items()}


def holders_of(
    seat_ids: Iterable[int], day: date
) -> dict[SeatId, tuple[PersonId, str]]:
    """Return who holds each of the seats on `day`, with their name, in one query."""
    return {
        SeatId(seat_id): (PersonId(row.person_id), str(row.person))
        for seat_id, row in _holders(seat_ids, [day])[day].items()
    }


def _places(terms: Iterable[TermsOfReference]) -> dict[int, list[SeatTerms]]:
    places: dict[int, list[SeatTerms]] = defaultdict(list)
    rows = SeatTerms.objects.filter(terms__in=[row.pk for row in terms])
    for place in rows.select_related("seat").order_by("terms", "position", "pk"):
        places[place.terms_id].append(place)
    return places


def _holders(
    seat_ids: Iterable[int], days: Collection[date]
) -> dict[date, dict[int, Appointment]]:
    rows = Appointment.objects.filter(holding_on_any(days), seat__in=list(seat_ids))
    held = list(rows.select_related("person"))
    return {
        day: {row.seat_id: row for row in held if is_holding_on(row, day)}
        for day in days
    }


def _deputies(
    seat_ids: Iterable[int], days: Collection[date]
) -> dict[date, dict[int, list[DeputyFacts]]]:
    rows = Deputy.objects.filter(holding_on_any(days), seat__in=list(seat_ids))
    found: dict[date, dict[int, list[DeputyFacts]]] = {
        day: defaultdict(list) for day in days
    }
    for row in rows.select_related("person").order_by("seat", "from_on", "pk"):
        deputy = DeputyFacts(
            deputy_id=row.pk,
            seat_id=SeatId(row.seat_id),
            person_id=PersonId(row.person_id),
            name=str(row.person),
        )
        for day in days:
            if is_holding_on(row, day):
                found[day][row.seat_id].append(deputy)
    return found


def _clauses(terms: Iterable[TermsOfReference]) -> dict[int, list[QuorumRule]]:
    clauses: dict[int, list[QuorumRule]] = defaultdict(list)
    rows = QuorumRule.objects.filter(terms__in=[row.pk for row in terms])
    for row in rows.order_by("terms", "position", "pk"):
        clauses[row.terms_id].append(row)
    return clauses


def _quorum_terms(
    terms: TermsOfReference, clauses: Iterable[QuorumRule]
) -> quorum.QuorumTerms:
    return quorum.QuorumTerms(
        rules=tuple(clause_facts(row) for row in clauses),
        deputies_count=terms.deputies_count,
        deputies_vote=terms.deputies_vote,
        remote_counts=terms.remote_counts,
        version=f"version {terms.version}",
    )


def clause_facts(row: QuorumRule) -> quorum.QuorumRule:
    """Return one stored clause as the rules know it."""
    return quorum.QuorumRule(
        kind=QuorumKind(row.kind),
        number=row.number,
        among=Among(row.among),
        categories=frozenset(SeatCategory(each) for each in row.categories),
        roles=frozenset(SeatRole(each) for each in row.roles),
        vice_only_if_chair_conflicted=row.vice_only_if_chair_conflicted,
        alternative_group=row.alternative_group,
        branch=row.branch,
        own_people=row.own_people,
    )


def _seat(place: SeatTerms, holding: Appointment | None) -> SeatFacts:
    return SeatFacts(
        seat_id=SeatId(place.seat_id),
        title=place.seat.title,
        category=SeatCategory(place.category),
        roles=frozenset(SeatRole(each) for each in place.roles),
        is_voting=place.is_voting,
        vote_share=place.vote_share,
        holder=PersonId(holding.person_id) if holding else None,
        holder_name=str(holding.person) if holding else "",
    )


def _offices(places: Iterable[SeatTerms], held_seats: set[int]) -> Offices:
    rows = list(places)
    held = [place for place in rows if place.seat_id in held_seats]
    roles = {role for place in held for role in place.roles}
    return Offices(
        is_chair=SeatRole.CHAIR in roles,
        is_vice_chair=SeatRole.VICE_CHAIR in roles,
        is_holder=bool(held),
        is_deputy=len(held) < len(rows),
        seats=tuple(place.seat.title for place in rows),
    )
