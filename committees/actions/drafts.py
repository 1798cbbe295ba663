"""What a new version of the terms is to say, and how it starts from the last one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.enums import (
    CastingVote,
    RemedyKind,
    SeatCategory,
    SeatRole,
    WhoRules,
    WithholdingPolicy,
)
from committees.facts.committees import clause_facts, holders_of
from committees.facts.composition import composition_facts
from committees.rules.composition import check_composition
from committees.rules.seats import SeatFacts
from committees.values import SeatId
from core.rules.days import DayBasis


if TYPE_CHECKING:
    from datetime import date

    from committees.models import Committee, SeatTerms, TermsOfReference
    from committees.rules.composition import Finding
    from committees.rules.terms import QuorumRule


@dataclass(frozen=True, slots=True)
class SeatDraft:
    """What a version is to say of one seat.

    `seat_id` is a seat the committee has; without it the title decides, and a title
    that is new makes a new seat.
    """

    title: str
    category: SeatCategory
    is_voting: bool = True
    roles: frozenset[SeatRole] = frozenset()
    vote_share: str = ""
    seat_id: SeatId | None = None


@dataclass(frozen=True, slots=True)
class TermsDraft:
    """A version of the terms of reference that is not adopted yet."""

    effective_from: date
    seats: tuple[SeatDraft, ...]
    quorum: tuple[QuorumRule, ...]
    review_due_on: date | None = None
    approved_by_words: str = ""
    departure_reason: str = ""
    notice_days: int = 3
    notice_basis: DayBasis = DayBasis.WORKING
    papers_days: int = 5
    deputies_count: bool = True
    deputies_vote: bool = True
    remote_counts: bool = True
    casting_vote: CastingVote = CastingVote.PRESIDING
    who_rules: WhoRules = WhoRules.EITHER
    withholding_policy: WithholdingPolicy = WithholdingPolicy.HIDE_CONTENTS
    remedy_order: tuple[RemedyKind, ...] = tuple(RemedyKind)


def copied_from(terms: TermsOfReference, *, effective_from: date) -> TermsDraft:
    """Return a draft that says what a version says, from a later day, in two queries.

    Who approved it, when it is reviewed and why a recommendation was not followed
    belong to the old version and are left out.
    """
    places = terms.seat_terms.select_related("seat").order_by("position", "pk")
    clauses = terms.quorum_rules.order_by("position", "pk")
    return TermsDraft(
        effective_from=effective_from,
        seats=tuple(seat_draft(place) for place in places),
        quorum=tuple(clause_facts(row) for row in clauses),
        notice_days=terms.notice_days,
        notice_basis=DayBasis(terms.notice_basis),
        papers_days=terms.papers_days,
        deputies_count=terms.deputies_count,
        deputies_vote=terms.deputies_vote,
        remote_counts=terms.remote_counts,
        casting_vote=CastingVote(terms.casting_vote),
        who_rules=WhoRules(terms.who_rules),
        withholding_policy=WithholdingPolicy(terms.withholding_policy),
        remedy_order=tuple(RemedyKind(each) for each in terms.remedy_order),
    )


def seat_draft(place: SeatTerms) -> SeatDraft:
    """Return what a stored version says of one seat."""
    return SeatDraft(
        title=place.seat.title,
        category=SeatCategory(place.category),
        is_voting=place.is_voting,
        roles=frozenset(SeatRole(role) for role in place.roles),
        vote_share=place.vote_share,
        seat_id=SeatId(place.seat_id),
    )


def draft_findings(committee: Committee, draft: TermsDraft) -> list[Finding]:
    """List where a draft departs from what is asked of who sits, as of its day."""
    known = {
        title.casefold(): pk for title, pk in committee.seats.values_list("title", "pk")
    }
    seats = [
        # A seat that is not there yet has a number of its own, and no holder.
        each.seat_id or known.get(_plain(each.title)) or -place
        for place, each in enumerate(draft.seats, start=1)
    ]
    holders = holders_of(seats, draft.effective_from)
    facts = [
        SeatFacts(
            seat_id=SeatId(seat),
            title=each.title,
            category=each.category,
            roles=each.roles,
            is_voting=each.is_voting,
            vote_share=each.vote_share,
            holder=holders.get(SeatId(seat), (None, ""))[0],
        )
        for seat, each in zip(seats, draft.seats, strict=True)
    ]
    return check_composition(
        composition_facts(
            committee,
            facts,
            casting_vote=draft.casting_vote,
            day=draft.effective_from,
        )
    )


def _plain(title: str) -> str:
    return " ".join(title.split()).casefold()
