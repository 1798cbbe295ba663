"""Record what each committee resolved, as it happened, with all it stood on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from committees.models import Committee
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from decisions.actions.irregularities import follow_up
from decisions.enums import Effect, Method, Outcome
from decisions.facts.standing import (
    Standing,
    decision_facts,
    standing_of,
    treatment_record,
)
from decisions.models import Decision
from decisions.rules.effect import EffectResult, VoteFacts, assess_effect
from decisions.rules.numbering import decision_number, next_number, takes_number
from meetings.actions.conflict_rows import settle_items
from meetings.enums import CheckMoment
from meetings.facts.room import room_of
from meetings.models import Item, QuorumCheck
from people import door
from people.values import PersonId


if TYPE_CHECKING:
    from datetime import datetime

    from meetings.facts.room import Room
    from meetings.models import Sitting
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a committee resolved: outcome, words, and how it was reached."""

    outcome: Outcome
    wording: str
    method: Method = Method.CONSENSUS
    vote: VoteFacts | None = None
    chosen_to_preside: Person | None = None


@transaction.atomic
def record(
    *,
    item: Item,
    sitting: Sitting,
    resolution: Resolution,
    by: User,
    as_it_happened: bool = False,
    decided_at: datetime | None = None,
    now: datetime | None = None,
) -> Decision:
    """Record what one committee resolved on one item.

    Pending changes of the item are settled first, under its lock: a decision never
    outruns a declaration. With `as_it_happened` a decision that breaks a rule is
    recorded all the same: irregular, without effect, the guardian told. Source:
    design.md 3, Decision.

    Raises:
      RuleBroken: the door refuses; the item is decided already; the words are missing;
        or a rule is broken and `as_it_happened` was not said.
    """
    moment = now or clock.now()
    item = _settled(item)
    door.require(by, "record", sitting)
    _refuse_second(item, sitting)
    room = room_of(item.gathering)
    standing, effect = _assess(room, sitting, item, resolution, as_it_happened)
    decision = _write(
        room=room,
        item=item,
        sitting=sitting,
        resolution=resolution,
        standing=standing,
        effect=effect,
        by=by,
        decided_at=decided_at or moment,
        recorded_at=moment,
    )
    _conclude(decision, by, moment)
    return decision


@transaction.atomic
def correct(
    *,
    decision: Decision,
    resolution: Resolution,
    reason: str,
    by: User,
    as_it_happened: bool = False,
    now: datetime | None = None,
) -> Decision:
    """Supersede a decision that was recorded wrongly; the old one stays as it was.

    Raises:
      RuleBroken: the door refuses, it was superseded before, the reason is missing, or
        a rule is broken and `as_it_happened` was not said.
    """
    moment = now or clock.now()
    item = _settled(decision.item)
    sitting = decision.sitting
    door.require(by, "record", sitting)
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say what was wrong with the earlier entry."
        )
    if Decision.objects.filter(supersedes=decision).exists():
        raise RuleBroken.because(
            "superseded", "A later entry already replaces this one: correct that one."
        )
    room = room_of(item.gathering)
    standing, effect = _assess(room, sitting, item, resolution, as_it_happened)
    corrected = _write(
        room=room,
        item=item,
        sitting=sitting,
        resolution=resolution,
        standing=standing,
        effect=effect,
        by=by,
        decided_at=decision.decided_at,
        recorded_at=moment,
        supersedes=decision,
        correction_reason=reason.strip(),
    )
    _conclude(corrected, by, moment)
    return corrected


def _settled(item: Item) -> Item:
    locked = (
        Item.objects.select_for_update(of=("self",))
        .select_related("gathering")
        .get(pk=item.pk)
    )
    settle_items([locked])
    return locked


def _refuse_second(item: Item, sitting: Sitting) -> None:
    if Decision.objects.filter(item=item, sitting=sitting).exists():
        raise RuleBroken.because(
            "decided_already",
            f"{sitting.committee.short_name} has decided this item. Correct the "
            "decision instead: the earlier entry stays in the record.",
        )


