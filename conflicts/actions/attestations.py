"""Confirm that a person's list is complete, or that there is nothing to declare."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.actions import interests
from conflicts.actions.asking import stop_asking
from conflicts.actions.cycle import note_answered
from conflicts.enums import Answer, SourceKind
from conflicts.models import (
    Attestation,
    Confirmation,
    Interest,
)
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from conflicts.models import ReturnFile
    from people.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of one interest, in the version they saw; ended since when."""

    answer: Answer
    version: int
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """How a return reached the record: by the person's sign-in, or how and when."""

    kind: SourceKind = SourceKind.SELF
    on: date | None = None
    file: ReturnFile | None = None


@transaction.atomic
def attest(
    *,
    person: Person,
    answers: Mapping[int, Said],
    statement: str,
    by: User,
    source: Source | None = None,
    now: datetime | None = None,
) -> Attestation:
    """Record a person's return and return it: a nil return when nothing stays open.

    `answers` are by interest id, one for each interest held today. It sets the day of
    confirmation of what is still true, ends what has ended, and answers the open
    requests to this person. The same return twice on one day is one.

    Raises:
      RuleBroken: the door refuses, an interest has no answer or was changed meanwhile,
        or the source is missing or in the future.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    door.require(by, "attest", person)
    said_by = source or Source()
    check_source(person, said_by, by)
    made_on = said_by.on or clock.today()
    known = _made_already(person, answers, made_on, said_by, by)
    if known is not None:
        return known
    held = _held(person)
    _check_answers(held, answers)
    moment = now or clock.now()
    _end_what_ended(held, answers, by, moment)
    attestation = Attestation.objects.create(
        person=person,
        made_on=made_on,
        is_nil=all(said.answer == Answer.ENDED for said in answers.values()),
        statement=statement,
        source=said_by.kind,
        source_on=said_by.on,
        return_file=said_by.file,
        recorded_at=moment,
        recorded_by=by,
    )
    _write_confirmations(attestation, answers)
    _stop_asking_about(held, answers, by)
    note_answered(attestation=attestation, by=by)
    _audit(attestation, len(answers), by, moment)
    return attestation


def _audit(
    attestation: Attestation, interests_named: int, by: User, moment: datetime
) -> None:
    audit.record(
        "attestation.made",
        target=attestation,
        by=by.label,
        summary=f"{SourceKind(attestation.source).label}.",
        details={"is_nil": attestation.is_nil, "interests": interests_named},
        now=moment,
    )


def _end_what_ended(
    held: Mapping[int, Interest],
    answers: Mapping[int, Said],
    by: User,
    moment: datetime,
) -> None:
    for key, said in answers.items():
        if said.answer == Answer.ENDED and said.ended_on is not None:
            interests.end(
                interest=held[key],
                on=said.ended_on,
                by=by,
                reason="Said in the yearly return.",
                now=moment,
            )


def _write_confirmations(attestation: Attestation, answers: Mapping[int, Said]) -> None:
    Confirmation.objects.bulk_create(
        Confirmation(
            attestation=attestation,
            interest_id=key,
            version=said.version,
            answer=said.answer,
        )
        for key, said in answers.items()
    )
    still_true = [k for k, said in answers.items() if said.answer == Answer.STILL_TRUE]
    # No new version: the interest reads as before, only how lately it was confirmed.
    Interest.objects.filter(pk__in=still_true).exclude(
        last_confirmed_on__gt=attestation.made_on
    ).update(last_confirmed_on=attestation.made_on)


def _stop_asking_about(
    held: Mapping[int, Interest], answers: Mapping[int, Said], by: User
) -> None:
    """Stop the letters about what was said in a meeting and is confirmed herewith."""
    for key, said in answers.items():
        if said.answer == Answer.STILL_TRUE:
            stop_asking(interest=held[key], reason="Confirmed in a return.", by=by)


def _held(person: Person) -> dict[int, Interest]:
    rows = Interest.objects.of_persons([person.pk]).held_beyond(clock.today())
    return {row.pk: row for row in rows.select_for_update(of=("self",))}


def check_source(person: Person, source: Source, by: User) -> None:
    """Refuse a source that does not say how and when somebody's word came in.

    Raises:
      RuleBroken: it is said to be the person themself and is not, or its day is missing
        or in the future.
    """
    is_own = by.person_id == person.pk
    if source.kind == SourceKind.SELF and not is_own:
        raise RuleBroken.because("source", "Say how the return reached you.")
    if source.kind != SourceKind.SELF and source.on is None:
        raise RuleBroken.because("source_undated", "Say on what day it reached you.")
    if source.on is not None and source.on > clock.today():
        raise RuleBroken.because(
            "source_in_future", "It cannot have reached you in the future."
        )


def _check_answers(held: Mapping[int, Interest], answers: Mapping[int, Said]) -> None:
    if set(held) - set(answers):
        raise RuleBroken.because(
            "not_all_answered",
            "Say of every interest on the list whether it is still true.",
        )
    changed = [k for k, row in held.items() if answers[k].version != row.version]
    if changed or set(answers) - set(held):
        raise RuleBroken.because(
            "list_changed",
            "The list changed after you opened it. Look through it once more.",
        )
    if any(s.answer == Answer.ENDED and s.ended_on is None for s in answers.values()):
        raise RuleBroken.because("end_undated", "Give the last day of what has ended.")


def _made_already(
    person: Person,
    answers: Mapping[int, Said],
    made_on: date,
    source: Source,
    by: User,
) -> Attestation | None:
    """Return the same return sent before, as by a second click."""
    wanted = {(key, said.version, said.answer) for key, said in answers.items()}
    made = Attestation.objects.filter(
        person=person,
        made_on=made_on,
        recorded_by=by,
        source=source.kind,
        return_file=source.file,
    ).prefetch_related("confirmations")
    for each in made:
        rows = each.confirmations.all()
        if {(row.interest_id, row.version, row.answer) for row in rows} == wanted:
            return each
    return None
