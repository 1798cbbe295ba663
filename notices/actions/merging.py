"""Turn the letters that wait for a duplicate to the person who remains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from notices.actions.letters import drop_locked
from notices.enums import Status
from notices.models import Letter, ReminderChoice
from people.actions.merged import MERGING, tell_moved


if TYPE_CHECKING:
    from people.models import Person

SAME_LETTER = "The same letter goes to the same person."


@transaction.atomic
def turn_to(*, duplicate: Person, into: Person) -> None:
    """Send what waits for a merged entry to who remains, and nothing twice; repeatable.

    What is printed keeps the name on it, and leaves the print queue where who remains
    has the same letter. A letter that a worker holds is turned as it is written.
    """
    waiting = (
        Letter.objects.filter(person=duplicate)
        .with_status([Status.PLANNED, Status.TO_PRINT])
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for letter in waiting:
        if Letter.objects.same_to(letter, into).exists():
            drop_locked(letter, reason=SAME_LETTER, by=MERGING)
        elif letter.status == Status.PLANNED:
            letter.person = into
            letter.save(update_fields=["person"])
            tell_moved(letter, duplicate)
    _turn_choice(duplicate, into)


def _turn_choice(duplicate: Person, into: Person) -> None:
    """Keep what who remains said of their reminders, else what the duplicate said."""
    chosen = ReminderChoice.objects.filter(person=duplicate).first()
    if chosen is None or ReminderChoice.objects.filter(person=into).exists():
        return
    chosen.person = into
    chosen.save(update_fields=["person"])
    tell_moved(chosen, duplicate)
