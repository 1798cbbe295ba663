"""Who is reminded after a meeting: to check its minutes, and to do what they undertook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.values import CommitteeId
from decisions.facts.checks import asked_to_check
from decisions.models import Action
from meetings.enums import GatheringState, ReminderKind
from meetings.facts.exclusions import is_kept_from
from meetings.facts.reminders import periods_of
from meetings.models import Gathering
from meetings.rules.reminders import (
    Asked,
    MeetingFacts,
    plan_asked,
    plan_reminders,
    rules_for,
)
from meetings.values import GatheringId
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models import QuerySet

    from meetings.rules.reminders import Period, PlannedReminder
    from notices.models import Letter


def minutes_to_check() -> QuerySet[Gathering]:
    """Return the meetings whose minutes were written out and are not approved yet."""
    return (
        Gathering.objects.filter(
            state=GatheringState.MINUTES_DRAFT, minutes__isnull=False
        )
        .prefetch_related("sittings")
        .order_by("held_on", "pk")
        .distinct()
    )


def plan_checks(
    gathering: Gathering, said: Sequence[Period], bank_holidays: frozenset[date]
) -> list[PlannedReminder]:
    """Plan the letters to those who were there and have not checked the minutes."""
    meeting = MeetingFacts(GatheringId(gathering.pk), gathering.held_on)
    return plan_reminders(
        meeting,
        rules_for(committees_in(gathering), said, gathering.held_on),
        people={ReminderKind.MINUTES_TO_CHECK: asked_to_check(gathering)},
        bank_holidays=bank_holidays,
    )


def plan_actions(
    actions: Sequence[Action], said: Sequence[Period], bank_holidays: frozenset[date]
) -> list[PlannedReminder]:
    """Plan the letters to the owners of open actions, each from its own day."""
    return [
        planned
        for one in actions
        for planned in plan_asked(
            [
                Asked(
                    ReminderKind.ACTION_DUE,
                    f"action:{one.pk}",
                    PersonId(one.owner_id),
                    one.due_on,
                )
            ],
            rules_for(_committees_of(one), said, one.due_on),
            bank_holidays=bank_holidays,
        )
    ]


def open_actions() -> QuerySet[Action]:
    """Return the actions that nobody has closed, with what their day hangs on."""
    return (
        Action.objects.filter(closed_at__isnull=True)
        .select_related("sitting", "item__gathering", "owner")
        .prefetch_related("item__gathering__sittings")
        .order_by("due_on", "pk")
    )


def periods_said(
    gatherings: Sequence[Gathering], actions: Sequence[Action]
) -> list[Period]:
    """Return what the committees of meetings and actions said of their reminders."""
    committees = {key for one in gatherings for key in committees_in(one)}
    committees |= {key for one in actions for key in _committees_of(one)}
    return periods_of(committees)


def committees_in(gathering: Gathering) -> list[CommitteeId]:
    """Return the committees that sat, by key."""
    return [CommitteeId(one.committee_id) for one in gathering.sittings.all()]


def action_of(letter: Letter) -> Action | None:
    """Return the open action that a letter reminds its owner of, unless kept from them.

    Whoever was excluded from the item since is not reminded (docs/field.md 9.11).
    """
    topic, _, key = letter.about.partition(":")
    if topic != "action":
        return None
    action = open_actions().filter(pk=int(key), owner=letter.person_id).first()
    if action is None or is_kept_from(letter.person_id, action.item):
        return None
    return action


def _committees_of(action: Action) -> list[CommitteeId]:
    if action.sitting is not None:
        return [CommitteeId(action.sitting.committee_id)]
    return committees_in(action.item.gathering)
