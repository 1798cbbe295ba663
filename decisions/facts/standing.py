"""From rows to facts: what a committee's decision on an item would stand on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from commissioning.enums import OrganisationKind
from commissioning.models import CommissioningLevel, DelegationRule
from commissioning.rules.authority import (
    AuthorityResult,
    BodyFacts,
    Reason,
    SchemeLine,
    assess_authority,
)
from commissioning.values import Function, Level, Power
from committees.enums import CastingVote, CommitteeKind, SeatCategory
from committees.models import Committee
from committees.rules.presiding import Casting, Presiding, who_casts
from conflicts.enums import Severity
from decisions.rules.effect import ConflictFacts, DecisionFacts
from meetings.enums import (
    ConflictState,
    PaperHandling,
    Participation,
    Purpose,
    ScopeRole,
)
from meetings.facts.listening import listening_in
from meetings.rules.participation import Treatment
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from committees.rules.quorum_result import QuorumResult
    from decisions.enums import Outcome
    from decisions.rules.effect import VoteFacts
    from meetings.facts.room import Room
    from meetings.models import ConflictRow, Item, Sitting

TERMS = "Terms of reference"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one committee stands on for one item now: the page and the action agree."""

    authority: AuthorityResult
    quorum: QuorumResult
    presiding: Presiding
    conflicts: tuple[ConflictFacts, ...]
    scope: ScopeRole | None
    purpose: Purpose
    casting: Casting


def standing_of(
    room: Room, sitting: Sitting, item: Item, *, chosen: PersonId | None = None
) -> Standing:
    """Say what a decision of one committee on one item would stand on.

    `chosen` is whom the voting members chose to preside when neither chair can.
    """
    authority = authority_by_sitting(room, [sitting], item)[sitting.pk]
    return _standing(room, sitting, item, authority, chosen)


def standing_by_sitting(room: Room, item: Item) -> dict[int, Standing]:
    """Say it for each committee in scope, by sitting key, in three queries for all."""
    sittings = room.in_scope(item)
    authority = authority_by_sitting(room, sittings, item)
    return {
        one.pk: _standing(room, one, item, authority[one.pk], None) for one in sittings
    }


def _standing(
    room: Room,
    sitting: Sitting,
    item: Item,
    authority: AuthorityResult,
    chosen: PersonId | None,
) -> Standing:
    role = room.scopes.get(item.pk, {}).get(sitting.pk)
    quorum = room.quorum(sitting, item)
    presiding = room.presiding(sitting, item, chosen=chosen)
    terms = room.committee_of(sitting).terms
    return Standing(
        authority=authority,
        quorum=quorum,
        presiding=presiding,
        casting=who_casts(
            CastingVote(terms.casting_vote) if terms else CastingVote.PRESIDING,
            presiding=presiding,
            counted=quorum.counted,
        ),
        conflicts=_conflicts(room, sitting, item),
        scope=ScopeRole(role) if role else None,
        purpose=Purpose(item.purpose),
    )


def decision_facts(
    standing: Standing,
    *,
    outcome: Outcome,
    vote: VoteFacts | None = None,
) -> DecisionFacts:
    """Put an outcome and its vote to what the committee stands on."""
    return DecisionFacts(
        outcome=outcome,
        scope=standing.scope,
        purpose=standing.purpose,
        authority=standing.authority,
        quorum=standing.quorum,
        conflicts=standing.conflicts,
        vote=vote,
        presiding=standing.presiding.person,
        casting=standing.casting,
    )


def authority_by_sitting(
    room: Room, sittings: Sequence[Sitting], item: Item
) -> dict[int, AuthorityResult]:
    """Say what each committee may do with an item on the day, by sitting key.

    A committee of several organisations has the power that the least of them has. Takes
    three queries, whatever the number of committees.
    """
    if not item.function:
        sentence = "The agenda does not say which function the item belongs to."
        nothing = AuthorityResult(
            Power.NONE, False, False, (Reason("no_function", sentence, TERMS),)
        )
        return {sitting.pk: nothing for sitting in sittings}
    bodies = _organisations(sittings)
    everybody = {one for each in bodies.values() for one in each}
    levels = {
        row.ccg_id: Level(row.level)
        for row in CommissioningLevel.objects.in_force_on(
            room.gathering.held_on
        ).filter(ccg__in=everybody)
    }
    lines = _scheme(everybody, item.function, room)
    return {
        sitting.pk: _least(
            [
                assess_authority(
                    level=levels.get(one),
                    function=Function(item.function),
                    body=_body(room, sitting, is_of_board=is_board),
                    value_pence=item.value_pence,
                    scheme=lines.get(one, ()),
                )
                for one, is_board in bodies.get(sitting.committee_id, {}).items()
            ]
        )
        for sitting in sittings
    }


