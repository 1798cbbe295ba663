"""Record what the guardian advises the chair about a conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.hearsay import day_said
from meetings.enums import ConflictState
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
      RuleBroken: the door refuses a row (nobody is advised by the person in conflict),
        it has no words, its source or day is missing or cannot be, whose advice it is
        is no guardian there, or a row has lapsed.
    """
    words = words.strip()
    if not words:
        raise RuleBroken.because("words_missing", "Write down what is advised.")
    adviser = advisor or by.person
    day = day_said("the advice", whose=adviser, source=source, said_on=given_on, by=by)
    moment = now or clock.now()
    given = []
    for row in _locked(rows):
        door.require(by, "advise", row)
        advice, is_new = ConflictAdvice.objects.get_or_create(
            row=row,
            advisor=_guardian(row, adviser),
            words=words,
            given_on=day,
            defaults={"source": source, "recorded_at": moment, "recorded_by": by},
        )
        if is_new:
            _audit(advice, by, moment)
        given.append(advice)
    return given


def _audit(advice: ConflictAdvice, by: User, moment: datetime) -> None:
    audit.record(
        "conflict.advised",
        target=advice.row,
        by=by.label,
        summary=advice.words,
        details={"advisor": str(advice.advisor), "source": advice.source},
        now=moment,
    )


def _locked(rows: Iterable[ConflictRow]) -> list[ConflictRow]:
    return list(
        ConflictRow.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "sitting__gathering", "sitting__committee")
        .filter(pk__in=[row.pk for row in rows])
        .order_by("pk")
    )


def _guardian(row: ConflictRow, person: Person | None) -> Person:
    if row.state == ConflictState.LAPSED:
        raise RuleBroken.because(
            "lapsed", "This conflict has lapsed: there is nothing to advise on."
        )
    committee = row.sitting.committee
    guardians = guardians_of([committee], clock.today())[committee.pk]
    if person is None or person.pk not in guardians:
        raise RuleBroken.because(
            "not_guardian",
            f"Say whose advice it is: that of a guardian of {committee.short_name}.",
        )
    if person.pk == row.person_id:
        raise RuleBroken.because(
            "own_conflict", "Nobody advises the chair on their own conflict."
        )
    return person
