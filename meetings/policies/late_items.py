"""Who says why an item cannot wait that came after notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from meetings.facts.footing import footing_of
from meetings.facts.late_items import chairs_for
from meetings.models import Item
from meetings.policies.bodies import person_of
from meetings.policies.gatherings import CLOSED_STATES, OUTSIDER
from meetings.rules.reading import Standing
from people import door


if TYPE_CHECKING:
    from people.actors import Actor

NOT_CHAIR = no(
    "not_chair",
    "Only the chair of a committee that takes the item, or a governance officer on the "
    "chair’s word, may do that.",
)


@door.answers("explain_late", Item)
def can_explain_late(actor: Actor, item: Item) -> Verdict:
    """Say who gives the reason: a chair in scope; an officer on the chair's word.

    Only while the agenda is open.
    """
    person_id = person_of(actor)
    footing = footing_of(person_id, item.gathering)
    if person_id is None or footing.standing is Standing.OUTSIDE:
        return OUTSIDER
    presides = person_id in {one.pk for one in chairs_for(item)}
    if not footing.keeps and not presides:
        return NOT_CHAIR
    if not item.is_late:
        return no("announced", "This item was on the agenda when notice was given.")
    if item.gathering.state in CLOSED_STATES:
        return no("agenda_closed", "The agenda can no longer be changed.")
    return YES