def _organisations(sittings: Sequence[Sitting]) -> dict[int, dict[int, bool]]:
    """Return each committee's organisations, and whether they are care boards."""
    found: dict[int, dict[int, bool]] = {}
    ties = Committee.organisations.through.objects.filter(
        committee__in=[sitting.committee_id for sitting in sittings]
    ).order_by("pk")
    for committee_id, organisation_id, kind in ties.values_list(
        "committee_id", "organisation_id", "organisation__kind"
    ):
        theirs = found.setdefault(committee_id, {})
        theirs[organisation_id] = kind == OrganisationKind.ICB
    return found


def _least(answers: list[AuthorityResult]) -> AuthorityResult:
    if not answers:
        sentence = "The committee belongs to no organisation on record."
        return AuthorityResult(
            Power.NONE, False, False, (Reason("no_organisation", sentence, TERMS),)
        )
    rank = [Power.NONE, Power.RECOMMEND, Power.DECIDE]
    least = min(answers, key=lambda answer: rank.index(answer.power))
    reasons = dict.fromkeys(reason for answer in answers for reason in answer.reasons)
    return replace(
        least,
        needs_nhs_england_consent=any(one.needs_nhs_england_consent for one in answers),
        reasons=tuple(reasons),
    )


def _scheme(
    organisations: Iterable[int], function: str, room: Room
) -> dict[int, list[SchemeLine]]:
    found: dict[int, list[SchemeLine]] = {}
    rows = DelegationRule.objects.in_force_on(room.gathering.held_on).filter(
        ccg__in=list(organisations), function__code=function
    )
    for row in rows:
        found.setdefault(row.ccg_id, []).append(
            SchemeLine(
                function=Function(function),
                kind=row.committee_kind,
                power=Power(row.power),
                limit_pence=row.limit_pence,
                source=row.source or "Scheme of delegation",
            )
        )
    return found


def _body(room: Room, sitting: Sitting, *, is_of_board: bool) -> BodyFacts:
    committee = sitting.committee
    kind = CommitteeKind(committee.kind)
    return BodyFacts(
        title=committee.short_name,
        kind=committee.kind,
        is_in_law=kind.is_in_law,
        is_governing_body=kind is CommitteeKind.GOVERNING_BODY,
        seats_nhs_england=any(
            seat.category == SeatCategory.NHS_ENGLAND and seat.is_voting
            for seat in room.committee_of(sitting).seats
        ),
        is_of_board=is_of_board,
    )


def _conflicts(room: Room, sitting: Sitting, item: Item) -> tuple[ConflictFacts, ...]:
    where = room.whereabouts(item, sitting)
    listening = listening_in(room, item, [sitting])
    return tuple(
        ConflictFacts(
            person_id=PersonId(row.person_id),
            name=str(row.person),
            state=ConflictState(row.state),
            treatment=_treatment(row),
            was_there=where.takes_part(PersonId(row.person_id)),
            has_listened=row.person_id in listening,
            is_late=room.came_too_late(row),
        )
        for row in room.rows.get((sitting.pk, item.pk), ())
    )


def _treatment(row: ConflictRow) -> Treatment | None:
    if row.treated_at is None:
        return None
    return Treatment(Participation(row.participation), PaperHandling(row.papers))


def treatment_record(row: ConflictRow) -> dict[str, str | int | None]:
    """Return a conflict row as it is frozen with a decision: plain words and keys.

    The grounds may quote interests that are not published: only those who review
    conflicts are shown them.
    """
    return {
        "person_id": row.person_id,
        "person": str(row.person),
        "severity": Severity(row.severity).label if row.severity else "",
        "participation": row.participation,
        "handling": row.get_participation_display() if row.participation else "",
        "papers": row.papers,
        "reason": row.treatment_reason,
        "ruled_by": str(row.ruled_by) if row.ruled_by else "",
        "ruled_on": row.ruled_on.isoformat() if row.ruled_on else None,
        "grounds": "; ".join(ground.trace for ground in row.grounds.all()),
    }
