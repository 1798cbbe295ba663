"""Whether somebody has a place at a gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING

from committees.models import Committee
from meetings.enums import Capacity
from meetings.models import Attendance


if TYPE_CHECKING:
    from meetings.models import Gathering


def is_at(person_id: int, gathering: Gathering) -> bool:
    """Say whether a person (id) has a seat, may fill one, or attends, in two queries."""
    seated = Committee.objects.seating(person_id, gathering.held_on)
    attending = Attendance.objects.filter(
        sitting__gathering=gathering, person=person_id
    ).exclude(capacity=Capacity.PUBLIC)
    return seated.filter(sittings__gathering=gathering).exists() or attending.exists()
