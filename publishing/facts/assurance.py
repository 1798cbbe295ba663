"""What upper rooms add to a guardian's figures: how conflicts were treated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflicts.facts.assurance import counts
from meetings.enums import ConflictState, Participation
from meetings.models import ConflictRow


if TYPE_CHECKING:
    from datetime import date

    from commissioning.models import Organisation


@counts("took_part", "Conflicts accepted where the person was let take part in full")
def let_take_part(organisation: Organisation, first: date, last: date) -> int:
    """Count the rulings that waived leaving and not voting, at a body's meetings."""
    return ConflictRow.objects.filter(
        sitting__committee__organisations=organisation,
        item__gathering__held_on__range=(first, last),
        state=ConflictState.ACCEPTED,
        participation=Participation.TAKE_PART,
    ).count()
