"""Record what each committee resolved, as it happened, with all it stood on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from committees.models import Committee
from committees.rules.presiding import PresidingBasis
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
from decisions.models import Decision, MinutesApproval
from decisions.rules.effect import EffectResult, VoteFacts, assess_effect
from decisions.rules.numbering import decision_number, next_number, takes_number
from meetings.actions import presiding
from meetings.actions.conflict_rows import settle_before_acting, settle_items
from meetings.enums import CheckMoment, GatheringState
from meetings.facts.room import room_of
from meetings.facts.touched import CLOSED_STATES
from meetings.models import Item, QuorumCheck
from people import door
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from committees.models import TermsOfReference
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


@dataclass(frozen=True, slots=True)
class Entry:
    """What is about to be written, with all it stands on."""

    item: Item
    sitting: Sitting
    resolution: Resolution
    terms: TermsOfReference
    standing: Standing
    effect: EffectResult
    treatments: list[dict[str, str | int | None]]
    room: Room


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
    docs/field.md 9.15.

    Raises:
      RuleBroken: the door refuses; the item is not taken or decided already; the words
        are missing; or a rule is broken and `as_it_happened` was not said.
    """
    # In a transaction of its own: when the decision is refused for a conflict that
    # nobody knew of, its row must stay, or the chair could never rule on it.
    settle_items([item])
    with transaction.atomic():
        moment = now or clock.now()
        item = settle_before_acting(item)
        door.require(by, "record", sitting)
        _refuse_second(item, sitting)
        entry = _assess(item, sitting, resolution, as_it_happened)
        decision = _write(
            entry, by=by, decided_at=decided_at or moment, recorded_at=moment
        )
        _conclude(decision, by, moment)
        return decision


