"""Who came in and went out: the only source of who was present when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions import quorum_checks
from meetings.actions.late_rows import settle_late
from meetings.enums import CheckMoment, GatheringState, Moment, Place, PresenceKind
from meetings.models import Gathering, PresenceEvent
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from meetings.models import Item
    from people.models import Person, User


@transaction.atomic
def record(
    *,
    gathering: Gathering,
    person: Person,
    kind: PresenceKind,
    place: Place,
    happened_at: datetime,
    by: User,
    item: Item | None = None,
    moment: Moment = Moment.BEFORE,
    now: datetime | None = None,
) -> PresenceEvent:
    """Record one coming or going of one person, for all committees in the room.

    At a meeting that is over, the conflicts that nobody had looked for are opened:
    what was decided stays, and says that they came to light late. Saying the same thing
    twice (a double tap) changes nothing.

    Raises:
      RuleBroken: the door refuses, or the item is of another meeting.
    """
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    door.require(by, "record", gathering)
    if item is not None and item.gathering_id != gathering.pk:
        raise RuleBroken.because(
            "item_of_another_meeting", "The item belongs to another meeting."
        )
    event, is_new = PresenceEvent.objects.get_or_create(
        gathering=gathering,
        person=person,
        kind=kind,
        place=place,
        happened_at=happened_at,
        item=item,
        moment=moment,
        struck_out_at=None,
        defaults={"recorded_at": now or clock.now(), "recorded_by": by},
    )
    if is_new:
        audit.record(f"presence.{kind}", target=event, by=by.label, now=now)
        settle_late(gathering, [person.pk])
        if item is not None:
            quorum_checks.freeze_item(item=item, moment=CheckMoment.ITEM, now=now)
    return event


@transaction.atomic
def open_with(
    *,
    gathering: Gathering,
    persons: Iterable[Person],
    happened_at: datetime,
    by: User,
    place: Place = Place.TABLE,
) -> list[PresenceEvent]:
    """Open the room: who is there at the start, each committee's quorum, the session.

    Raises:
      RuleBroken: the door refuses.
    """
    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    door.require(by, "record", gathering)
    if gathering.state in {GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}:
        gathering.state = GatheringState.IN_SESSION
        gathering.save(update_fields=["state"])
        audit.record("gathering.opened", target=gathering, by=by.label)
    events = [
        record(
            gathering=gathering,
            person=person,
            kind=PresenceKind.IN,
            place=place,
            happened_at=happened_at,
            by=by,
        )
        for person in persons
    ]
    quorum_checks.freeze_now(gathering=gathering, moment=CheckMoment.START)
    return events


@transaction.atomic
def strike_out(
    *, event: PresenceEvent, by: User, now: datetime | None = None
) -> PresenceEvent:
    """Strike out an event recorded by mistake; it stays readable in the audit.

    Raises:
      RuleBroken: the door refuses.
    """
    event = PresenceEvent.objects.select_for_update().get(pk=event.pk)
    door.require(by, "record", event.gathering)
    if event.struck_out_at is None:
        event.struck_out_at = now or clock.now()
        event.struck_out_by = by
        event.save(update_fields=["struck_out_at", "struck_out_by"])
        audit.record("presence.struck_out", target=event, by=by.label, now=now)
        settle_late(event.gathering, [event.person_id])
    return event
