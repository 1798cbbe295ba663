"""The forward plan as tables: what waits, and a table for each meeting to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from core.web.dates import long_date, weekday_date
from core.web.tables import Cell, Column, Table
from decisions.facts.waiting import NOT_TAKEN_YET
from meetings.enums import Part
from meetings.rules.forward_plan import DEFERRED, NOTES_ONLY
from meetings.rules.reading import Standing


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from decisions.facts.waiting import PutOff, Waiting
    from meetings.facts.forward_plan import PlannedAgenda, PlannedItem
    from meetings.models import Gathering, Item
    from meetings.rules.forward_plan import Prospect

    Planned = tuple[PlannedAgenda, list[PlannedItem]]
    Place = tuple[int, int]

NOT_IN_SCOPE = Cell(note="Not in scope")
NO_STEP = Cell("")


@dataclass(frozen=True, slots=True)
class MeetingShown:
    """One meeting of the plan; `noted` are the items that nobody is to decide."""

    gathering: Gathering
    table: Table
    noted: list[Cell]

    @property
    def noted_words(self) -> str:
        """Say how many these are, and of which meeting."""
        number, day = len(self.noted), long_date(self.gathering.held_on)
        return f"{number} item{'s' * (number != 1)} of {day} only to note"


@dataclass(frozen=True, slots=True)
class MonthShown:
    """The meetings of one month, by its first day on the plan."""

    month: date
    meetings: list[MeetingShown]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many answers of the plan there are, and how many of them want something."""

    answers: int
    short: int
    open_rulings: int

    @property
    def words(self) -> str:
        """Say it in a sentence."""
        if not self.answers:
            return "No committee is to decide anything in this time."
        parts = [
            f"{self.short} {'is' if self.short == 1 else 'are'} not quorate"
            if self.short
            else "",
            f"{self.open_rulings} depend{'s' * (self.open_rulings == 1)} on conflicts "
            "that nobody has ruled on"
            if self.open_rulings
            else "",
        ]
        said = ", and ".join(part for part in parts if part)
        if not said:
            return (
                "Every committee can expect its quorum for every item it is to decide."
            )
        return f"Of {self.answers} answer{'s' * (self.answers != 1)} below, {said}."


def count_prospects(agendas: Iterable[Iterable[PlannedItem]]) -> Counts:
    """Count the answers of all committees for all items that they are to decide."""
    found = [
        prospect
        for items in agendas
        for item in items
        for _sitting, prospect in item.prospects
        if prospect is not None and prospect not in {NOTES_ONLY, DEFERRED}
    ]
    return Counts(
        answers=len(found),
        short=sum(one.colour == "red" for one in found),
        open_rulings=sum(one.colour == "orange" for one in found),
    )


def months_of(
    agendas: Iterable[Planned], waiting: Iterable[Waiting]
) -> list[MonthShown]:
    """Put the meetings under their months, in order."""
    places = {(one.what.item.pk, one.what.sitting.pk) for one in waiting}
    months: list[MonthShown] = []
    for agenda, items in agendas:
        day = agenda.gathering.held_on
        if not months or (months[-1].month.year, months[-1].month.month) != (
            day.year,
            day.month,
        ):
            months.append(MonthShown(day, []))
        shown = MeetingShown(
            gathering=agenda.gathering,
            table=_meeting_table(
                agenda, [one for one in items if not one.is_only_noted], places
            ),
            noted=[_item_cell(one) for one in items if one.is_only_noted],
        )
        months[-1].meetings.append(shown)
    return months


def waiting_table(waiting: Sequence[Waiting]) -> Table:
    """Show what waits for a date, what was put off longest ago first."""
    is_kept = any(one.is_kept for one in waiting)
    return Table(
        caption="Put off, and on no later agenda yet",
        columns=[
            Column("Item"),
            Column("Committee"),
            Column("Deferred"),
            Column("Why"),
            *([Column("Next step", hidden=True)] if is_kept else []),
        ],
        rows=[_waiting_row(one, is_kept=is_kept) for one in waiting],
        first_is_heading=True,
        empty="Nothing waits for a date: whatever was deferred is on a later agenda.",
    )


def _waiting_row(one: Waiting, *, is_kept: bool) -> list[object]:
    what = one.what
    gathering = what.item.gathering
    return [
        Cell(
            str(what.item),
            url=_item_url(what.item, is_readable=one.is_readable),
            note=f"Agenda of {long_date(gathering.held_on)}",
        ),
        what.committee.short_name,
        long_date(what.on),
        _why(what) if one.is_readable else "Kept from you",
        *([_step(what.item) if one.is_kept else NO_STEP] if is_kept else []),
    ]


def _why(what: PutOff) -> str:
    if what.is_referred:
        return f"Referred by {what.sitting.committee.short_name}: {what.why}"
    return what.why


def _meeting_table(
    agenda: PlannedAgenda, items: Iterable[PlannedItem], waiting: Collection[Place]
) -> Table:
    gathering = agenda.gathering
    name = f"{weekday_date(gathering.held_on)}: {gathering.title}"
    is_officer = agenda.footing.standing is Standing.OFFICER
    may_go = is_officer and gathering.state in NOT_TAKEN_YET
    return Table(
        caption=name,
        caption_size="s",
        columns=[
            Column("Item"),
            *(Column(one.committee.short_name) for one in agenda.room.sittings),
            *([Column("Next step", hidden=True)] if may_go else []),
        ],
        rows=[
            [*_answers(one), *([_next_step(one, waiting)] if may_go else [])]
            for one in items
        ],
        first_is_heading=True,
        empty=f"{name}. No item to decide is on the agenda yet.",
    )


def _answers(one: PlannedItem) -> list[Cell]:
    return [_item_cell(one), *(_prospect_cell(each) for _at, each in one.prospects)]


def _next_step(one: PlannedItem, waiting: Collection[Place]) -> Cell:
    return _step(one.item) if _may_move(one, waiting) else NO_STEP


def _item_cell(one: PlannedItem) -> Cell:
    notes = [] if one.has_scope else ["No committee has it in its scope yet."]
    if one.item.part == Part.TWO:
        notes.insert(0, "Private part.")
    return Cell(
        f"{one.number} {one.item.title}".strip(),
        url=_item_url(one.item, is_readable=one.is_readable),
        note=" ".join(notes),
    )


def _prospect_cell(prospect: Prospect | None) -> Cell:
    if prospect is None:
        return NOT_IN_SCOPE
    return Cell(tag=prospect.words, colour=prospect.colour, note=" ".join(prospect.why))


def _may_move(one: PlannedItem, waiting: Collection[Place]) -> bool:
    """Say whether some committee still has it to decide and on no later agenda."""
    return any(
        prospect is not None
        and prospect != NOTES_ONLY
        and (prospect != DEFERRED or (one.item.pk, sitting.pk) in waiting)
        for sitting, prospect in one.prospects
    )


def _step(item: Item) -> Cell:
    url = reverse("decisions:another_agenda", args=[item.pk])
    return Cell("Put on another agenda", url=url, hidden=item.title)


def _item_url(item: Item, *, is_readable: bool) -> str:
    return reverse("meetings:item", args=[item.pk]) if is_readable else ""
