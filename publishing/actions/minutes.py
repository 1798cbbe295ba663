"""Publish the confirmed minutes of a meeting: its public part, to anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import PublicationState
from core.errors import RuleBroken
from decisions.models import Minutes
from meetings.actions import gatherings
from meetings.actions.agenda import lock_quietly
from meetings.enums import GatheringState, Part
from meetings.models import ConflictGround
from people import door


if TYPE_CHECKING:
    from meetings.models import Gathering
    from people.models import User


@transaction.atomic
def publish(*, gathering: Gathering, by: User) -> Gathering:
    """Offer the confirmed minutes of part 1 on the public site; published, it stays so.

    Raises:
      RuleBroken: the door refuses, a committee has not approved its minutes, or they
        tell of an interest that has been withheld from the register since.
    """
    gathering = lock_quietly(gathering)
    door.require(by, "record", gathering)
    if gathering.state == GatheringState.PUBLISHED:
        return gathering
    if gathering.state != GatheringState.MINUTES_APPROVED:
        raise RuleBroken.because(
            "minutes_not_approved",
            "Minutes are published once every committee has approved every part of "
            "them. Record the approvals first.",
        )
    _refuse_withheld(gathering)
    return gatherings.advance(gathering=gathering, to=GatheringState.PUBLISHED, by=by)


def _refuse_withheld(gathering: Gathering) -> None:
    """Refuse minutes that say what the register withholds by now."""
    issue = Minutes.objects.filter(gathering=gathering, part=Part.ONE).first()
    if issue is None:
        return
    withheld = ConflictGround.objects.filter(
        row__item__gathering=gathering,
        row__item__part=Part.ONE,
        interest__isnull=False,
    ).exclude(interest__publication=PublicationState.PUBLISH)
    said = " ".join(
        words for item in issue.sections["items"] for words in item.get("conflicts", ())
    )
    if any(ground.trace and ground.trace in said for ground in withheld):
        raise RuleBroken.because(
            "minutes_tell_withheld",
            "These minutes tell of an interest that is withheld from the public "
            "register. Take an approval back, write them out again, and have that "
            "issue approved.",
        )
