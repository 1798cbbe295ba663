"""The yearly cycle as tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import CampaignKind, Capacity
from core.web.dates import day_range, short_date
from core.web.tables import Cell, Column, Link, Table
from notices.enums import Status


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from django.http import QueryDict

    from commissioning.models import Organisation
    from conflicts.facts.cycle import Progress
    from conflicts.facts.cycle_missing import Missing
    from conflicts.models import Campaign, DeclarationRequest, Position
    from conflicts.rules.cycle import Count
    from notices.models import Letter

LETTER_COLOURS = {
    Status.FAILED: "red",
    Status.UNCERTAIN: "orange",
    Status.TO_PRINT: "yellow",
    Status.SENT: "green",
}


def back_to(organisation: Organisation) -> dict[str, str]:
    """Return the step back to a body's page of declarations."""
    return {
        "back_url": reverse("conflicts:cycle", args=[organisation.pk]),
        "back_text": f"Declarations of {organisation.name}",
    }


def share_of(count: Count) -> str:
    """Write a share with what it is derived from: 75% (36 of 48)."""
    if count.percentage is None:
        return "Nobody"
    return f"{count.percentage}% ({count.confirmed} of {count.due})"


def now_table(progress: Progress, missing_url: str) -> Table:
    """Return how many have confirmed today, for the body and each committee."""
    return Table(
        caption="Confirmed today",
        columns=[
            Column("Who"),
            Column("Confirmed", numeric=True),
            Column("Due", numeric=True),
            Column("Per cent", numeric=True),
            Column("Missing", numeric=True),
        ],
        rows=[
            [
                line.name,
                line.now.confirmed,
                line.now.due,
                "–" if line.now.percentage is None else f"{line.now.percentage}%",
                _missing_cell(line.now, missing_url, line.committee_id),
            ]
            for line in (progress.whole, *progress.committees)
        ],
        first_is_heading=True,
    )


def over_time_table(progress: Progress) -> Table:
    """Return the figures of the chart: a row for each day, a column for each line."""
    lines = (progress.whole, *progress.committees)
    return Table(
        caption="Per cent confirmed over time",
        columns=[Column("Day"), *(Column(line.name, numeric=True) for line in lines)],
        rows=[
            [short_date(day), *(share_of(line.counts[index]) for line in lines)]
            for index, day in enumerate(progress.days)
        ],
        first_is_heading=True,
    )


def rounds_table(rounds: Iterable[Campaign], day: date) -> Table:
    """Return the rounds of a body; they come with their counts of requests."""
    return Table(
        caption="Rounds",
        columns=[
            Column("Round"),
            Column("Opens"),
            Column("Asked", numeric=True),
            Column("Not answered", numeric=True),
            Column("State"),
        ],
        rows=[
            [
                Cell(
                    row.name,
                    reverse("conflicts:round", args=[row.pk]),
                    note=CampaignKind(row.kind).label,
                ),
                short_date(row.opens_on),
                row.asked,  # type: ignore[attr-defined] # annotated
                row.unanswered,  # type: ignore[attr-defined] # annotated
                round_state(row, day),
            ]
            for row in rounds
        ],
        first_is_heading=True,
        empty="No round is planned. Plan one, and the letters go out by themselves.",
    )


def round_state(row: Campaign, day: date) -> Cell:
    """Return how far a round has come, as a tag."""
    if row.closed_at is not None:
        return Cell(tag="Closed", colour="grey")
    if row.opened_at is not None:
        return Cell(tag="Open", colour="green")
    if row.opens_on <= day:
        return Cell(tag="Opening", colour="blue")
    return Cell(tag="Planned", colour="white")


def missing_table(
    rows: Iterable[Missing], query: QueryDict, *, may_settle: bool
) -> Table:
    """Return who has not confirmed, with what can be done about each."""
    return Table(
        caption="Who has not confirmed",
        columns=[
            Column("Name"),
            Column("Last confirmed"),
            Column("Last asked"),
            Column("State"),
            Column("Letter"),
            *([Column("Record")] if may_settle else []),
        ],
        rows=[_missing_row(row, may_settle=may_settle) for row in rows],
        first_is_heading=True,
        query=query,
        empty="Everybody here has confirmed.",
    )


