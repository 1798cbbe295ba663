"""The quorum forecast as a table: items against committees, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from core.web.tables import QUORUM_WORDS, Cell, Column, Table
from meetings.views.lights import state_of


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.facts.forecast import Forecast, ItemForecast, SittingForecast
    from meetings.models import Sitting

NOT_IN_SCOPE = Cell("Not in scope")


def forecast_table(found: Forecast, lines: Iterable[ItemForecast]) -> Table:
    """Show one line an item and one column a committee; each answer opens."""
    sittings = found.room.sittings
    return Table(
        caption="Quorum expected for each item",
        columns=[
            Column("Item"),
            *(Column(one.committee.short_name) for one in sittings),
        ],
        rows=[
            [
                f"{line.number} {line.item.title}".strip(),
                *(_cell(line, one) for one in sittings),
            ]
            for line in lines
        ],
        first_is_heading=True,
        empty="There is no item on the agenda yet.",
    )


def light_word(cell: SittingForecast) -> tuple[str, str]:
    """Say how one committee stands for one item: a word, and the colour that helps."""
    if cell.is_put_off:
        return "Deferred", "grey"
    return QUORUM_WORDS[state_of(cell.result)]


def _cell(line: ItemForecast, sitting: Sitting) -> Cell:
    cell = line.of(sitting)
    if cell is None:
        return NOT_IN_SCOPE
    url = reverse(
        "meetings:forecast_sitting",
        args=[line.item.gathering_id, line.item.pk, sitting.pk],
    )
    if not cell.needs_quorum:
        return Cell("To note", url=url)
    word, colour = light_word(cell)
    votes = cell.result.counted_votes
    return Cell(
        text=f"{votes} vote{'s' * (votes != 1)}",
        url=url,
        tag=word,
        colour=colour,
    )
