"""Who advises the chair about a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from core.verdict import YES, Verdict, no
from meetings.facts.exclusions import is_kept_from
from meetings.facts.footing import footing_of
from meetings.facts.guardians import guardians_of
from meetings.models import ConflictRow
from meetings.policies.bodies import person_of
from meetings.rules.reading import Standing
from people import door


if TYPE_CHECKING:
    from people.actors import Actor

OUTSIDER = no("outsider", "You have no part in this meeting.")


@door.answers("advise", ConflictRow)
def can_advise_on_conflict(actor: Actor, row: ConflictRow) -> Verdict:
    """Say who advises the chair: the committee's guardian; its officer on their word.

    Nobody on their own conflict, nor a guardian whom an interest keeps from the item.
    """
    person_id = person_of(actor)
    footing = footing_of(person_id, row.sitting.gathering)
    if person_id is None or footing.standing is Standing.OUTSIDE:
        return OUTSIDER
    if row.person_id == person_id:
        return no("own_conflict", "Nobody advises the chair on their own conflict.")
    if row.sitting_id in footing.keeps:
        return YES
    committee = row.sitting.committee
    if person_id not in guardians_of([committee], clock.today())[committee.pk]:
        return no(
            "not_guardian",
            f"Only the conflicts of interest guardian of {committee.short_name}, or "
            "its governance officer on the guardian's word, may do that.",
        )
    if is_kept_from(person_id, row.item):
        return no(
            "own_conflict",
            "You have an interest in this item yourself, so you advise on nobody's.",
        )
    return YES
