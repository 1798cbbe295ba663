"""Say that one has checked the minutes of a meeting one was at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from decisions.facts.checks import attended, part_to_check
from decisions.models import Minutes, MinutesCheck
from meetings.enums import ReminderKind
from meetings.facts.told import about
from meetings.models import Gathering
from notices.actions import letters
from people import door
from people.values import PersonId


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.enums import Part
    from people.models import Person, User


@transaction.atomic
def mark_checked(
    *,
    gathering: Gathering,
    part: Part,
    by: User,
    person: Person | None = None,
    now: datetime | None = None,
) -> MinutesCheck:
    """Record that somebody has checked the latest issue of a part of the minutes.

    By themself; or, with `person`, by an officer whom they told. The reminder that
    waits is dropped once no part is left for them. Said again, nothing changes.

    Raises:
      RuleBroken: nothing is written out, the minutes are no draft any more, they were
        not there, may read nothing of the part, or are not the officer's to record.
    """
    moment = now or clock.now()
    gathering = Gathering.objects.select_for_update(no_key=True).get(pk=gathering.pk)
    latest = Minutes.objects.filter(gathering=gathering, part=part).first()
    if latest is None:
        raise RuleBroken.because(
            "not_written", "These minutes have not been written out yet."
        )
    reader = _reader(latest, by, person)
    check, is_new = MinutesCheck.objects.get_or_create(
        minutes=latest,
        person=reader,
        defaults={"checked_at": moment, "checked_by": by},
    )
    if not is_new:
        return check
    audit.record("minutes.checked", target=check, by=by.label, now=moment)
    if part_to_check(reader.pk, gathering) is None:
        letters.withdraw(
            about=about(gathering),
            kind=ReminderKind.MINUTES_TO_CHECK,
            person=reader,
            reason="They have checked the minutes.",
            by=by,
        )
    return check


def _reader(minutes: Minutes, by: User, person: Person | None) -> Person:
    """Return who checks, having asked the door of them, or of their officer."""
    if person is None or person.pk == by.person_id:
        door.require(by, "check", minutes)
        assert by.person is not None  # noqa: S101 - the door asks for it
        return by.person
    door.require(by, "record", minutes.gathering)
    if PersonId(person.pk) not in attended(minutes.gathering):
        raise RuleBroken.because(
            "was_not_there", f"{person} was not at this meeting, so is not asked."
        )
    return person
