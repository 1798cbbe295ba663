"""Plan, move, cancel and announce a gathering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from committees.models import Appointment
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions import agenda, invitations, preflight, references, reminders
from meetings.actions.conflict_rows import settle_at_once
from meetings.actions.twice import said_just_now
from meetings.enums import GatheringState
from meetings.facts.agenda import (
    chairs_of,
    committees_of,
    doubts_about_notice,
    doubts_about_plan,
    what_is_missing,
    when_of,
    words_of_place,
    words_of_when,
)
from meetings.models import Gathering, Sitting
from meetings.rules.planning import When
from meetings.rules.states import assess_move
from people import door


if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, time

    from committees.models import Committee, GroupInCommon
    from core.verdict import Verdict
    from people.models import Person, User

BEFORE_THE_DAY = frozenset(
    {GatheringState.DRAFT, GatheringState.NOTICE_GIVEN, GatheringState.PACK_SENT}
)


@transaction.atomic
def plan(
    *,
    title: str,
    held_on: date,
    starts_at_time: time,
    venue: str,
    by: User,
    group: GroupInCommon | None = None,
    committee: Committee | None = None,
    ends_at_time: time | None = None,
    part_two_time: time | None = None,
    remote_link: str = "",
    next_held_on: date | None = None,
    reason: str = "",
) -> Gathering:
    """Plan a meeting of a group in common, or of one committee.

    Every committee of the group gets its own sitting, in order, and its own chair:
    whoever holds that seat on the day. A second click finds what the first planned.

    Raises:
      RuleBroken: the door refuses, the day or times cannot be, no committee stands on
        the day, or something unusual was not given a reason.
    """
    door.require(by, "plan", group or committee)
    _lock_body(group, committee)
    gathering = Gathering(
        group=group,
        title=title,
        held_on=held_on,
        starts_at_time=starts_at_time,
        ends_at_time=ends_at_time,
        part_two_time=part_two_time,
        venue=venue,
        remote_link=remote_link,
        next_held_on=next_held_on,
    )
    if (known := _planned_just_now(gathering, committee, by)) is not None:
        return known
    doubts = doubts_about_plan(when_of(gathering), title, venue)
    unusual = agenda.demand_reason(doubts, reason)
    _convene(gathering, committees_of(group, committee, held_on))
    changes.note("gathering", gathering.pk)
    audit.record(
        "gathering.planned",
        target=gathering,
        by=by.label,
        details=_explained(unusual, reason),
    )
    return gathering


@transaction.atomic
def move(
    *,
    gathering: Gathering,
    held_on: date,
    starts_at_time: time,
    by: User,
    ends_at_time: time | None = None,
    part_two_time: time | None = None,
    next_held_on: date | None = None,
    reason: str = "",
    seen: str | None = None,
) -> Gathering:
    """Move a meeting to another day or time; whoever was told of it is told again.

    Raises:
      RuleBroken: the door refuses, the meeting has begun, or the day needs a reason.
      StaleEdit: somebody else moved it first.
    """
    when = When(held_on, starts_at_time, ends_at_time, part_two_time, next_held_on)
    gathering = agenda.lock(
        gathering,
        by=by,
        seen=seen,
        current=words_of_when(when_of(agenda.lock_quietly(gathering))),
        submitted=words_of_when(when),
    )
    if gathering.state not in BEFORE_THE_DAY:
        raise RuleBroken.because(
            "too_late_to_move", "The meeting has begun: it can no longer be moved."
        )
    unusual = agenda.demand_reason(doubts_about_plan(when), reason)
    before = words_of_when(when_of(gathering))
    gathering.held_on = held_on
    gathering.starts_at_time = starts_at_time
    gathering.ends_at_time = ends_at_time
    gathering.part_two_time = part_two_time
    gathering.next_held_on = next_held_on
    _settle_in(gathering, by)
    changes.note("gathering", gathering.pk)
    details = {"before": before, "after": words_of_when(when)}
    audit.record(
        "gathering.moved",
        target=gathering,
        by=by.label,
        summary=reason,
        details=details | _explained(unusual, reason),
    )
    settle_at_once(gathering.items.matters())
    return gathering


@transaction.atomic
def correct(
    *,
    gathering: Gathering,
    title: str,
    venue: str,
    by: User,
    remote_link: str = "",
    seen: str | None = None,
) -> Gathering:
    """Correct the title, the venue or the link for those who join from elsewhere.

    Raises:
      RuleBroken: the door refuses, or a date in the words cannot be.
      StaleEdit: somebody else changed them first.
    """
    submitted = {"Title": title, "Venue": venue, "Link": remote_link}
    gathering = agenda.lock(
        gathering,
        by=by,
        seen=seen,
        current=words_of_place(agenda.lock_quietly(gathering)),
        submitted=submitted,
    )
    before = words_of_place(gathering)
    gathering.title, gathering.venue = title, venue
    gathering.remote_link = remote_link
    gathering.calendar_sequence += before != submitted
    gathering.save()
    if before != submitted:
        invitations.tell_of_move(gathering=gathering, by=by)
    audit.record(
        "gathering.corrected",
        target=gathering,
        by=by.label,
        details={"before": before, "after": submitted},
    )
    return gathering


@transaction.atomic
def give_notice(*, gathering: Gathering, by: User, reason: str = "") -> Gathering:
    """Announce a meeting: its agenda is checked and every matter gets its reference.

    Those who are coming are invited, and will be reminded before the day.

    Each committee's own terms say how many clear days of notice it needs.

    Raises:
      RuleBroken: the door refuses, the agenda is not whole, or notice is late or
        something looks wrong and no reason was given.
    """
    gathering = agenda.lock(gathering, by=by)
    unusual = agenda.demand_reason(doubts(gathering), reason)
    references.allot(gathering)
    gathering.state = GatheringState.NOTICE_GIVEN
    gathering.notice_on = clock.today()
    gathering.save(update_fields=["state", "notice_on"])
    # What the notice names is not late, whenever it came to the draft.
    gathering.items.filter(is_late=True).update(is_late=False)
    if unusual:
        preflight.explain_notice(gathering=gathering, reason=reason, by=by)
    changes.note("gathering", gathering.pk)
    invitations.announce(gathering=gathering, by=by)
    audit.record(
        "gathering.notice_given",
        target=gathering,
        by=by.label,
        summary=reason,
        details={"published_on": clock.today().isoformat()}
        | _explained(unusual, reason),
    )
    settle_at_once(gathering.items.matters())
    return gathering


def doubts(gathering: Gathering) -> list[Verdict]:
    """List what stands against notice today: refusals, and what wants a reason."""
    return [
        assess_move(GatheringState(gathering.state), GatheringState.NOTICE_GIVEN),
        *what_is_missing(gathering),
        *doubts_about_notice(gathering),
    ]


@transaction.atomic
def cancel(*, gathering: Gathering, reason: str, by: User) -> Gathering:
    """Cancel a meeting that was not held; it stays readable with the reason.

    Whoever was told of it is told by letter, and calendars take it out.

    Raises:
      RuleBroken: the door refuses, the meeting has begun, or no reason was given.
    """
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say why the meeting is cancelled: the reason is kept."
        )
    return advance(
        gathering=gathering, to=GatheringState.CANCELLED, reason=reason, by=by
    )


@transaction.atomic
def restore(*, gathering: Gathering, reason: str, by: User) -> Gathering:
    """Put a cancelled meeting back on: it is a draft again, with all that was on it.

    Nobody is told before notice is given again: then whoever heard of the cancellation
    is invited anew, with an entry that outranks it in their calendar. News of the
    cancellation that has not left yet is dropped. Whoever chairs on the day is seated,
    and the conflicts are brought in step with what was declared meanwhile.

    Raises:
      RuleBroken: the door refuses, the meeting is not cancelled, or no reason was given.
    """
    gathering = agenda.lock_quietly(gathering)
    door.require(by, "restore", gathering)
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing",
            "Say why the meeting takes place after all: the reason is kept.",
        )
    gathering = advance(
        gathering=gathering, to=GatheringState.DRAFT, reason=reason.strip(), by=by
    )
    invitations.drop_cancellation(gathering=gathering, by=by)
    _seat_chairs(gathering)
    settle_at_once(gathering.items.matters())
    return gathering


@transaction.atomic
def advance(
    *, gathering: Gathering, to: GatheringState, by: User, reason: str = ""
) -> Gathering:
    """Take a gathering on to another state, or back to an earlier one with a reason.

    Raises:
      RuleBroken: the door refuses, no such move exists, or the way back lacks a reason.
    """
    gathering = agenda.lock_quietly(gathering)
    door.require(by, "record", gathering)
    verdict = assess_move(GatheringState(gathering.state), to)
    agenda.demand_reason([verdict], reason)
    before = GatheringState(gathering.state)
    gathering.state = to
    # A meeting put back on has to outrank its own cancellation in calendars.
    is_calendar_news = GatheringState.CANCELLED in {before, to}
    gathering.calendar_sequence += is_calendar_news
    gathering.save(update_fields=["state", "calendar_sequence"])
    agenda.count(gathering)
    changes.note("gathering", gathering.pk)
    audit.record(
        f"gathering.{to.value}",
        target=gathering,
        by=by.label,
        summary=reason,
        details={"before": before},
    )
    if to == GatheringState.CANCELLED:
        invitations.tell_of_cancellation(gathering=gathering, was=before, by=by)
    return gathering


def _planned_just_now(
    wanted: Gathering, committee: Committee | None, by: User
) -> Gathering | None:
    """Return the same meeting where the same person has planned it a moment ago."""
    same = Gathering.objects.filter(
        title=wanted.title,
        held_on=wanted.held_on,
        starts_at_time=wanted.starts_at_time,
        venue=wanted.venue,
        group=wanted.group,
        state=GatheringState.DRAFT,
    )
    if committee is not None:
        same = same.filter(sittings__committee=committee)
    return said_just_now(same, event="gathering.planned", by=by)


def _lock_body(group: GroupInCommon | None, committee: Committee | None) -> None:
    """Let one at a time plan a meeting of the same body."""
    body = group or committee
    if body is not None:
        type(body).objects.select_for_update(no_key=True).get(pk=body.pk)


def _settle_in(gathering: Gathering, by: User) -> None:
    """Save a meeting on its new day: who chairs it then, and when people are reminded."""
    gathering.calendar_sequence += 1
    gathering.save()
    _seat_chairs(gathering)
    if gathering.state != GatheringState.DRAFT:
        reminders.schedule(gathering=gathering, by=by)
        invitations.tell_of_move(gathering=gathering, by=by)


def _convene(gathering: Gathering, committees: Sequence[Committee]) -> None:
    """Save a new gathering with a sitting, and its chair, for each committee."""
    if not committees:
        raise RuleBroken.because(
            "no_committee_stands",
            "No committee of this group stands on that day. Choose another day.",
        )
    gathering.save()
    Sitting.objects.bulk_create(
        Sitting(gathering=gathering, committee=one, position=position)
        for position, one in enumerate(committees)
    )
    _seat_chairs(gathering)


def _seat_chairs(gathering: Gathering) -> None:
    """Seat as chairs those who hold the chairs' seats on the day."""
    sittings = list(gathering.sittings.select_for_update())
    chairs = chairs_of(sittings, gathering.held_on)
    for sitting in sittings:
        sitting.chair = chairs.get(sitting.pk)
    Sitting.objects.bulk_update(sittings, ["chair"])
    gathering.convening_chair = _convening_chair(gathering, sittings)
    gathering.save(update_fields=["convening_chair"])


def _convening_chair(gathering: Gathering, sittings: list[Sitting]) -> Person | None:
    if gathering.group is None:
        return sittings[0].chair
    holder = (
        Appointment.objects.held_on(gathering.held_on)
        .filter(seat=gathering.group.convening_seat_id)
        .select_related("person")
        .first()
    )
    return holder.person if holder is not None else None


def _explained(unusual: list[Verdict], reason: str) -> dict[str, Any]:
    if not unusual:
        return {}
    return {
        "unusual": [{"code": one.code, "reason": one.reason} for one in unusual],
        "explanation": reason.strip(),
    }
