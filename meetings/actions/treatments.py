"""The chair rules on conflict rows, each with its reason, or finds them none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.conflict_rows import refuse_changed
from meetings.actions.hearsay import day_said, require_recorder
from meetings.actions.reopening import clear_treatment, treatment_of
from meetings.enums import ConflictState, PaperHandling, Participation
from meetings.facts.conflicts import rulers_of
from meetings.models import ConflictRow
from people import door


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date, datetime

    from people.models import Person, User


@transaction.atomic
def treat(
    *,
    rows: Iterable[ConflictRow],
    participation: Participation,
    papers: PaperHandling,
    reason: str,
    by: User,
    ruled_by: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    ruled_on: date | None = None,
    now: datetime | None = None,
) -> list[ConflictRow]:
    """Accept conflict rows and say what each person may do; one ruling may serve all.

    `ruled_by` is the chair whose ruling it is; without it, the person of `by`. An
    officer who records a chair's ruling names its source and day. The rows stay
    separate, one for each committee.

    Raises:
      RuleBroken: the door refuses any row (nobody rules on their own), no reason is
        given, whose ruling it is does not preside there, or is not the officer's to
        record, its source or day is missing or cannot be, somebody not attending would
        be given the papers, or a row has lapsed or changed since it was read.
    """
    reason = reason.strip()
    ruler = ruled_by or by.person
    _check(participation, papers, reason)
    day = day_said("the ruling", whose=ruler, source=source, said_on=ruled_on, by=by)
    moment = now or clock.now()
    read = {row.pk: row.revision for row in rows}
    locked = _locked(read)
    presiding = rulers_of(locked)
    for row in locked:
        door.require(by, "treat", row)
        _check_row(row, ruler, presiding[row.pk], by)
        refuse_changed(row, read[row.pk])
        row.state, row.state_reason = ConflictState.ACCEPTED, ""
        _open_out(row)
        row.participation = participation
        row.papers = papers
        row.treatment_reason = reason
        row.ruled_by = ruler
        row.ruling_source = source
        row.ruled_on = day
        row.treated_at = moment
        row.treated_by = by
        row.revision += 1
        row.save()
        _audit(row, by, moment)
    return locked


@transaction.atomic
def dismiss(
    *,
    rows: Iterable[ConflictRow],
    reason: str,
    by: User,
    ruled_by: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    ruled_on: date | None = None,
) -> list[ConflictRow]:
    """Dismiss conflict rows that are none, saying why and which chair found so.

    Whose finding it is, its source and its day go by the rules of `treat`.

    Raises:
      RuleBroken: the door refuses any row (nobody dismisses their own), no reason is
        given, whose finding it is does not preside there, its source or day is missing
        or cannot be, or a row has lapsed or changed since it was read.
    """
    reason = reason.strip()
    ruler = ruled_by or by.person
    if not reason:
        raise RuleBroken.because(
            "reason_missing", "Say why this is not a conflict: the reason is kept."
        )
    day = day_said("the ruling", whose=ruler, source=source, said_on=ruled_on, by=by)
    read = {row.pk: row.revision for row in rows}
    locked = _locked(read)
    presiding = rulers_of(locked)
    for row in locked:
        door.require(by, "treat", row)
        _check_row(row, ruler, presiding[row.pk], by)
        refuse_changed(row, read[row.pk])
        earlier = treatment_of(row)
        _open_out(row)
        clear_treatment(row)
        row.state = ConflictState.DISMISSED
        row.state_reason = reason
        row.ruled_by, row.ruling_source, row.ruled_on = ruler, source, day
        row.revision += 1
        row.save()
        said = treatment_of(row)
        kept = {name: said[name] for name in ("ruled_by", "ruled_on")}
        audit.record(
            "conflict.dismissed",
            target=row,
            by=by.label,
            summary=reason,
            details={**kept, "source": source, "earlier": earlier},
        )
    return locked


def _open_out(row: ConflictRow) -> None:
    """Take a row out of its standing ruling for good: the chair rules on it alone."""
    row.is_exception = row.is_exception or row.standing_ruling_id is not None
    row.standing_ruling = None


def _check_row(
    row: ConflictRow, ruler: Person | None, presiding: Collection[Person], by: User
) -> None:
    if ruler is not None and row.person_id == ruler.pk:
        raise RuleBroken.because(
            "own_conflict",
            f"{ruler} cannot rule on their own conflict. The vice chair rules, or "
            "whoever presides for the item.",
        )
    if ruler not in presiding:
        names = " or ".join(str(one) for one in presiding) or "a seat holder"
        raise RuleBroken.because(
            "chair_missing",
            f"Say which chair made the ruling: for {row.sitting.committee.short_name} "
            f"that is {names}.",
        )
    require_recorder(
        ruler,
        by=by,
        verb="record",
        record=row.sitting,
        body=row.sitting.committee,
    )
    if row.state == ConflictState.LAPSED:
        raise RuleBroken.because(
            "lapsed", "This conflict has lapsed: there is nothing to rule on."
        )


def _check(participation: Participation, papers: PaperHandling, reason: str) -> None:
    if not reason:
        raise RuleBroken.because(
            "reason_missing", "Give the reason for the ruling: the minutes quote it."
        )
    if participation == Participation.NOT_ATTEND and papers == PaperHandling.GIVEN:
        raise RuleBroken.because(
            "papers_without_attending",
            "Somebody who is not to attend is not given the papers. Withhold the "
            "papers, or choose another treatment.",
        )


def _locked(keys: Iterable[int]) -> list[ConflictRow]:
    return list(
        ConflictRow.objects.select_for_update(of=("self",))
        .select_related(
            "item",
            "person",
            "sitting__committee",
            "sitting__chair",
            "sitting__gathering__convening_chair",
        )
        .filter(pk__in=list(keys))
        .order_by("pk")
    )


def _audit(row: ConflictRow, by: User, moment: datetime) -> None:
    audit.record(
        "conflict.treated",
        target=row,
        by=by.label,
        summary=row.treatment_reason,
        details={
            "participation": row.participation,
            "papers": row.papers,
            "ruled_by": str(row.ruled_by),
            "source": row.ruling_source,
            "grounds": [ground.trace for ground in row.grounds.all()],
        },
        now=moment,
    )
