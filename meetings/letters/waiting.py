"""The letters to those for whom a meeting waits: authors, and whoever rules; they name no item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import reverse

from core.web.dates import long_date
from meetings.enums import ReminderKind
from meetings.facts.reminders import papers_due, rulings_waiting
from meetings.facts.told import is_ahead
from meetings.letters.gatherings import gathering_of
from notices import registry
from notices.words import write
from people.values import PersonId


if TYPE_CHECKING:
    from meetings.rules.rulings import RulingsWaiting
    from notices.models import Letter
    from notices.values import Rendered

WHY_RULING: Final = (
    "you chair a committee of this meeting, or rule in place of a chair who has an "
    "interest"
)
WHY_SETTLING: Final = (
    "you are a governance officer of this meeting, and no chair of it can rule on that"
)


@registry.renders(
    ReminderKind.PAPER_DUE, reminder="Hand in your paper", is_optional=True
)
def paper_due(letter: Letter) -> Rendered | None:
    """Remind an author of papers to hand in, unless all are in or kept from them."""
    gathering = gathering_of(letter)
    if gathering is None or not is_ahead(gathering):
        return None
    number = papers_due(gathering).get(letter.person_id, 0)
    if not number:
        return None
    day = long_date(gathering.held_on)
    waits = "A paper of yours is" if number == 1 else f"{number} papers of yours are"
    return write(
        letter.person,
        subject=f"Your paper for {gathering.title}, {day}",
        words=(
            f"{gathering.title} meets on {day}. {waits} on the agenda and not handed in "
            "yet. If it will be late, tell the governance officer."
        ),
        link="Hand it in here",
        path=reverse("meetings:gathering", args=[gathering.pk]),
        why="you lead an item of this meeting, or wrote what it is about",
    )


@registry.renders(
    ReminderKind.TREATMENT_WAITING, reminder="Rule on conflicts of interest"
)
def treatment_waiting(letter: Letter) -> Rendered | None:
    """Remind whoever rules on conflicts that wait, unless none is left for them.

    Where nobody rules by office, the officers, who see that somebody presides.
    """
    gathering = gathering_of(letter)
    if gathering is None or not is_ahead(gathering):
        return None
    waiting = rulings_waiting(gathering).get(PersonId(letter.person_id))
    if waiting is None:
        return None
    day = long_date(gathering.held_on)
    is_ruler = waiting.to_rule > 0
    return write(
        letter.person,
        subject=f"{'Your ruling' if is_ruler else 'A ruling'} before "
        f"{gathering.title}, {day}",
        words=f"{gathering.title} meets on {day}. {_what_waits(waiting)} Until it is "
        "ruled, the papers of the item are withheld from whoever it is about.",
        link="Rule on it here" if is_ruler else "See it here",
        path=reverse("meetings:conflicts", args=[gathering.pk]),
        why=WHY_RULING if is_ruler else WHY_SETTLING,
    )


def _what_waits(waiting: RulingsWaiting) -> str:
    said = []
    if waiting.to_rule:
        said.append(f"{_conflicts_wait(waiting.to_rule)} for your ruling.")
    if waiting.to_settle:
        said.append(
            f"{_conflicts_wait(waiting.to_settle)} for a ruling that neither chair nor "
            "vice chair can give. See that somebody without an interest presides for "
            "the item, and record what they rule."
        )
    return " ".join(said)


def _conflicts_wait(number: int) -> str:
    if number == 1:
        return "One conflict of interest waits"
    return f"{number} conflicts wait"
