"""Who is asked about the conflicts found of them on an agenda, and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from meetings.facts.attending import is_at
from meetings.facts.footing import footing_of, parts_in
from meetings.models import Gathering
from meetings.policies.bodies import person_of
from meetings.policies.gatherings import COMING, OUTSIDER
from meetings.rules.reading import Standing
from people import door


if TYPE_CHECKING:
    from people.actors import Actor


@door.answers("confirm_interests", Gathering)
def can_confirm_interests(actor: Actor, gathering: Gathering) -> Verdict:
    """Say who is asked about the conflicts found: who comes, or has a part in an item.

    Whoever presents, wrote or reviewed something may answer, and reads nothing by it.
    """
    person_id = person_of(actor)
    standing = footing_of(person_id, gathering).standing
    if standing in COMING or parts_in(person_id, gathering):
        return YES
    if standing is Standing.OUTSIDE or person_id is None:
        return OUTSIDER
    # Whoever keeps or oversees the record may have a place at the table as well.
    if is_at(person_id, gathering):
        return YES
    return no(
        "not_expected",
        "You are not expected at this meeting, so nothing on its agenda is asked of "
        "you.",
    )