def _missing_row(row: Missing, *, may_settle: bool) -> list[Any]:
    person_url = reverse("conflicts:person_interests", args=[row.person.pk])
    cells: list[Any] = [
        Cell(str(row.person), person_url, note=row.duty.positions),
        short_date(row.last_confirmed_on) if row.last_confirmed_on else "Never",
        short_date(row.request.asked_on) if row.request else "Never",
        overdue_cell(row),
        letter_cell(row.letter),
    ]
    if may_settle:
        url = reverse("conflicts:confirm_for", args=[row.person.pk])
        cells.append(Link(f"Record for {row.person}", url))
    return cells


def overdue_cell(row: Missing) -> Cell:
    """Say how the answer stands against its last day."""
    request = row.request
    if request is None or not row.waits:
        return Cell(tag="Not asked", colour="grey")
    if row.days_overdue:
        many = "1 day" if row.days_overdue == 1 else f"{row.days_overdue} days"
        return Cell(
            f"Due {short_date(request.due_on)}", tag=f"{many} overdue", colour="red"
        )
    return Cell(f"Due {short_date(request.due_on)}")


def letter_cell(letter: Letter | None) -> Cell:
    """Say what became of the last letter."""
    if letter is None:
        return Cell("No letter")
    status = Status(letter.status)
    moment = letter.sent_at or letter.due_at
    return Cell(
        short_date(moment),
        tag=status.label,
        colour=LETTER_COLOURS.get(status, "grey"),
        note=letter.reason,
    )


def requests_table(
    requests: Iterable[DeclarationRequest],
    letters: dict[int, Letter],
    query: QueryDict,
    *,
    may_settle: bool,
) -> Table:
    """Return who was asked in a round, and what came of it."""
    return Table(
        caption="Who was asked",
        columns=[
            Column("Name"),
            Column("Asked"),
            Column("Due"),
            Column("State"),
            Column("Letter"),
            *([Column("Settle")] if may_settle else []),
        ],
        rows=[
            _request_row(row, letters.get(row.pk), may_settle=may_settle)
            for row in requests
        ],
        first_is_heading=True,
        query=query,
        empty="Nobody is asked in this round yet.",
    )


def _request_row(
    row: DeclarationRequest, letter: Letter | None, *, may_settle: bool
) -> list[Any]:
    person_url = reverse("conflicts:person_interests", args=[row.person_id])
    return [
        Cell(str(row.person), person_url, note=row.why),
        short_date(row.asked_on),
        short_date(row.due_on),
        _request_cell(row),
        letter_cell(letter),
        *([_settle_cell(row)] if may_settle else []),
    ]


def _request_cell(row: DeclarationRequest) -> Cell:
    if row.answered_by is not None:
        words = "Nil return" if row.answered_by.is_nil else "Confirmed"
        return Cell(short_date(row.answered_by.made_on), tag=words, colour="green")
    if row.dropped_at is not None:
        return Cell(tag="Dropped", colour="grey", note=row.drop_reason)
    return Cell(tag="Waiting", colour="blue")


def _settle_cell(row: DeclarationRequest) -> Cell:
    if row.answered_by_id is not None or row.dropped_at is not None:
        return Cell("")
    return Cell("Post or drop", reverse("conflicts:request", args=[row.pk]))


def positions_table(
    positions: Iterable[Position], query: QueryDict, *, may_keep: bool
) -> Table:
    """Return the positions of a body; whoever keeps them has a link to change each."""
    return Table(
        caption="Positions",
        columns=[
            Column("Name"),
            Column("Position"),
            Column("Kind"),
            Column("Band"),
            Column("Line manager"),
            Column("Held"),
        ],
        rows=[_position_row(row, may_keep=may_keep) for row in positions],
        first_is_heading=True,
        query=query,
        empty="No position is entered here.",
    )


def _position_row(row: Position, *, may_keep: bool) -> list[Any]:
    person_url = reverse("conflicts:person_interests", args=[row.person_id])
    url = reverse("conflicts:position", args=[row.pk]) if may_keep else ""
    return [
        Cell(str(row.person), person_url),
        Cell(row.title, url, note=row.practice.name if row.practice else ""),
        Capacity(row.capacity).label,
        Cell(row.band or "–", note="May commit the body" if row.can_commit else ""),
        str(row.line_manager or "–"),
        day_range(row.from_on, row.to_on),
    ]


def _missing_cell(count: Count, url: str, committee_id: int | None) -> Any:
    missing = count.due - count.confirmed
    if not missing:
        return 0
    return Cell(missing, f"{url}?committee={committee_id}" if committee_id else url)
