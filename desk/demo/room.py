"""The meeting of April in the room: who came, what was ruled, resolved and minuted."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.utils import timezone

from committees.enums import SeatCategory
from conflicts.enums import SourceKind
from decisions.actions import actions, decisions, minutes
from decisions.actions.decisions import Resolution
from decisions.enums import Method, Outcome
from decisions.rules.effect import VoteFacts
from desk.demo.bodies import CFO
from meetings.actions import (
    attendances,
    gatherings,
    outside_clinicians,
    preflight,
    presence,
    replies,
    treatments,
)
from meetings.enums import (
    Capacity,
    GatheringState,
    Moment,
    PaperHandling,
    Part,
    Participation,
    Place,
    PreflightCheck,
    PresenceKind,
    ReplyAnswer,
)
from meetings.facts.invitations import asked_of
from meetings.facts.preflight import preflight_of
from packs.actions import building, packs


if TYPE_CHECKING:
    from collections.abc import Mapping

    from desk.demo.agendas import DecisionText, LineText
    from desk.demo.cast import Cast
    from meetings.models import Gathering, Item, Sitting
    from packs.models import Pack
    from people.models import User

    Laid = list[tuple[LineText, Item]]

SITTINGS = ("barking", "havering", "redbridge")
AT_THE_TABLE = (
    *("chair", "lay_barking", "lay_ppi", "chief_officer", "gp", "gp_barking"),
    *("gp_redbridge", "nhs_england", "healthwatch", "primary_care", "officer", "lmc"),
)


def list_outside_clinicians(gathering: Gathering, cast: Cast, by: User) -> None:
    """Let each CCG keep one GP from elsewhere who may be asked to join an item."""
    for sitting in _sittings(gathering).values():
        outside_clinicians.add(
            organisation=sitting.committee.organisations.get(),
            person=cast.persons["gp_outside"],
            category=SeatCategory.GP,
            works_at="GP in Luton",
            note="Ask two weeks ahead.",
            from_on=date(2016, 4, 1),
            by=by,
        )


def answer_invitations(gathering: Gathering, cast: Cast, by: User) -> None:
    """Record who has answered so far: most have not."""
    said = {"chair": ReplyAnswer.COMES, "chief_officer": ReplyAnswer.COMES}
    for key, answer in said.items():
        person = cast.persons[key]
        for asked in asked_of(gathering, person.pk):
            replies.answer(
                sitting=asked.sitting,
                person=person,
                said=answer,
                source=SourceKind.TELEPHONE,
                replied_on=date(2016, 5, 31),
                by=by,
            )


def invite(gathering: Gathering, cast: Cast, by: User) -> None:
    """Enter who attends without a seat, and who deputises for whom."""
    without_seat = {
        "primary_care": Capacity.PRESENTER,
        "officer": Capacity.MINUTE_TAKER,
        "lmc": Capacity.OBSERVER,
    }
    for sitting in _sittings(gathering).values():
        for key, capacity in without_seat.items():
            attendances.attend(
                sitting=sitting, person=cast.persons[key], capacity=capacity, by=by
            )
        attendances.deputise(
            sitting=sitting,
            seat=sitting.committee.seats.get(title=CFO.title),
            person=cast.persons["deputy_cfo"],
            by=by,
        )


def rule(laid: Laid, cast: Cast) -> None:
    """Let the chair rule on each conflict as the texts say."""
    for line, item in laid:
        for ruling in line.rulings:
            treatments.treat(
                rows=item.conflict_rows.filter(person=cast.persons[ruling.who]),
                participation=Participation(ruling.participation),
                papers=PaperHandling(ruling.papers),
                reason=ruling.reason,
                by=cast.users["chair"],
            )


# Why the pack of April went out although a check was not met.
WAIVED = {
    PreflightCheck.NOT_QUORATE: (
        "Havering knows that it cannot decide without its GP. The item stays on its "
        "agenda so that members can hear the other two committees and defer it."
    ),
    PreflightCheck.INTERESTS_OLD: (
        "All three have declared what they have; that it is all was not asked in 2015. "
        "The yearly round of May asks for it, and the chair looked at every item."
    ),
}

# Why the supplement went out with a paper of the week before the meeting.
WAIVED_LATE = {
    PreflightCheck.PAPER_LATE: (
        "The water main burst on 6 April, a week before the meeting; the chair agreed "
        "that the rooms cannot wait until June."
    ),
}


def waive(gathering: Gathering, why: Mapping[PreflightCheck, str], by: User) -> None:
    """Let the officer give a reason for what is not in order and cannot be mended."""
    found = preflight_of(gathering)
    for check, reason in why.items():
        preflight.waive(
            gathering=gathering,
            fingerprints=[one.finding.fingerprint for one in found.of_check(check)],
            reason=reason,
            by=by,
        )


def send_pack(gathering: Gathering, by: User) -> None:
    """Build the pack here and now, and send it: its letters leave with the worker."""
    waive(gathering, WAIVED, by)
    _build_and_send(packs.request(gathering=gathering, by=by), by)


def send_supplement(gathering: Gathering, by: User) -> None:
    """Build what came after the pack, and send it to those who have the pack."""
    waive(gathering, WAIVED_LATE, by)
    _build_and_send(packs.request_supplement(gathering=gathering, by=by), by)


def _build_and_send(pack: Pack, by: User) -> None:
    building.build_waiting()
    pack.refresh_from_db()
    packs.send(pack=pack, by=by)


def meet(gathering: Gathering, laid: Laid, cast: Cast, by: User) -> None:
    """Hold the meeting: comings and goings, then what each committee resolved."""
    opened = _at(gathering, time(14, 0))
    presence.open_with(
        gathering=gathering,
        persons=[cast.persons[key] for key in AT_THE_TABLE],
        happened_at=opened,
        by=by,
    )
    presence.record(
        gathering=gathering,
        person=cast.persons["deputy_cfo"],
        kind=PresenceKind.IN,
        place=Place.REMOTE,
        happened_at=opened,
        by=by,
    )
    gathering.refresh_from_db()
    for line, item in laid:
        item.refresh_from_db()
        _move_people(gathering, line, item, cast, by)
        _decide(gathering, line, item, by)
        for action in line.actions:
            actions.open_action(
                item=item,
                description=action.words,
                owner=cast.persons[action.owner],
                due_on=action.due,
                by=by,
            )
    gatherings.advance(gathering=gathering, to=GatheringState.HELD, by=by)


def minute(gathering: Gathering, laid: Laid, by: User) -> None:
    """Write the notes and the first issue of the minutes of both parts."""
    for line, item in laid:
        if line.note:
            minutes.note(item=item, words=line.note, revision=0, by=by)
    gatherings.advance(gathering=gathering, to=GatheringState.MINUTES_DRAFT, by=by)
    for part in Part:
        minutes.write_out(gathering=gathering, part=part, by=by)


def close_actions(laid: Laid, by: User) -> None:
    """Close the actions that are done by now."""
    for line, item in laid:
        for action in line.actions:
            if action.done:
                row = item.actions.get(description=action.words)
                actions.close(action=row, outcome=action.done, by=by)


def _move_people(
    gathering: Gathering, line: LineText, item: Item, cast: Cast, by: User
) -> None:
    for movement in line.movements:
        presence.record(
            gathering=gathering,
            person=cast.persons[movement.who],
            kind=PresenceKind(movement.kind),
            place=Place(movement.place),
            happened_at=_at(gathering, movement.at),
            item=item,
            moment=Moment(movement.moment),
            by=by,
        )


def _decide(gathering: Gathering, line: LineText, item: Item, by: User) -> None:
    sittings = _sittings(gathering)
    for told in line.decisions:
        decisions.record(
            item=item,
            sitting=sittings[told.committee],
            resolution=_resolution(told),
            as_it_happened=told.as_it_happened,
            decided_at=_at(gathering, line.decided_at or gathering.ends_at_time),
            by=by,
        )


def _resolution(told: DecisionText) -> Resolution:
    vote = None
    if told.vote:
        votes_for, against, abstaining = told.vote
        vote = VoteFacts(votes_for, against, abstaining)
    return Resolution(
        outcome=Outcome(told.outcome),
        wording=told.words,
        method=Method.VOTE if vote else Method.CONSENSUS,
        vote=vote,
    )


def _sittings(gathering: Gathering) -> dict[str, Sitting]:
    """Return the sittings by the short names of the texts, in their order."""
    rows = gathering.sittings.select_related("committee", "gathering")
    return dict(zip(SITTINGS, rows.order_by("position"), strict=True))


def _at(gathering: Gathering, moment: time | None) -> datetime:
    """Return a time of the meeting's day."""
    hour = moment or gathering.starts_at_time
    return timezone.make_aware(datetime.combine(gathering.held_on, hour))
