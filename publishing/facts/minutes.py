"""Which minutes anybody may read: the confirmed public part of a published meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from decisions.enums import MinutesState
from decisions.facts.approvals import is_confirmed, standing_of
from decisions.models import Minutes
from meetings.enums import GatheringState, Part


if TYPE_CHECKING:
    from meetings.models import Gathering


def public_minutes(gathering: Gathering) -> Minutes | None:
    """Return the issue that is published of a gathering, in three queries at most.

    That is the newest of part 1, confirmed, while every committee's approval stands and
    an officer has published it. Part 2 is never published.
    """
    if gathering.state != GatheringState.PUBLISHED:
        return None
    newest = Minutes.objects.filter(gathering=gathering, part=Part.ONE).first()
    if newest is None or newest.state != MinutesState.CONFIRMED:
        return None
    return newest if is_confirmed(standing_of(gathering, Part.ONE)) else None
