"""Interests as tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import Nature, PublicationState, SourceKind, Tie
from conflicts.facts.agreements import is_agreement_old
from conflicts.facts.chain import days_over_of
from conflicts.rules.lateness import Lateness, assess_lateness
from conflicts.rules.naming import names_published
from core.web.dates import local_day, long_date, short_date
from core.web.tables import Cell, Column, SummaryRow, Table


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from conflicts.facts.declaring import Limits
    from conflicts.models import Interest

NOT_STATED = "Not stated"


def lateness_of(interest: Interest, limit_days: int) -> Lateness:
    """Return how the declaration stands against its limit."""
    return assess_lateness(
        limit_days=limit_days,
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


def own_table(
    caption: str, interests: Iterable[Interest], limits: Limits, *, empty: str = ""
) -> Table:
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
                declared_cell(row, limits.days_on(row.declared_on)),
            ]
            for row in interests
        ],
        first_is_heading=True,
        empty=empty,
    )


def interest_rows(
    interest: Interest, limits: Limits, *, with_note: bool
) -> list[SummaryRow]:
    """Return all that is known of one interest; the note only for its readers."""
    lateness = lateness_of(interest, limits.days_on(interest.declared_on))
    rows = [
        SummaryRow("Organisation", _concern(interest)),
        SummaryRow("Kind", kind_of(interest)),
        SummaryRow("Tie", _tie(interest)),
        SummaryRow("Description", interest.description),
        SummaryRow("May touch", interest.may_touch or NOT_STATED),
        SummaryRow("Held", held(interest)),
        SummaryRow("Arose", stated(interest.arose_on)),
        SummaryRow("Became aware", stated(interest.became_aware_on)),
        SummaryRow("Declared", long_date(interest.declared_on)),
        *clock_rows(lateness),
        _entered(interest, limits.days_to_register_on(interest.declared_on)),
        SummaryRow("Last confirmed", _confirmed(interest)),
        SummaryRow("Reached the record by", _source(interest)),
        _done_about(interest),
        SummaryRow("Publication", _publication(interest)),
    ]
    if with_note and interest.restricted_note:
        rows.append(SummaryRow("Never published", interest.restricted_note))
    return rows


def names_in(interest: Interest) -> list[str]:
    """Return what in the published words of an interest looks like another's name."""
    person = interest.person
    return names_published(
        relationship=interest.relationship,
        texts=(interest.description, interest.mitigation),
        given_name=person.given_name,
        family_name=person.family_name,
    )


def _confirmed(interest: Interest) -> str:
    day = interest.last_confirmed_on
    return long_date(day) if day else "Not yet"


def _done_about(interest: Interest) -> SummaryRow:
    """Return what is done about it, and whether that was agreed of other words."""
    tag = "Agreed before the last change" if is_agreement_old(interest) else ""
    words = interest.mitigation or "None agreed yet"
    return SummaryRow("Action taken", words, tag=tag, colour="yellow")


def _entered(interest: Interest, limit_days: int) -> SummaryRow:
    """Return when it came on the register; the limit is for the whole way."""
    over = days_over_of(interest, limit_days)
    entered_on = local_day(interest.recorded_at)
    tag = f"{_days_late(over)} in all" if over else ""
    return SummaryRow("On the register", long_date(entered_on), tag=tag, colour="red")


def clock_rows(lateness: Lateness) -> list[SummaryRow]:
    """Return the two counts: from awareness (the law), from arising (the form)."""
    law = _count(lateness.due_on, lateness.days_late)
    form = _count(lateness.form_due_on, lateness.form_days_late)
    return [
        SummaryRow("By the law", law[0], tag=law[1], colour="red"),
        SummaryRow("By the national form", form[0], tag=form[1], colour="yellow"),
    ]


def _count(due_on: date | None, days_late: int) -> tuple[str, str]:
    if due_on is None:
        return "Not known: the day it counts from is not stated", ""
    if days_late:
        return f"It was due by {long_date(due_on)}", _days_late(days_late)
    return f"In time: it was due by {long_date(due_on)}", ""


def _concern(interest: Interest) -> str:
    if interest.organisation is not None:
        return interest.organisation.label
    if interest.company_number:
        return f"{interest.unlisted_name} (company {interest.company_number})"
    return interest.unlisted_name


def _tie(interest: Interest) -> str:
    words = Tie(interest.tie).label
    return words[0].upper() + words[1:] + " it"


def held(interest: Interest) -> str:
    """Say from when to when, with "not stated" where the start is not."""
    first = short_date(interest.from_on) if interest.from_on else "not stated"
    last = short_date(interest.to_on) if interest.to_on else "now"
    return f"From {first} to {last}"


def declared_cell(interest: Interest, limit_days: int) -> Cell:
    """Return the day it was declared, with how late it was."""
    lateness = lateness_of(interest, limit_days)
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
    where = f" ({interest.source_reference})" if interest.source_reference else ""
    entered = f"entered by {interest.recorded_by}"
    return f"{words}, {long_date(interest.source_on)}{where}, {entered}"
