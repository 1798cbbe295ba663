"""Who chooses a way out for a committee, keeps the clinicians, answers an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from committees.models import Appointment
from core import clock
from core.verdict import YES, Verdict, no
from meetings.facts.exclusions import is_kept_from
from meetings.facts.footing import footing_of
from meetings.models import ItemScope, Sitting
from meetings.rules.reading import Standing
from people import door
from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor

OUTSIDER = no("outsider", "You have no part in this meeting.")
NOT_OFFICER = no(
    "not_officer", "Only a governance officer of one of the committees may do that."
)


@door.answers("find_way", ItemScope)
def can_find_way(actor: Actor, scope: ItemScope) -> Verdict:
    """Say who chooses how a committee gets its quorum for an item.

    Its chair, unless an interest keeps the item from them; its officer on the chair's
    word.
    """
    person_id = _person(actor)
    footing = footing_of(person_id, scope.sitting.gathering)
    if footing.standing is Standing.OUTSIDE:
        return OUTSIDER
    if scope.sitting_id in footing.keeps:
        return YES
    if scope.sitting_id not in footing.chairs:
        return no(
            "not_chair",
            f"Only the chair of {scope.sitting.committee.short_name}, or its governance "
            "officer on the chair's word, may do that.",
        )
    if person_id is not None and is_kept_from(person_id, scope.item):
        return no(
            "own_conflict",
            "You have an interest in this item yourself: whoever presides for the item "
            "chooses.",
        )
    return YES


@door.answers("reply", Sitting)
def can_reply(actor: Actor, sitting: Sitting) -> Verdict:
    """Say who answers the invitation to a sitting: the holders of its seats."""
    person_id = _person(actor)
    held = Appointment.objects.held_on(sitting.gathering.held_on).filter(
        seat__committee=sitting.committee_id, person=person_id
    )
    if person_id is not None and held.exists():
        return YES
    if footing_of(person_id, sitting.gathering).standing is Standing.OUTSIDE:
        return OUTSIDER
    return no(
        "no_seat",
        "Only those who hold a seat answer an invitation. If you cannot come, tell the "
        "governance officer.",
    )


@door.answers("keep_pool", Organisation)
def can_keep_pool(actor: Actor, organisation: Organisation) -> Verdict:
    """Say who keeps the list of outside clinicians: the organisation's officers."""
    person_id = _person(actor)
    if person_id is None:
        return NOT_OFFICER
    posts = Post.objects.held_on(clock.today()).filter(
        person=person_id, role=PostRole.OFFICER, organisation=organisation
    )
    return YES if posts.exists() else NOT_OFFICER


def _person(actor: Actor) -> int | None:
    if isinstance(actor, User) and actor.is_active:
        return actor.person_id
    return None
