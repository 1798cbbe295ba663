"""Interests as tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import Nature, PublicationState, SourceKind
from conflicts.rules.lateness import Lateness, assess_lateness
from core.web.dates import long_date, short_date
from core.web.tables import Cell, Column, SummaryRow, Table


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from conflicts.models import Interest

NOT_STATED = "Not stated"


def lateness_of(interest: Interest) -> Lateness:
    """Return how the declaration stands against its 28 days."""
    return assess_lateness(
        arose_on=interest.arose_on,
        aware_on=interest.became_aware_on,
        declared_on=interest.declared_on,
    )


def kind_of(interest: Interest) -> str:
    """Name the nature, and whose it is when it is indirect."""
    words = Nature(interest.nature).label
    return (
        f"{words}, indirect ({interest.relationship})"
        if interest.is_indirect
        else words
    )


def own_table(caption: str, interests: Iterable[Interest], empty: str) -> Table:
    """Return one person's interests, each with the link to its page."""
    return Table(
        caption=caption,
        columns=[
            Column("Organisation"),
            Column("Interest"),
            Column("Kind"),
            Column("Held"),
            Column("Declared"),
        ],
        rows=[
            [
                Cell(row.concern, reverse("conflicts:interest", args=[row.pk])),
                row.description,
                kind_of(row),
                held(row),
                declared_cell(row),
            ]
            for row in interests
        ],
        first_is_heading=True,
        empty=empty,
    )


def interest_rows(interest: Interest, *, with_note: bool) -> list[SummaryRow]:
    """Return all that is known of one interest; the note only for its readers."""
    lateness = lateness_of(interest)
    rows = [
        SummaryRow("Organisation", interest.concern),
        SummaryRow("Kind", kind_of(interest)),
        SummaryRow("Description", interest.description),
        SummaryRow("Held", held(interest)),
        SummaryRow("Arose", stated(interest.arose_on)),
        SummaryRow("Became aware", stated(interest.became_aware_on)),
        SummaryRow(
            "Declared",
            f"{long_date(interest.declared_on)}. {lateness.sentence}",
            **_late_tag(lateness),
        ),
        SummaryRow("Reached the record by", _source(interest)),
        SummaryRow("Action taken", interest.mitigation or "None recorded"),
        SummaryRow("Publication", _publication(interest)),
    ]
    if with_note and interest.restricted_note:
        rows.append(SummaryRow("Never published", interest.restricted_note))
    return rows


def held(interest: Interest) -> str:
    """Say from when to when, with "not stated" where the start is not."""
    first = short_date(interest.from_on) if interest.from_on else "not stated"
    last = short_date(interest.to_on) if interest.to_on else "now"
    return f"From {first} to {last}"


def declared_cell(interest: Interest) -> Cell:
    """Return the day it was declared, with how late it was."""
    lateness = lateness_of(interest)
    return Cell(short_date(interest.declared_on), **_late_cell(lateness))


def stated(day: date | None) -> str:
    """Return a day in words, or that it is not stated."""
    return long_date(day) if day else NOT_STATED


def _late_cell(lateness: Lateness) -> dict[str, Any]:
    if lateness.is_late:
        return {"tag": _days_late(lateness.days_late), "colour": "red"}
    if lateness.is_late_by_form_only:
        return {"tag": "Late by the form only", "colour": "yellow"}
    return {}


def _late_tag(lateness: Lateness) -> dict[str, Any]:
    return _late_cell(lateness)


def _days_late(days: int) -> str:
    return "1 day late" if days == 1 else f"{days} days late"


def _publication(interest: Interest) -> str:
    words = PublicationState(interest.publication).label
    if interest.consents_to_publication:
        return words
    return (
        f"{words}. The person asks that it is not published: {interest.refusal_reason}"
    )


def _source(interest: Interest) -> str:
    words = SourceKind(interest.source).label
    if interest.source_on is None:
        return words
    return (
        f"{words}, {long_date(interest.source_on)}, entered by {interest.recorded_by}"
    )
