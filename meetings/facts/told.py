"""Who has been told of a meeting by letter, and why it was cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from core import clock
from core.models import AuditEvent
from meetings.enums import CalendarKind, ConflictState, GatheringState
from meetings.models import ConflictRow
from meetings.rules.participation import keeps_from_anything
from notices.enums import Status
from notices.models import Letter
from people.models import Person


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.models import Gathering

KINDS = list(CalendarKind)
# What is changed in one go is asked in one letter, and a slip can be put right.
GATHERED_FOR = timedelta(minutes=15)
AHEAD = frozenset({GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT})


def about(gathering: Gathering) -> str:
    """Return what letters about a gathering name it by."""
    return f"gathering:{gathering.pk}"


def is_ahead(gathering: Gathering) -> bool:
    """Say whether a gathering was announced and is still to be held."""
    return gathering.state in AHEAD and gathering.held_on >= clock.today()


def is_told_already(letter: Letter) -> bool:
    """Say whether an earlier letter of the kind, planned at the same time, tells it.

    Two changes of one agenda that overtook each other have planned one each.
    """
    others = Letter.objects.about(letter.about).filter(
        kind=letter.kind,
        person=letter.person_id,
        pk__lt=letter.pk,
        planned_at__gt=letter.planned_at - GATHERED_FOR,
    )
    return others.exclude(status=Status.DROPPED).exists()


def is_freed_since(person_id: int, gathering: Gathering, moment: datetime) -> bool:
    """Say whether a ruling that kept a person (id) from anything fell away since."""
    rows = ConflictRow.objects.filter(
        person=person_id,
        item__gathering=gathering,
        item__is_withdrawn=False,
        state=ConflictState.LAPSED,
    )
    lapsed = AuditEvent.objects.filter(
        event="conflict.lapsed",
        target_type=ConflictRow._meta.label,
        target_key__in=[str(pk) for pk in rows.values_list("pk", flat=True)],
        happened_at__gte=moment,
    )
    return any(
        keeps_from_anything(one["earlier"]["participation"], one["earlier"]["papers"])
        for one in lapsed.values_list("details", flat=True)
    )


def last_told(gathering: Gathering) -> dict[int, Letter]:
    """Return the newest letter that told each person of a meeting, by person key.

    A letter that was dropped before it left told nobody anything.
    """
    letters = (
        Letter.objects.about(about(gathering))
        .filter(kind__in=KINDS)
        .exclude(status=Status.DROPPED)
        .order_by("pk")
    )
    return {letter.person_id: letter for letter in letters}


def still_told(gathering: Gathering) -> list[Person]:
    """Return everybody who was told of a meeting and not that it is cancelled."""
    told = [
        person
        for person, letter in last_told(gathering).items()
        if letter.kind != CalendarKind.CANCELLED
    ]
    return list(Person.objects.filter(pk__in=told).order_by("pk"))


def times_cancelled(gathering: Gathering) -> int:
    """Say how often people were told that a meeting is cancelled."""
    letters = Letter.objects.about(about(gathering)).filter(kind=CalendarKind.CANCELLED)
    return letters.order_by().values("occasion").distinct().count()


def why_cancelled(gathering: Gathering) -> str:
    """Return the reason that was given when a meeting was cancelled, from the record."""
    if gathering.state != GatheringState.CANCELLED:
        return ""
    event = (
        AuditEvent.objects.filter(
            event=f"gathering.{GatheringState.CANCELLED.value}",
            target_type=gathering._meta.label,
            target_key=str(gathering.pk),
        )
        .order_by("-pk")
        .first()
    )
    return event.summary if event is not None else ""
