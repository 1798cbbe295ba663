"""Who presides for one item, and who has the casting vote."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from committees.enums import CastingVote, SeatCategory, SeatRole
from committees.rules.quorum_result import CountedSeat
from committees.rules.seats import SeatFacts
from committees.rules.sentences import listed
from core.enums import LabelledEnum
from people.values import PersonId


class PresidingBasis(LabelledEnum):
    """Why somebody presides."""

    CHAIR = "chair", "Chair of the committee"
    VICE_CHAIR = "vice_chair", "Vice chair of the committee"
    CHOSEN = "chosen", "Chosen for the item by those who can vote"
    NOBODY = "nobody", "Nobody"


@dataclass(frozen=True, slots=True)
class Presiding:
    """Who presides and why; `may_choose` are those who could when neither can."""

    person: PersonId | None
    basis: PresidingBasis
    reason: str
    may_choose: tuple[PersonId, ...] = ()


def who_presides(
    seats: Iterable[SeatFacts],
    *,
    excluded: Mapping[PersonId, str],
    chosen: PersonId | None = None,
    chosen_by: Sequence[str] | None = (),
    deputies_vote: bool = True,
) -> Presiding:
    """Say who presides over one committee for one item.

    The chair, or the vice chair when the chair is away or conflicted; when both are,
    whom the remaining voting members chose (`chosen`), lay members offered first.
    `chosen_by` are the names of those who were there to choose; None for those who are
    there now. A deputy takes a seat, never the chair's office, and chooses only where
    the terms let deputies vote (`deputies_vote`). Source: docs/field.md 3.3 V2 and V3,
    and 6.4.
    """
    seats = sorted(seats, key=lambda each: each.seat_id)
    chair, why_not_chair = _holder_of(SeatRole.CHAIR, seats, excluded)
    if chair is not None:
        return Presiding(chair, PresidingBasis.CHAIR, "The chair presides.")
    vice, why_not_vice = _holder_of(SeatRole.VICE_CHAIR, seats, excluded)
    if vice is not None:
        reason = f"The vice chair presides: {why_not_chair}."
        return Presiding(vice, PresidingBasis.VICE_CHAIR, reason)
    candidates = _candidates(seats, excluded, deputies_vote)
    why = f"{why_not_chair} and {why_not_vice}"
    if chosen is not None and chosen in candidates:
        if chosen_by is None:
            names = {seat.present: seat.present_name for seat in seats}
            chosen_by = [names[one] for one in candidates]
        by = f" ({listed(chosen_by, 'and')})" if chosen_by else ""
        reason = f"Chosen for this item by those who can vote{by}: {why}."
        return Presiding(chosen, PresidingBasis.CHOSEN, reason, candidates)
    reason = f"Nobody presides: {why}. Those who can vote choose one of themselves."
    return Presiding(None, PresidingBasis.NOBODY, reason, candidates)


@dataclass(frozen=True, slots=True)
class Casting:
    """Who may break a tie by a second vote; nobody may, where `holders` is empty."""

    holders: frozenset[PersonId]
    reason: str


def who_casts(
    rule: CastingVote, *, presiding: Presiding, counted: Iterable[CountedSeat]
) -> Casting:
    """Say who has the second vote on a tie of one committee on one item.

    `counted` are the seats counted to its quorum. Whoever presides for the item, unless
    the terms give it to NHS England or to nobody. Source: docs/field.md 3.3 V2.
    """
    if rule is CastingVote.NONE:
        return Casting(
            frozenset(),
            "On a tie nothing is carried: the terms give nobody a second vote.",
        )
    if rule is CastingVote.NHS_ENGLAND:
        nhs_england = frozenset(
            seat.person_id
            for seat in counted
            if seat.is_voting and seat.category == SeatCategory.NHS_ENGLAND
        )
        here = "." if nhs_england else ", and nobody of it who can vote is counted."
        return Casting(nhs_england, f"On a tie NHS England has a second vote{here}")
    if presiding.person is None:
        return Casting(frozenset(), "On a tie nothing is carried: nobody presides.")
    return Casting(
        frozenset({presiding.person}),
        "On a tie whoever presides has a second vote.",
    )


def _holder_of(
    role: SeatRole, seats: Iterable[SeatFacts], excluded: Mapping[PersonId, str]
) -> tuple[PersonId | None, str]:
    why = f"there is no {role.label}"
    for seat in seats:
        if role not in seat.roles or seat.holder is None:
            continue
        if seat.holder in excluded:
            why = f"the {role.label} has a conflict ({excluded[seat.holder]})"
        elif seat.present != seat.holder:
            why = f"the {role.label} is away"
        else:
            return seat.holder, ""
    return None, why


def _candidates(
    seats: Iterable[SeatFacts], excluded: Mapping[PersonId, str], deputies_vote: bool
) -> tuple[PersonId, ...]:
    """Return those who can vote on the item, lay members first, each once."""
    able = [
        seat
        for seat in seats
        if seat.is_voting
        and seat.present is not None
        and seat.present not in excluded
        and (deputies_vote or not seat.as_deputy)
    ]
    able.sort(key=lambda seat: (seat.category != SeatCategory.LAY, seat.seat_id))
    people = [seat.present for seat in able if seat.present is not None]
    return tuple(dict.fromkeys(people))
