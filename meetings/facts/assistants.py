"""From rows to facts: who reads the papers of a meeting for its members."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from committees.models import Assistant
from core import clock
from meetings.facts.footing import footings_in
from meetings.rules.reading import Standing
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet

    from meetings.models import Gathering


@dataclass(frozen=True, slots=True)
class Assisting:
    """One assistant of one member, in one committee."""

    committee_id: int
    member: PersonId
    assistant: PersonId


def assisting_at(
    committees: Collection[int] | QuerySet[Any], held_on: date
) -> list[Assisting]:
    """Return who reads for members of committees (keys) that meet on a day.

    One query. Somebody whose naming has yet to begin is among them, so that their
    interests are matched before they read the first page.
    """
    rows = Assistant.objects.for_meeting(held_on, today=clock.today())
    keys = (
        rows.filter(appointment__seat__committee__in=committees)
        .order_by("pk")
        .values_list("appointment__seat__committee", "appointment__person", "person")
    )
    return [
        Assisting(committee, PersonId(member), PersonId(assistant))
        for committee, member, assistant in keys
    ]


def members_read_for(gathering: Gathering) -> dict[int, frozenset[int]]:
    """Return for whom (keys) each assistant (key) reads at a gathering today.

    Who also holds a seat, presides, or keeps or oversees the record reads in their own
    right and is left out. Two queries.
    """
    committees = gathering.sittings.order_by().values("committee")
    people = {one.assistant for one in assisting_at(committees, gathering.held_on)}
    return {
        person: footing.reads_for
        for person, footing in footings_in(people, gathering).items()
        if footing.standing is Standing.ASSISTING
    }
