"""From rows to facts: what bears on how a committee is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import CommissioningLevel, DelegationRule, Post
from commissioning.values import Function, Level, Power
from committees.enums import CastingVote, CommitteeKind, SeatCategory
from committees.facts.committees import committee_facts
from committees.models import Committee
from committees.rules.composition import CompositionFacts
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from committees.rules.seats import SeatFacts


def composition_facts(
    committee: Committee,
    seats: Iterable[SeatFacts],
    *,
    casting_vote: CastingVote,
    day: date,
) -> CompositionFacts:
    """Return what bears on how a committee is made up on `day`.

    Where its organisations stand at different levels, the highest holds; where they
    have governing bodies with different numbers of lay members, the lowest.
    """
    levels = CommissioningLevel.objects.in_force_on(day).filter(
        ccg__committees=committee.pk
    )
    highest = max(levels.values_list("level", flat=True), default=None)
    guardians = Post.objects.held_on(day).filter(
        organisation__committees=committee.pk, role=PostRole.GUARDIAN
    )
    return CompositionFacts(
        kind=CommitteeKind(committee.kind),
        level=Level(highest) if highest is not None else None,
        seats=tuple(seats),
        guardians=frozenset(
            PersonId(each) for each in guardians.values_list("person_id", flat=True)
        ),
        gives_nhs_england_casting_vote=casting_vote == CastingVote.NHS_ENGLAND,
        governing_body_lay=_governing_body_lay(committee, day),
        takes_procurement=_takes_procurement(committee, day),
    )


def _takes_procurement(committee: Committee, day: date) -> bool:
    """Say whether a scheme of delegation gives bodies of its kind procurement."""
    lines = DelegationRule.objects.in_force_on(day).filter(
        ccg__committees=committee.pk,
        committee_kind=committee.kind,
        function__code=Function.PROCUREMENT,
    )
    return lines.exclude(power=Power.NONE).exists()


def _governing_body_lay(committee: Committee, day: date) -> int | None:
    """Count the lay members of the governing body, None where none is on record."""
    if committee.kind not in {CommitteeKind.PCCC, CommitteeKind.JOINT}:
        return None
    bodies = (
        Committee.objects.standing_on(day)
        .of_organisations(committee.organisations.all())
        .filter(kind=CommitteeKind.GOVERNING_BODY)
    )
    counts = [
        len({one.holder for one in facts.seats if one.holder and _is_lay(one)})
        for facts in committee_facts(bodies, day).values()
        if facts.terms is not None
    ]
    return min(counts, default=None)


def _is_lay(seat: SeatFacts) -> bool:
    return seat.category == SeatCategory.LAY
