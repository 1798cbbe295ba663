"""Who sets aside what was found before a pack goes out, and who sees what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from core.verdict import YES, Verdict, no
from meetings.enums import GatheringState
from meetings.facts.assurers import bodies_assured_by
from meetings.facts.footing import footing_of
from meetings.models import ItemScope, PreflightWaiver
from meetings.rules.reading import Standing
from people import door
from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor

OUTSIDER = no("outsider", "You have no part in this meeting.")
NOT_ASSURED = no(
    "waivers_not_yours",
    "Only governance officers, guardians and auditors see what was waived.",
)
OPEN_STATES = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)


@door.answers("waive", PreflightWaiver)
def can_waive_finding(actor: Actor, waiver: PreflightWaiver) -> Verdict:
    """Say who waives a finding: its committee's officer or chair, before the meeting.

    What is about no single committee, any officer or chair of those that sit.
    """
    gathering = waiver.gathering
    person_id = actor.person_id if isinstance(actor, User) and actor.is_active else None
    footing = footing_of(person_id, gathering)
    if footing.standing is Standing.OUTSIDE:
        return OUTSIDER
    theirs = footing.keeps | footing.chairs
    if waiver.committee_id is not None:
        theirs = frozenset(
            gathering.sittings.filter(
                committee=waiver.committee_id, pk__in=theirs
            ).values_list("pk", flat=True)
        )
    if waiver.item_id is not None:
        scope = ItemScope.objects.filter(item=waiver.item_id).order_by()
        takes = set(scope.values_list("sitting_id", flat=True))
        theirs = frozenset(theirs & takes) if takes else theirs
    if not theirs:
        return no(
            "not_yours_to_waive",
            "Only a governance officer or the chair of the committee concerned may "
            "set this aside.",
        )
    if gathering.state not in OPEN_STATES:
        return no(
            "too_late_to_waive",
            "The meeting has begun or was cancelled: nothing can be waived any more.",
        )
    return YES


@door.answers("list", PreflightWaiver)
def can_list_waivers(actor: Actor, waivers: type[PreflightWaiver]) -> Verdict:
    """Say who sees the waivers of the year: who keeps or assures a body's record."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return NOT_ASSURED
    bodies = bodies_assured_by(actor.person_id, clock.today())
    return YES if bodies.exists() else NOT_ASSURED
