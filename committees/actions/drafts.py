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
from committees.facts import clause_facts
from committees.values import SeatId
from core.rules.days import DayBasis


if TYPE_CHECKING:
    from datetime import date

    from committees.models import SeatTerms, TermsOfReference
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
    who_rules: WhoRules = WhoRules.PRESIDING
    guardian_advises: bool = False
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
        guardian_advises=terms.guardian_advises,
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
