"""Facts of a committee as tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from committees.enums import CastingVote, RemedyKind, WhoRules, WithholdingPolicy
from committees.values import CommitteeId
from core.rules.days import DayBasis
from core.web.dates import long_date
from core.web.tables import Cell, Column, SummaryRow, Table


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from committees.facts.committees import CommitteeFacts
    from committees.models import Committee, TermsOfReference
    from committees.rules.seats import SeatFacts


def committees_table(
    committees: Iterable[Committee], facts: Mapping[CommitteeId, CommitteeFacts]
) -> Table:
    """Return committees with their bodies, the terms in force and vacancies."""
    rows = []
    for committee in committees:
        found = facts[CommitteeId(committee.pk)]
        rows.append(
            [
                Cell(
                    committee.name,
                    reverse("committees:committee", args=[committee.slug]),
                ),
                ", ".join(each.name for each in committee.organisations.all()),
                f"Version {found.terms.version}" if found.terms else "None yet",
                str(len(found.vacant)) if found.terms else "",
            ]
        )
    return Table(
        caption="Standing committees",
        columns=[
            Column("Committee"),
            Column("Organisations"),
            Column("Terms in force"),
            Column("Vacant seats", numeric=True),
        ],
        rows=rows,
        first_is_heading=True,
    )


def seats_table(
    committee: Committee, facts: CommitteeFacts, *, may_change: bool
) -> Table:
    """Return seats with holders and deputies; with links for who may change them."""
    columns = [
        Column("Seat"),
        Column("Category"),
        Column("Vote"),
        Column("Holder"),
        Column("Deputies"),
    ]
    if may_change:
        columns.append(Column("Change", hidden=True))
    rows = [_seat_row(committee, facts, seat, may_change) for seat in facts.seats]
    return Table(
        caption="Seats",
        columns=columns,
        rows=rows,
        first_is_heading=True,
        empty="No terms of reference are in force on this day, so there are no seats.",
    )


def version_table(seats: Iterable[SeatFacts]) -> Table:
    """Return the seats of one version of the terms, whoever holds them."""
    return Table(
        caption="Seats",
        columns=[Column("Seat"), Column("Category"), Column("Vote")],
        rows=[
            [
                Cell(seat.title, note=_offices(seat)),
                Cell(seat.category.label),
                Cell(_vote(seat)),
            ]
            for seat in seats
        ],
        first_is_heading=True,
    )


def terms_rows(terms: TermsOfReference) -> list[SummaryRow]:
    """Return what a version says beside its seats and its quorum."""
    basis = DayBasis(terms.notice_basis).label
    rows = [
        SummaryRow(
            "Version", f"{terms.version}, from {long_date(terms.effective_from)}"
        ),
        SummaryRow("Approved by", terms.approved_by_words or "Not stated"),
        SummaryRow(
            "Review due",
            long_date(terms.review_due_on) if terms.review_due_on else "Not stated",
        ),
        SummaryRow("Public notice", f"{terms.notice_days} clear {basis}"),
        SummaryRow("Papers go out", f"{terms.papers_days} clear {basis} before"),
        SummaryRow("Deputies vote", "Yes" if terms.deputies_vote else "No"),
        SummaryRow("Rules on a conflict", WhoRules(terms.who_rules).label),
        SummaryRow("Casting vote", CastingVote(terms.casting_vote).label),
        SummaryRow(
            "Withheld from somebody with a conflict",
            WithholdingPolicy(terms.withholding_policy).label,
        ),
        SummaryRow("Without a quorum, in this order", _remedies(terms)),
    ]
    if terms.departure_reason:
        rows.append(
            SummaryRow("Why a recommendation is not followed", terms.departure_reason)
        )
    return rows


def _remedies(terms: TermsOfReference) -> str:
    labels = [RemedyKind(each).label for each in terms.remedy_order]
    return "; ".join(f"{place}. {label}" for place, label in enumerate(labels, start=1))


def _seat_row(
    committee: Committee, facts: CommitteeFacts, seat: SeatFacts, may_change: bool
) -> list[Cell]:
    named = facts.deputies_by_seat.get(seat.seat_id, ())
    row = [
        Cell(seat.title, note=_offices(seat)),
        Cell(seat.category.label),
        Cell(_vote(seat)),
        _holder(seat),
        Cell(", ".join(each.name for each in named) or "None"),
    ]
    if may_change:
        url = reverse("committees:seat", args=[committee.slug, seat.seat_id])
        row.append(Cell(f"Change {seat.title}", url))
    return row


def _offices(seat: SeatFacts) -> str:
    labels = sorted(role.label for role in seat.roles)
    # "Chief officer: chief officer" says nothing twice.
    return ", ".join(one for one in labels if one.lower() != seat.title.lower())


def _vote(seat: SeatFacts) -> str:
    if not seat.is_voting:
        return "No vote"
    return f"Shares a vote ({seat.vote_share})" if seat.vote_share else "Votes"


def _holder(seat: SeatFacts) -> Cell:
    if seat.holder is None:
        return Cell(tag="Vacant", colour="orange")
    return Cell(seat.holder_name)
