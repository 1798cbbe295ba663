"""Record that a paper was tabled, and which committee took it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.facts.tabling import sittings_to_ask
from meetings.models import PaperVersion, Tabling
from people import door


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import time

    from meetings.models import Gathering, Item, Sitting
    from people.models import Person, User


@transaction.atomic
def record(
    *,
    version: PaperVersion,
    tabled_by: Person,
    at: time,
    answers: Mapping[int, bool],
    by: User,
) -> list[Tabling]:
    """Record who tabled a paper at what time of its meeting's day, and who took it.

    `answers` say for sittings (keys) whether that committee agreed to consider it: each
    for itself, whatever the others did. It may have been handed in before, during or
    after the meeting: what happened in the room can always be written down. A second
    click writes nothing; another answer is added, and the newest counts.

    Raises:
      RuleBroken: the door refuses one of the committees, the meeting is yet to come,
        a committee does not take the item, none is answered for, or the time has not
        come yet.
    """
    gathering = agenda.lock_quietly(version.paper.item.gathering)
    version = PaperVersion.objects.select_related("paper__item").get(pk=version.pk)
    item = version.paper.item
    item.gathering = gathering
    door.require(by, "record", gathering)
    moment = _moment(gathering, at)
    asked = _asked(item, answers)
    said = [
        Tabling(
            version=version,
            sitting=sitting,
            is_taken=answers[sitting.pk],
            tabled_by=tabled_by,
            tabled_at=moment,
            recorded_at=clock.now(),
            recorded_by=by,
        )
        for sitting in asked
    ]
    for one in said:
        door.require(by, "record", one.sitting)
    made = [one for one in said if not _is_known(one)]
    for one in made:
        one.save()
    if made:
        _audit(version, made, by)
    return made


def _moment(gathering: Gathering, at: time) -> datetime:
    moment = timezone.make_aware(datetime.combine(gathering.held_on, at))
    if moment > clock.now():
        raise RuleBroken.because(
            "yet_to_come",
            "That time is still to come: record it once the paper has been tabled.",
        )
    return moment


def _asked(item: Item, answers: Mapping[int, bool]) -> list[Sitting]:
    if not answers:
        raise RuleBroken.because("nobody_asked", "Say for a committee if it took it.")
    asked = sittings_to_ask(item, answers.keys())
    if {one.pk for one in asked} != answers.keys():
        raise RuleBroken.because(
            "not_theirs", "One of these committees does not take the item."
        )
    return asked


def _is_known(said: Tabling) -> bool:
    """Say whether the newest word of the committee is the same."""
    last = said.version.tablings.filter(sitting=said.sitting).first()
    return last is not None and (
        (last.tabled_by_id, last.tabled_at, last.is_taken)
        == (said.tabled_by_id, said.tabled_at, said.is_taken)
    )


def _audit(version: PaperVersion, made: list[Tabling], by: User) -> None:
    audit.record(
        "paper.tabled",
        target=version,
        by=by.label,
        summary=str(made[0]),
        details={
            "at": made[0].tabled_at.isoformat(),
            "taken": {one.sitting.committee.short_name: one.is_taken for one in made},
        },
    )
