"""Letters as pages show them: their state, what happened, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from core.web.dates import long_date, long_moment
from core.web.tables import Cell, Column, SummaryRow, Table
from notices.enums import Channel, KnownHow, Status
from notices.rules.advice import Advice, advise


if TYPE_CHECKING:
    from collections.abc import Iterable

    from notices.facts import KindCount
    from notices.models import Letter

COLOURS = {
    Status.PLANNED: "grey",
    Status.CLAIMED: "blue",
    Status.SENDING: "blue",
    Status.SENT: "green",
    Status.TO_PRINT: "orange",
    Status.UNCERTAIN: "yellow",
    Status.FAILED: "red",
    Status.BOUNCED: "red",
    Status.TOGETHER: "blue",
    Status.DROPPED: "white",
}


def advice_on(letter: Letter) -> Advice:
    """Return what happened to a letter and what its officer does next."""
    lines = letter.addressed_to.splitlines()
    return advise(
        Status(letter.status), Channel(letter.channel), has_address=len(lines) > 1
    )


def letters_table(letters: Iterable[Letter], *, caption: str = "Letters") -> Table:
    """Return a table of letters; their `person` is loaded."""
    return Table(
        caption=caption,
        columns=[
            Column("To"),
            Column("Subject"),
            Column("Sent or due"),
            Column("State"),
            Column("What happened, and what to do"),
        ],
        rows=[_row(letter) for letter in letters],
        empty="No letters here.",
    )


def kinds_table(counts: Iterable[KindCount]) -> Table:
    """Return a table of how many letters of each kind went, wait or need somebody.

    The name of a kind leads to its letters on the same page.
    """
    return Table(
        caption="By kind",
        columns=[Column("Letter"), Column("What became of them")],
        rows=[
            [
                Cell(kind_words(one.kind), url=f"?{urlencode({'kind': one.kind})}"),
                _counted(one),
            ]
            for one in counts
        ],
        first_is_heading=True,
        empty="No letter has been planned for this meeting.",
    )


def _counted(one: KindCount) -> str:
    numbers = {
        "need you": one.in_need,
        "sent": one.sent,
        "waiting": one.waiting,
        "not needed any more": one.dropped,
    }
    return ", ".join(f"{number} {words}" for words, number in numbers.items() if number)


def kind_words(kind: str) -> str:
    """Say in words what kind of letter it is, before it has a subject."""
    return kind.replace("_", " ").capitalize()


def letter_facts(letter: Letter) -> list[SummaryRow]:
    """Return what the page of one letter says of it."""
    status = Status(letter.status)
    advice = advice_on(letter)
    facts = [
        SummaryRow("State", tag=status.label, colour=COLOURS[status]),
        SummaryRow("What happened", advice.happened),
    ]
    if letter.reason:
        facts.append(SummaryRow("Why", letter.reason))
    if advice.next:
        facts.append(SummaryRow("What to do", advice.next))
    facts += [
        SummaryRow("To", letter.addressed_to or letter.person),
        SummaryRow("By", Channel(letter.channel).label),
        SummaryRow("Due", long_moment(letter.due_at)),
        SummaryRow("Planned by", letter.planned_by),
    ]
    if letter.sent_at:
        facts.append(SummaryRow("Sent", long_moment(letter.sent_at)))
    if letter.posted_on:
        facts.append(SummaryRow("Posted", long_date(letter.posted_on)))
    if letter.known_how:
        known = KnownHow(letter.known_how).label
        note = f"{known}. {letter.known_note}".strip()
        facts.append(SummaryRow("How it is known that they have it", note))
    return facts


def _row(letter: Letter) -> list[Cell]:
    status = Status(letter.status)
    advice = advice_on(letter)
    return [
        Cell(letter.person, url=letter.get_absolute_url()),
        Cell(letter.subject or kind_words(letter.kind)),
        Cell(long_moment(letter.sent_at or letter.due_at)),
        Cell(tag=status.label, colour=COLOURS[status]),
        Cell(advice.happened, note=advice.next),
    ]
