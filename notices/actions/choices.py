"""Say how one wants to be reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from notices import registry
from notices.models import ReminderChoice
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from people.models import Person, User


@transaction.atomic
def choose(
    *,
    person: Person,
    is_weekly: bool,
    unwanted: Collection[str],
    by: User,
    now: datetime | None = None,
) -> ReminderChoice:
    """Say how a person is reminded from now on, and return what was chosen.

    `unwanted` are kinds of letter. What the law or a policy asks of somebody can be
    told weekly and not left out: a declaration does not wait for who reads no letters.

    Raises:
      RuleBroken: not their own, or a kind that nobody can do without.
    """
    moment = now or clock.now()
    choice = ReminderChoice.objects.select_for_update().filter(person=person).first()
    choice = choice or ReminderChoice(person=person)
    door.require(by, "choose", choice)
    if set(unwanted) - registry.optional_reminders().keys():
        raise RuleBroken.because(
            "not_optional", "This reminder is sent to everybody whom it concerns."
        )
    choice.is_weekly, choice.unwanted = is_weekly, sorted(unwanted)
    choice.changed_at, choice.changed_by = moment, by
    choice.save()
    audit.record(
        "reminders.chosen",
        target=choice,
        by=by.label,
        details={"is_weekly": is_weekly, "unwanted": choice.unwanted},
        now=moment,
    )
    return choice
