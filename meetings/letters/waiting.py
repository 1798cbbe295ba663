"""The letters to those for whom a meeting waits: authors and chairs; they name no item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from core.web.dates import long_date
from meetings.enums import ReminderKind
from meetings.facts.reminders import papers_due, rulings_waiting
from meetings.facts.told import is_ahead
from meetings.letters.gatherings import gathering_of
from notices import registry
from notices.words import write


if TYPE_CHECKING:
    from notices.models import Letter
    from notices.values import Rendered


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
    """Remind a chair of conflicts they have not ruled on, unless none is left."""
    gathering = gathering_of(letter)
    if gathering is None or not is_ahead(gathering):
        return None
    number = rulings_waiting(gathering).get(letter.person_id, 0)
    if not number:
        return None
    day = long_date(gathering.held_on)
    waits = (
        "One conflict of interest waits" if number == 1 else f"{number} conflicts wait"
    )
    return write(
        letter.person,
        subject=f"Your ruling before {gathering.title}, {day}",
        words=(
            f"{gathering.title} meets on {day}. {waits} for your ruling. Until you have "
            "ruled, the papers of the item are withheld from whoever it is about."
        ),
        link="Rule on it here",
        path=reverse("meetings:conflicts", args=[gathering.pk]),
        why="you chair a committee of this meeting",
    )
