"""Enter, correct and end what people are to a body."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from conflicts.enums import Capacity
from conflicts.models import Position
from core.actions import audit, changes
from core.errors import RuleBroken
from people import door
from people.models import Person


if TYPE_CHECKING:
    from datetime import date, datetime

    from commissioning.models import Organisation
    from people.models import User

OF_A_PRACTICE = {Capacity.PRACTICE_PARTNER, Capacity.PRACTICE_STAFF}


@dataclass(frozen=True, slots=True)
class PositionDraft:
    """What an officer types about a position; no last day means no end in sight."""

    capacity: Capacity
    title: str
    from_on: date
    to_on: date | None = None
    band: str = ""
    can_commit: bool = False
    practice: Organisation | None = None
    line_manager: Person | None = None


@transaction.atomic
def enter(
    *,
    person: Person,
    organisation: Organisation,
    draft: PositionDraft,
    by: User,
    now: datetime | None = None,
) -> Position:
    """Enter what a person is to a body, from a day on.

    Raises:
      RuleBroken: not its officer, the days run backwards, no practice where one is
        needed, their own line manager, or the position is held already.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    door.require(by, "keep_positions", organisation)
    _check(draft, person)
    _refuse_overlap(draft, person, organisation)
    position = Position.objects.create(
        person=person, organisation=organisation, **_values(draft)
    )
    audit.record(
        "position.entered",
        target=position,
        by=by.label,
        details=_words(position),
        now=now,
    )
    changes.note("position", position.pk, now=now)
    return position


@transaction.atomic
def correct(
    *, position: Position, draft: PositionDraft, by: User, now: datetime | None = None
) -> Position:
    """Correct a position that was entered wrongly; the trail keeps how it read.

    Raises:
      RuleBroken: as for `enter`.
    """
    Person.objects.select_for_update().get(pk=position.person_id)
    position = _locked(position)
    door.require(by, "keep_positions", position.organisation)
    _check(draft, position.person)
    _refuse_overlap(draft, position.person, position.organisation, but=position)
    before = _words(position)
    for name, value in _values(draft).items():
        setattr(position, name, value)
    after = _words(position)
    if before == after:
        return position
    position.save()
    audit.record(
        "position.corrected",
        target=position,
        by=by.label,
        details={"before": before, "after": after},
        now=now,
    )
    changes.note("position", position.pk, now=now)
    return position


@transaction.atomic
def end(
    *, position: Position, on: date, by: User, now: datetime | None = None
) -> Position:
    """End a position: `on` is the last day it is held.

    Raises:
      RuleBroken: not its officer, before its first day, or ended before that day.
    """
    position = _locked(position)
    door.require(by, "keep_positions", position.organisation)
    if on < position.from_on:
        raise RuleBroken.because(
            "days_backwards", "The last day cannot be before the first."
        )
    if position.to_on is not None and position.to_on < on:
        raise RuleBroken.because(
            "position_ended", "This position ends earlier already. Enter a new one."
        )
    position.to_on = on
    position.save(update_fields=["to_on"])
    audit.record(
        "position.ended",
        target=position,
        by=by.label,
        summary=f"Last day {on.isoformat()}.",
        now=now,
    )
    changes.note("position", position.pk, now=now)
    return position


def _check(draft: PositionDraft, person: Person) -> None:
    if not draft.title.strip():
        raise RuleBroken.because("title_missing", "Enter the title of the position.")
    if draft.to_on is not None and draft.to_on < draft.from_on:
        raise RuleBroken.because(
            "days_backwards", "The last day cannot be before the first."
        )
    if draft.capacity == Capacity.PRACTICE_PARTNER and draft.practice is None:
        raise RuleBroken.because(
            "practice_missing", "Choose the practice of which they are a partner."
        )
    if draft.practice is not None and draft.capacity not in OF_A_PRACTICE:
        raise RuleBroken.because(
            "practice_not_needed",
            "A practice belongs to its partners and staff only: leave it empty.",
        )
    if draft.line_manager is not None and draft.line_manager.pk == person.pk:
        raise RuleBroken.because(
            "own_line_manager", "Nobody is their own line manager: choose another."
        )


def _refuse_overlap(
    draft: PositionDraft,
    person: Person,
    organisation: Organisation,
    but: Position | None = None,
) -> None:
    same = Position.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=draft.from_on),
        person=person,
        organisation=organisation,
        title=draft.title.strip(),
    )
    if draft.to_on is not None:
        same = same.filter(from_on__lte=draft.to_on)
    if but is not None:
        same = same.exclude(pk=but.pk)
    if same.exists():
        raise RuleBroken.because(
            "position_held",
            f"{person} is {draft.title.strip()} on some of these days already. End "
            "that position first, or correct it.",
        )


def _values(draft: PositionDraft) -> dict[str, Any]:
    values = {each.name: getattr(draft, each.name) for each in fields(draft)}
    return {**values, "title": draft.title.strip(), "band": draft.band.strip()}


def _words(position: Position) -> dict[str, str]:
    return {
        each.name: str(getattr(position, each.name) or "")
        for each in fields(PositionDraft)
    }


def _locked(position: Position) -> Position:
    rows = Position.objects.select_related(
        "person", "organisation", "practice", "line_manager"
    )
    return rows.select_for_update(of=("self",)).get(pk=position.pk)
