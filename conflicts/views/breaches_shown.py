"""Possible breaches as tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import BreachState
from core.web.dates import long_date, long_moment, short_date
from core.web.tables import Cell, Column, SummaryRow, Table


if TYPE_CHECKING:
    from collections.abc import Iterable

    from conflicts.models import Breach

COLOURS = {
    BreachState.REPORTED: "orange",
    BreachState.INVESTIGATING: "blue",
    BreachState.CLOSED: "red",
    BreachState.NO_BREACH: "grey",
}
SHORT = 80


def breach_table(
    breaches: Iterable[Breach], empty: str = "Nothing was reported."
) -> Table:
    """Return possible breaches, each with the link to its page."""
    return Table(
        caption="Possible breaches",
        columns=[
            Column("Happened on"),
            Column("What was reported"),
            Column("Body"),
            Column("State"),
        ],
        rows=[
            [
                Cell(
                    short_date(breach.happened_on),
                    reverse("conflicts:breach", args=[breach.pk]),
                ),
                _shortened(breach.nature),
                breach.organisation.name,
                state_cell(breach),
            ]
            for breach in breaches
        ],
        first_is_heading=True,
        empty=empty,
    )


def state_cell(breach: Breach) -> Cell:
    """Return the state as a tag, with whether it is published."""
    state = BreachState(breach.state)
    note = "Published" if breach.published_at else ""
    return Cell(tag=state.label, colour=COLOURS[state], note=note)


def breach_rows(breach: Breach, *, with_findings: bool) -> list[SummaryRow]:
    """Return what is known of a breach; reporter and findings for their readers only."""
    state = BreachState(breach.state)
    rows = [
        SummaryRow("Body", breach.organisation.name),
        SummaryRow("State", tag=state.label, colour=COLOURS[state]),
        SummaryRow("Happened on", long_date(breach.happened_on)),
        SummaryRow("What was reported", breach.nature),
        SummaryRow("Reached the record", long_moment(breach.drafted_at)),
    ]
    if breach.interest is not None:
        address = reverse("conflicts:interest", args=[breach.interest.pk])
        rows.append(SummaryRow("Interest", str(breach.interest), url=address))
    if with_findings:
        rows += [
            SummaryRow("Reported by", breach.reporter or "Not said"),
            SummaryRow("Findings, restricted", breach.findings or "None yet"),
        ]
    return [*rows, *_public_rows(breach), *_closing_rows(breach)]


def _public_rows(breach: Breach) -> list[SummaryRow]:
    investigated, told = breach.investigated_on, breach.nhs_england_told_on
    return [
        SummaryRow("Decision or process", breach.control_process or "Not stated"),
        SummaryRow(
            "Investigated on", long_date(investigated) if investigated else "Not yet"
        ),
        SummaryRow("Words for the public", breach.public_words or "None yet"),
        SummaryRow("Learning", breach.learning or "None yet"),
        SummaryRow("Actions", breach.actions_taken or "None yet"),
        SummaryRow("NHS England told on", long_date(told) if told else "Not yet"),
    ]


def _closing_rows(breach: Breach) -> list[SummaryRow]:
    rows = []
    if breach.closed_at:
        words = f"{long_moment(breach.closed_at)}, {breach.closed_by}"
        rows.append(SummaryRow("Closed", words))
    if breach.published_at:
        words = f"{long_moment(breach.published_at)}, {breach.published_by}"
        rows.append(SummaryRow("Published", words))
    return rows


def _shortened(words: str) -> str:
    return words if len(words) <= SHORT else f"{words[:SHORT].rstrip()} …"
