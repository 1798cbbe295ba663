"""The chair rules on conflict rows, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.enums import ConflictState, PaperHandling, Participation
from meetings.models import ConflictRow
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
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
      RuleBroken: the door refuses any row (nobody rules on their own), no reason or
        chair is given, or somebody not attending would be given the papers.
    """
    reason = reason.strip()
    _check(participation, papers, reason)
    ruler = ruled_by or by.person
    if ruler is None:
        raise RuleBroken.because("chair_missing", "Say which chair made the ruling.")
    moment = now or clock.now()
    treated = []
    for row in _locked(rows):
        door.require(by, "treat", row)
        if row.person_id == ruler.pk:
            raise RuleBroken.because(
                "own_conflict",
                f"{ruler} cannot rule on their own conflict. The vice chair rules, or "
                "whoever presides for the item.",
            )
        row.state = ConflictState.ACCEPTED
        row.state_reason = ""
        row.participation = participation
        row.papers = papers
        row.treatment_reason = reason
        row.ruled_by = ruler
        row.ruling_source = source
        row.ruled_on = ruled_on or clock.today()
        row.treated_at = moment
        row.treated_by = by
        row.revision += 1
        row.save()
        _audit(row, by, moment)
        treated.append(row)
    return treated


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


def _locked(rows: Iterable[ConflictRow]) -> list[ConflictRow]:
    return list(
        ConflictRow.objects.select_for_update(of=("self",))
        .select_related("item__gathering", "sitting__committee", "person")
        .filter(pk__in=[row.pk for row in rows])
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
