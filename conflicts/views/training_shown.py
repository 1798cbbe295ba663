"""Training as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.rules.training import Standing, TrainingState
from core.web.dates import short_date
from core.web.tables import Cell, Column, Table


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import QueryDict

    from conflicts.facts.training import Trainee, Training
    from conflicts.rules.training_file import Line

COLOURS = {
    TrainingState.DONE: "green",
    TrainingState.RENEW: "yellow",
    TrainingState.EXPIRED: "red",
    TrainingState.MISSING: "red",
}


def training_table(
    trainees: Iterable[Trainee], modules: Sequence[str], query: QueryDict
) -> Table:
    """Return how each person stands with each required module."""
    return Table(
        caption="Who is trained",
        columns=[Column("Name"), *(Column(f"Module {each}") for each in modules)],
        rows=[
            [
                Cell(
                    str(row.person),
                    reverse("conflicts:person_interests", args=[row.person.pk]),
                    note=row.duty.positions,
                ),
                *(_standing_cell(each) for each in row.standings),
            ]
            for row in trainees
        ],
        first_is_heading=True,
        query=query,
        empty="Nobody here needs this training.",
    )


def committee_training_table(
    found: Training, committees: Iterable[tuple[int, str]]
) -> Table:
    """Return how many of each committee lack a required module."""
    rows = []
    for key, name in committees:
        theirs = [each for each in found.trainees if key in each.duty.committees]
        lacking = sum(each.is_lacking for each in theirs)
        url = f"?committee={key}&state=lacking" if lacking else ""
        rows.append([name, len(theirs), Cell(lacking, url)])
    return Table(
        caption="By committee",
        columns=[
            Column("Committee"),
            Column("People", numeric=True),
            Column("Lack a module", numeric=True),
        ],
        rows=rows,
        first_is_heading=True,
        empty="Nobody on a committee needs this training.",
    )


def lines_table(lines: Iterable[Line]) -> Table:
    """Return lines of a list: those that are wrong with the cure, or all of them."""
    return Table(
        caption="Lines of the list",
        columns=[
            Column("Line", numeric=True),
            Column("Name"),
            Column("Module"),
            Column("Completed"),
            Column("What to do"),
        ],
        rows=[
            [
                line.number,
                line.name,
                line.module,
                short_date(line.completed_on) if line.completed_on else line.day,
                line.wrong or "Nothing: ready",
            ]
            for line in lines
        ],
    )


def _standing_cell(standing: Standing) -> Cell:
    state, last = standing.state, standing.last
    words = ""
    if last is not None:
        ends = "expired" if state == TrainingState.EXPIRED else "expires"
        words = (
            f"Passed {short_date(last.completed_on)}, {ends} "
            f"{short_date(last.expires_on)}"
        )
    return Cell(words, tag=state.label, colour=COLOURS[state])