def record_for(
    *,
    item: Item,
    sittings: Iterable[Sitting],
    resolution: Resolution,
    by: User,
    as_it_happened: bool = False,
    now: datetime | None = None,
) -> list[Decision]:
    """Record the same resolution of several committees, of all of them or of none.

    Raises:
      RuleBroken: as for one; the sentence begins with the committee it is about.
    """
    settle_items([item])
    with transaction.atomic():
        return [
            _record_naming(
                item=item,
                sitting=sitting,
                resolution=resolution,
                by=by,
                as_it_happened=as_it_happened,
                now=now,
            )
            for sitting in sittings
        ]


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
      RuleBroken: the door refuses, it was superseded before, minutes were confirmed by
        it, the reason is missing, or a rule is broken and `as_it_happened` was not
        said.
    """
    moment = now or clock.now()
    item, sitting = _locked(decision), decision.sitting
    door.require(by, "record", sitting)
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say what was wrong with the earlier entry."
        )
    if Decision.objects.filter(supersedes=decision).exists():
        raise RuleBroken.because(
            "superseded", "A later entry already replaces this one: correct that one."
        )
    _refuse_undoing_approval(decision)
    corrected = _write(
        _assess(item, sitting, resolution, as_it_happened),
        by=by,
        decided_at=decision.decided_at,
        recorded_at=moment,
        supersedes=decision,
        correction_reason=reason.strip(),
    )
    _conclude(corrected, by, moment)
    return corrected


def _refuse_undoing_approval(decision: Decision) -> None:
    if MinutesApproval.objects.standing().filter(decision=decision).exists():
        raise RuleBroken.because(
            "approves_minutes",
            "Minutes were confirmed by this decision. Take that approval back on the "
            "page of those minutes first.",
        )


def _record_naming(*, sitting: Sitting, **said: Any) -> Decision:
    try:
        return record(sitting=sitting, **said)
    except RuleBroken as refused:
        reason = f"{sitting.committee.short_name}: {refused.verdict.reason}"
        raise RuleBroken.because(refused.verdict.code, reason) from refused


def _locked(decision: Decision) -> Item:
    """Lock the item; once the meeting is over its conflict rows are history."""
    item = (
        Item.objects.select_for_update(of=("self",))
        .select_related("gathering")
        .get(pk=decision.item_id)
    )
    if item.gathering.state in CLOSED_STATES:
        return item
    return settle_before_acting(item)


def _refuse_second(item: Item, sitting: Sitting) -> None:
    if Decision.objects.filter(item=item, sitting=sitting).exists():
        raise RuleBroken.because(
            "decided_already",
            f"{sitting.committee.short_name} has decided this item. Correct the "
            "decision instead: the earlier entry stays in the record.",
        )


def _assess(
    item: Item, sitting: Sitting, resolution: Resolution, as_it_happened: bool
) -> Entry:
    _refuse_words(resolution)
    room = room_of(item.gathering)
    terms = _terms_in_force(room, sitting, item)
    chosen = resolution.chosen_to_preside
    standing = standing_of(
        room, sitting, item, chosen=PersonId(chosen.pk) if chosen else None
    )
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
    rows = room.rows.get((sitting.pk, item.pk), ())
    treatments = [treatment_record(row) for row in rows]
    return Entry(item, sitting, resolution, terms, standing, effect, treatments, room)


def _refuse_words(resolution: Resolution) -> None:
    if not resolution.wording.strip():
        raise RuleBroken.because(
            "wording_missing", "Enter the words of the decision: the minutes use them."
        )
    if (resolution.method == Method.VOTE) != (resolution.vote is not None):
        raise RuleBroken.because(
            "vote_missing",
            "A counted vote needs its numbers, and a consensus has none.",
        )


def _terms_in_force(room: Room, sitting: Sitting, item: Item) -> TermsOfReference:
    """Return the terms to decide by, where there is anything to decide."""
    if room.gathering.state == GatheringState.CANCELLED:
        raise RuleBroken.because(
            "meeting_cancelled", "This meeting was cancelled: nothing was decided."
        )
    if sitting.gathering_id != item.gathering_id or not room.takes(item):
        raise RuleBroken.because(
            "not_taken",
            "This is not an item that the committee takes at this meeting. If it was "
            "withdrawn and taken all the same, put it back on the agenda first.",
        )
    terms = room.committee_of(sitting).terms
    if terms is None:
        raise RuleBroken.because(
            "no_terms",
            f"{sitting.committee} has no terms of reference in force on that day. Adopt "
            "them first.",
        )
    return terms


def _write(
    entry: Entry,
    *,
    by: User,
    decided_at: datetime,
    recorded_at: datetime,
    supersedes: Decision | None = None,
    correction_reason: str = "",
) -> Decision:
    resolution, standing, sitting = entry.resolution, entry.standing, entry.sitting
    _keep_who_presides(entry, by, recorded_at)
    year = entry.item.gathering.held_on.year
    number, reference = _number(sitting, year, resolution.outcome)
    return Decision.objects.create(
        item=entry.item,
        sitting=sitting,
        committee=sitting.committee,
        year=year,
        number=number,
        reference=reference,
        outcome=resolution.outcome,
        wording=resolution.wording.strip(),
        method=resolution.method,
        **_votes(resolution.vote),
        presiding_id=standing.presiding.person,
        effect=entry.effect.effect,
        irregularities=entry.effect.to_json(),
        quorum_check=_freeze_quorum(entry, recorded_at),
        treatments=entry.treatments,
        authority=standing.authority.to_json(),
        decided_at=decided_at,
        recorded_at=recorded_at,
        recorded_by=by,
        supersedes=supersedes,
        correction_reason=correction_reason,
    )


def _keep_who_presides(entry: Entry, by: User, moment: datetime) -> None:
    """Keep a choice that came with the decision: the room and the minutes tell it too."""
    person, item, sitting = (
        entry.resolution.chosen_to_preside,
        entry.item,
        entry.sitting,
    )
    if person is None or entry.standing.presiding.basis is not PresidingBasis.CHOSEN:
        return
    if entry.room.ways_out.chosen.get((sitting.pk, item.pk)) == person.pk:
        return
    presiding.keep(
        room=entry.room, item=item, sitting=sitting, person=person, by=by, now=moment
    )


def _votes(vote: VoteFacts | None) -> dict[str, int | bool | None]:
    return {
        "votes_for": vote.votes_for if vote else None,
        "votes_against": vote.votes_against if vote else None,
        "votes_abstaining": vote.abstaining if vote else None,
        "casting_vote": vote.casting if vote else None,
    }


def _freeze_quorum(entry: Entry, moment: datetime) -> QuorumCheck:
    return QuorumCheck.objects.create(
        sitting=entry.sitting,
        item=entry.item,
        moment=CheckMoment.DECISION,
        terms=entry.terms,
        is_quorate=entry.standing.quorum.is_quorate,
        result=entry.standing.quorum.to_json(),
        checked_at=moment,
    )


def _number(sitting: Sitting, year: int, outcome: Outcome) -> tuple[int | None, str]:
    """Take the committee's next number of the year, under the committee's lock."""
    if not takes_number(outcome):
        return None, ""
    committee = Committee.objects.select_for_update(no_key=True).get(
        pk=sitting.committee_id
    )
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
