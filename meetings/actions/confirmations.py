"""Record what somebody says of the conflicts found about them on an agenda."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from committees.facts.committees import persons_of
from committees.values import CommitteeId
from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.hearsay import day_said
from meetings.enums import RowAnswer
from meetings.facts.confirmations import RECORDED_STATES, confirmed_in
from meetings.facts.footing import parts_in
from meetings.models import (
    AgendaConfirmation,
    Attendance,
    ConfirmationAnswer,
    Gathering,
)
from meetings.policies.gatherings import judge_items
from meetings.rules.reading import judge_title
from people import door
from people.models import Person
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from meetings.facts.confirmations import AskedRow, Confirmed
    from people.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of what was found about them on one item."""

    answer: RowAnswer
    words: str = ""


@transaction.atomic
def confirm(
    *,
    gathering: Gathering,
    person: Person,
    said: Mapping[int, Said],
    seen: frozenset[str],
    by: User,
    source: SourceKind = SourceKind.SELF,
    confirmed_on: date | None = None,
) -> AgendaConfirmation | None:
    """Record that somebody went through an agenda, with an answer for each item found.

    `said` is by item (id), for all rows of the person on it; `seen` are the
    stamps of what was shown. An officer who records it names its source and day. Where
    nothing is asked any more nothing is written: a second click, say. Then None is
    returned.

    Raises:
      RuleBroken: the door refuses, the meeting is not open to it, something found was
        not shown or not answered, a dispute has no words, or source or day is missing
        or cannot be.
    """
    gathering = Gathering.objects.select_for_update(no_key=True).get(pk=gathering.pk)
    _require(by, gathering, person, source)
    _refuse_over(gathering)
    day = day_said(
        "it", whose=person, source=source, said_on=confirmed_on, by=by, verb="said"
    )
    state = asked_of(person.pk, gathering)
    if state.is_done:
        return None
    _check(state, said, seen)
    confirmation = AgendaConfirmation.objects.create(
        gathering=gathering,
        person=person,
        confirmed_on=day,
        source=source,
        recorded_at=clock.now(),
        recorded_by=by,
    )
    answers = [_answer(confirmation, row, said[row.item_id]) for row in state.asked]
    ConfirmationAnswer.objects.bulk_create(answers)
    _audit(confirmation, answers, by)
    return confirmation


def _audit(
    confirmation: AgendaConfirmation, answers: list[ConfirmationAnswer], by: User
) -> None:
    disputed = [one for one in answers if one.answer == RowAnswer.DISPUTED]
    audit.record(
        "agenda.confirmed",
        target=confirmation,
        by=by.label,
        summary=f"{confirmation.person}: {len(answers)} answered, "
        f"{len(disputed)} disputed",
        details={
            "source": confirmation.source,
            "disputed": [one.row_id for one in disputed],
        },
    )


def _require(
    by: User, gathering: Gathering, person: Person, source: SourceKind
) -> None:
    if person == by.person and source == SourceKind.SELF:
        door.require(by, "confirm_interests", gathering)
        return
    door.require(by, "record", gathering)
    _refuse_stranger(gathering, person, by)


def _refuse_stranger(gathering: Gathering, person: Person, by: User) -> None:
    """Let the officers of those committees record for somebody to which they come."""
    sittings = list(gathering.sittings.select_related("committee"))
    seated = persons_of([one.committee for one in sittings], gathering.held_on)
    attends = set(
        Attendance.objects.filter(
            sitting__gathering=gathering, person=person
        ).values_list("sitting_id", flat=True)
    )
    theirs = [
        one
        for one in sittings
        if one.pk in attends
        or PersonId(person.pk) in seated.get(CommitteeId(one.committee_id), ())
    ]
    if theirs and not any(door.may(by, "record", one) for one in theirs):
        raise RuleBroken.because(
            "of_another_committee",
            f"{person} comes for another committee: its governance officer records it.",
        )


def asked_of(person_id: int, gathering: Gathering) -> Confirmed:
    """Return what one person (id) is asked about an agenda.

    Of an item they contributed to they know, as whoever leads it does.
    """
    own = parts_in(person_id, gathering)
    readings = judge_items(person_id, gathering, gathering.items.all(), own=own)
    known = {item for item, reading in readings.items() if judge_title(reading)}
    return confirmed_in(gathering, [person_id], known={person_id: known})[person_id]


def _refuse_over(gathering: Gathering) -> None:
    if gathering.state not in RECORDED_STATES:
        raise RuleBroken.because(
            "not_asked_now",
            "Members are asked from the notice of a meeting until its minutes are "
            "approved.",
        )


def _check(state: Confirmed, said: Mapping[int, Said], seen: frozenset[str]) -> None:
    if any(row.stamp not in seen for row in state.asked):
        raise RuleBroken.because(
            "changed_meanwhile",
            "Something else was found since you opened the page. Read it again, and "
            "answer what is new.",
        )
    if any(row.item_id not in said for row in state.asked):
        raise RuleBroken.because(
            "answer_missing", "Say of each item whether what was found is right."
        )
    if any(
        one.answer == RowAnswer.DISPUTED and not one.words.strip()
        for one in said.values()
    ):
        raise RuleBroken.because(
            "words_missing", "Say in a sentence what is not right: the chair reads it."
        )


def _answer(
    confirmation: AgendaConfirmation, row: AskedRow, said: Said
) -> ConfirmationAnswer:
    is_disputed = said.answer == RowAnswer.DISPUTED
    return ConfirmationAnswer(
        confirmation=confirmation,
        row_id=row.row_id,
        answer=said.answer,
        words=said.words.strip() if is_disputed else "",
        fingerprints=sorted(row.fingerprints),
    )