def _assess(
    room: Room,
    sitting: Sitting,
    item: Item,
    resolution: Resolution,
    as_it_happened: bool,
) -> tuple[Standing, EffectResult]:
    if not resolution.wording.strip():
        raise RuleBroken.because(
            "wording_missing", "Enter the words of the decision: the minutes use them."
        )
    if (resolution.method == Method.VOTE) != (resolution.vote is not None):
        raise RuleBroken.because(
            "vote_missing",
            "A counted vote needs its numbers, and a consensus has none.",
        )
    chosen = resolution.chosen_to_preside
    standing = standing_of(
        room, sitting, item, chosen=PersonId(chosen.pk) if chosen else None
    )
    _refuse_too_many_votes(standing, resolution.vote)
    effect = assess_effect(
        decision_facts(standing, outcome=resolution.outcome, vote=resolution.vote)
    )
    if not effect.is_effective and not as_it_happened:
        first = effect.irregularities[0]
        reasons = " ".join(one.sentence for one in effect.irregularities)
        raise RuleBroken.because(
            first.code,
            f"{reasons} {first.way_open} If this is what the committee did, record it "
            "as it happened: it will have no effect.",
        )
    return standing, effect


def _refuse_too_many_votes(standing: Standing, vote: VoteFacts | None) -> None:
    if vote is None:
        return
    cast = vote.votes_for + vote.votes_against + vote.abstaining
    able = standing.quorum.counted_votes
    if cast > able:
        raise RuleBroken.because(
            "more_votes_than_voters",
            f"{cast} votes are recorded and {able} could vote. Correct the numbers, or "
            "record who was there.",
        )


def _write(
    *,
    room: Room,
    item: Item,
    sitting: Sitting,
    resolution: Resolution,
    standing: Standing,
    effect: EffectResult,
    by: User,
    decided_at: datetime,
    recorded_at: datetime,
    supersedes: Decision | None = None,
    correction_reason: str = "",
) -> Decision:
    terms = room.committee_of(sitting).terms
    if terms is None:
        raise RuleBroken.because(
            "no_terms",
            f"{sitting.committee} has no terms of reference in force on that day. Adopt "
            "them first.",
        )
    check = QuorumCheck.objects.create(
        sitting=sitting,
        item=item,
        moment=CheckMoment.DECISION,
        terms=terms,
        is_quorate=standing.quorum.is_quorate,
        result=standing.quorum.to_json(),
        checked_at=recorded_at,
    )
    year = room.gathering.held_on.year
    number, reference = _number(sitting, year, resolution.outcome)
    vote = resolution.vote
    return Decision.objects.create(
        item=item,
        sitting=sitting,
        committee=sitting.committee,
        year=year,
        number=number,
        reference=reference,
        outcome=resolution.outcome,
        wording=resolution.wording.strip(),
        method=resolution.method,
        votes_for=vote.votes_for if vote else None,
        votes_against=vote.votes_against if vote else None,
        votes_abstaining=vote.abstaining if vote else None,
        casting_vote=vote.casting if vote else None,
        presiding_id=standing.presiding.person,
        effect=effect.effect,
        irregularities=effect.to_json(),
        quorum_check=check,
        treatments=[
            treatment_record(row) for row in room.rows.get((sitting.pk, item.pk), ())
        ],
        authority=standing.authority.to_json(),
        decided_at=decided_at,
        recorded_at=recorded_at,
        recorded_by=by,
        supersedes=supersedes,
        correction_reason=correction_reason,
    )


def _number(sitting: Sitting, year: int, outcome: Outcome) -> tuple[int | None, str]:
    """Take the committee's next number of the year, under the committee's lock."""
    if not takes_number(outcome):
        return None, ""
    committee = Committee.objects.select_for_update().get(pk=sitting.committee_id)
    taken = Decision.objects.filter(
        committee=committee, year=year, number__isnull=False
    ).values_list("number", flat=True)
    number = next_number(one for one in taken if one is not None)
    reference = decision_number(
        committee=committee.short_name, year=year, number=number
    )
    return number, reference


def _conclude(decision: Decision, by: User, moment: datetime) -> None:
    event = "decision.corrected" if decision.supersedes_id else "decision.recorded"
    audit.record(
        event,
        target=decision,
        by=by.label,
        summary=decision.wording,
        details={"effect": decision.effect, "reference": decision.reference},
        now=moment,
    )
    if decision.effect == Effect.IRREGULAR:
        follow_up(decision=decision, by=by, now=moment)
