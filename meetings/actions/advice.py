"""Record what the guardian advises the chair about a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.conflict_rows import refuse_changed
from meetings.actions.hearsay import day_said
from meetings.enums import ConflictState
from meetings.facts.exclusions import is_kept_from
from meetings.facts.guardians import guardians_of
from meetings.models import ConflictAdvice, ConflictRow
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from people.models import Person, User


@transaction.atomic
def advise(
    *,
    rows: Iterable[ConflictRow],
    words: str,
    by: User,
    advisor: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    given_on: date | None = None,
    now: datetime | None = None,
) -> list[ConflictAdvice]:
    """Record advice on conflict rows: one for each committee; the chair still decides.

    `advisor` is the guardian whose advice it is; without it, the person of `by`. An
    officer who records it names its source and day. A second click writes nothing.

    Raises:
      RuleBroken: the door refuses a row, it has no words, its source or day is missing
        or cannot be, whose advice it is was no guardian there that day or has an
        interest in the item, or a row has lapsed or changed since it was read.
    """
    words = words.strip()
    if not words:
        raise RuleBroken.because("words_missing", "Write down what is advised.")
    advisor = advisor or by.person
    day = day_said("the advice", whose=advisor, source=source, said_on=given_on, by=by)
    moment = now or clock.now()
    read = {row.pk: row.revision for row in rows}
    given = []
    for row in _locked(read):
        door.require(by, "advise", row)
        refuse_changed(row, read[row.pk])
        guardian = _guardian(row, advisor, day)
        advice = row.advice.filter(advisor=guardian).order_by("pk").last()
        if advice is None or (advice.words, advice.given_on) != (words, day):
            advice = ConflictAdvice.objects.create(
                row=row,
                advisor=guardian,
                words=words,
                given_on=day,
                source=source,
                recorded_at=moment,
                recorded_by=by,
            )
            _audit(advice, by, moment)
        given.append(advice)
    return given


def _audit(advice: ConflictAdvice, by: User, moment: datetime) -> None:
    audit.record(
        "conflict.advised",
        target=advice.row,
        by=by.label,
        summary=advice.words,
        details={
            "advisor": str(advice.advisor),
            "source": advice.source,
            "given_on": advice.given_on.isoformat(),
        },
        now=moment,
    )


def _locked(keys: Iterable[int]) -> list[ConflictRow]:
    return list(
        ConflictRow.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "sitting__gathering", "sitting__committee")
        .filter(pk__in=list(keys))
        .order_by("pk")
    )


def _guardian(row: ConflictRow, person: Person | None, day: date) -> Person:
    if row.state == ConflictState.LAPSED:
        raise RuleBroken.because(
            "lapsed", "This conflict has lapsed: there is nothing to advise on."
        )
    committee = row.sitting.committee
    guardians = guardians_of([committee], day)[committee.pk]
    if person is None or person.pk not in guardians:
        raise RuleBroken.because(
            "not_guardian",
            f"Say whose advice it is: that of a guardian of {committee.short_name}.",
        )
    if person.pk == row.person_id or is_kept_from(person.pk, row.item):
        raise RuleBroken.because(
            "own_conflict",
            f"{person} has an interest in this item, so their advice is not taken.",
        )
    return person
