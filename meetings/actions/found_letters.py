"""Letters to those whom a changed agenda or register touches, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from meetings.actions.reopening import SYSTEM
from meetings.enums import ReminderKind
from meetings.facts.told import GATHERED_FOR, about, is_ahead
from notices.actions import letters


if TYPE_CHECKING:
    from collections.abc import Iterable

    from meetings.models import ConflictRow, Gathering


def ask_about(
    gathering: Gathering,
    rows: Iterable[ConflictRow],
    *,
    freed: Iterable[ConflictRow] = (),
) -> int:
    """Plan a letter to each person with a row that opened, or opened again.

    Or with one of `freed`, whose ruling fell away with all it was made on: they may
    prepare for what they were told to stay away from.

    Only once the meeting is announced: the invitation asks of all that was found before.
    What a standing ruling treats asks nobody. When it is sent it says nothing of the
    item, and falls away if nothing is asked any more (docs/field.md 9.8). Call inside
    the action's transaction. Returns how many letters were planned.
    """
    asked = {row.person_id for row in rows if row.standing_ruling_id is None}
    asked |= {row.person_id for row in freed}
    if not asked or not is_ahead(gathering):
        return 0
    moment = clock.now()
    return letters.plan_for_all(
        kind=ReminderKind.CONFLICT_FOUND,
        about=about(gathering),
        persons=asked,
        due_at=moment + GATHERED_FOR,
        by=SYSTEM,
        occasion=f"found {moment.isoformat()}",
    )
