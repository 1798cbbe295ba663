"""Who may read minutes, and who may close an action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from decisions.facts import outcomes, waiting
from decisions.facts.checks import attended, readable_parts
from decisions.models import Action, Decision, Minutes
from meetings.enums import GatheringState, Part
from meetings.policies.gatherings import readable_items
from people import door
from people.models import User
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Mapping

    from people.actors import Actor

WAS_NOT_THERE = no(
    "was_not_there", "Whoever was at the meeting checks its minutes: you were not."
)
NO_DRAFT = no(
    "no_draft",
    "These minutes are not in draft any more. Tell the governance officer of anything "
    "that is wrong.",
)


@door.answers("read", Minutes)
def can_read_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Say who may have one issue of the minutes whole, as the file it was written to.

    Somebody excluded from an item in it reads it on the page, with that section
    withheld, and is not given the file (docs/field.md 9.10).
    """
    verdict = door.may(actor, "read", minutes.gathering)
    if not verdict:
        return verdict
    return judge_issue(minutes, readable_items(actor, minutes.gathering))


def judge_issue(minutes: Minutes, readable: Mapping[int, Verdict]) -> Verdict:
    """Say it from the verdicts on the items of the gathering, without a query."""
    missing = [
        section["id"]
        for section in minutes.sections["items"]
        if not readable.get(section["id"])
    ]
    if not missing:
        return YES
    if minutes.part == Part.TWO and len(missing) == len(minutes.sections["items"]):
        return no("outsider", "You have no part in this half of the meeting.")
    return no(
        "sections_withheld",
        "Sections of these minutes are withheld from you, so the file is not given to "
        "you. Read the minutes on their page instead.",
    )


@door.answers("check", Minutes)
def can_check_minutes(actor: Actor, minutes: Minutes) -> Verdict:
    """Say who checks minutes: whoever was there, while they are in draft.

    Somebody excluded from an item checks the rest, which they read on the page.
    """
    gathering = minutes.gathering
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return WAS_NOT_THERE
    if gathering.state != GatheringState.MINUTES_DRAFT:
        return NO_DRAFT
    if PersonId(actor.person_id) not in attended(gathering):
        return WAS_NOT_THERE
    may_read = readable_parts(actor.person_id, gathering)
    return YES if minutes.part in may_read else WAS_NOT_THERE


@door.answers("read", Decision)
def can_read_decision(actor: Actor, decision: Decision) -> Verdict:
    """Say who may read a decision behind the sign-in: whoever may read its item."""
    return door.may(actor, "read", decision.item)


@door.answers("close", Action)
def can_close_action(actor: Actor, action: Action) -> Verdict:
    """Say who may close an action: its owner, or an officer of the meeting."""
    if isinstance(actor, User) and actor.person_id == action.owner_id:
        return YES
    return door.may(actor, "record", action.item.gathering)


# Imported with the policies at start-up: it tells the room what was decided so far.
__all__ = ["outcomes", "waiting"]
