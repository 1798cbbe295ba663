"""What a guardian's pages show, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import PublicationState
from core.web.dates import day_range, long_date, short_date
from core.web.tables import Cell, Column, Table


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from conflicts.facts.assurance import Figure
    from conflicts.models import GuardianAttestation

ABOUT_PUBLICATION = [
    Column("Interest"),
    Column("Person"),
    Column("Why it should not be published"),
    Column("Shown now"),
    Column("Review"),
]


def publication_table(
    interests: Iterable[Any], caption: str, today: date, empty: str
) -> Table:
    """Return interests about which a guardian decides, with what the person asks.

    Each carries `review_on`, as `facts.publication` annotates it.
    """
    return Table(
        caption=caption,
        columns=ABOUT_PUBLICATION,
        rows=[
            [
                Cell(
                    interest.concern,
                    reverse("conflicts:decide_publication", args=[interest.pk]),
                ),
                str(interest.person),
                interest.refusal_reason or "Not stated",
                PublicationState(interest.publication).label,
                _review(interest.review_on, today),
            ]
            for interest in interests
        ],
        first_is_heading=True,
        empty=empty,
    )


def gift_review_table(entries: Iterable[Any], today: date) -> Table:
    """Return offers whose decision on publication is due for review."""
    return Table(
        caption="Reviews due of gifts and hospitality",
        columns=[
            Column("Offer"),
            Column("Person"),
            Column("Shown now"),
            Column("Review"),
        ],
        rows=[
            [
                Cell(
                    entry.description,
                    reverse("conflicts:decide_gift_publication", args=[entry.pk]),
                ),
                str(entry.person),
                PublicationState(entry.publication).label,
                _review(entry.review_on, today),
            ]
            for entry in entries
        ],
        first_is_heading=True,
        empty="No decision on a gift is due for review.",
    )


def figure_table(figures: Iterable[Figure], caption: str) -> Table:
    """Return the figures of a period."""
    return Table(
        caption=caption,
        columns=[Column("What"), Column("Number", numeric=True)],
        rows=[[figure.label, figure.value] for figure in figures],
        first_is_heading=True,
        stacked=False,
    )


def frozen_figures(attestation: GuardianAttestation) -> Table:
    """Return the figures an attestation rests on, as they were counted."""
    return Table(
        caption="Figures",
        columns=[Column("What"), Column("Number", numeric=True)],
        rows=[[row["label"], row["value"]] for row in attestation.figures],
        first_is_heading=True,
        stacked=False,
    )


def attestation_table(attestations: Iterable[GuardianAttestation]) -> Table:
    """Return the yearly attestations of a body."""
    return Table(
        caption="Yearly attestations",
        columns=[Column("Year"), Column("Made on"), Column("By")],
        rows=[
            [
                Cell(
                    day_range(each.first_day, each.last_day),
                    reverse("conflicts:attestation", args=[each.pk]),
                ),
                long_date(each.made_at),
                str(each.made_by),
            ]
            for each in attestations
        ],
        first_is_heading=True,
        empty="No year is attested yet.",
    )


def _review(review_on: date | None, today: date) -> Cell:
    if review_on is None:
        return Cell("Not decided yet")
    if review_on <= today:
        return Cell(short_date(review_on), tag="Due", colour="orange")
    return Cell(short_date(review_on))
