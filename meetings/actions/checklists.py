"""Close the parts of the chair's checklist of a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.enums import SourceKind
from core import clock
from core.actions import audit
from core.errors import RuleBroken
from meetings.actions.conflict_rows import settle_items
from meetings.actions.hearsay import day_said
from meetings.enums import ChecklistStage
from meetings.facts.brief import evidence_in, stamps_of
from meetings.facts.room import room_of
from meetings.facts.touched import CLOSED_STATES, OVER_STATES
from meetings.models import ChecklistClosing, Gathering
from meetings.policies.gatherings import readable_items
from meetings.rules.checklist import judge_part
from meetings.rules.reading import judge_title
from people import door


if TYPE_CHECKING:
    from datetime import date

    from meetings.models import ConflictRow
    from meetings.rules.checklist import ConflictEvidence
    from people.models import Person, User


@transaction.atomic
def close(
    *,
    gathering: Gathering,
    stage: ChecklistStage,
    by: User,
    chaired_by: Person | None = None,
    source: SourceKind = SourceKind.SELF,
    closed_on: date | None = None,
) -> ChecklistClosing:
    """Close a part of the checklist, on the word of a chair; the conflicts are settled.

    `chaired_by` is the chair whose word it is; without it, the person of `by`. Closed
    again, it is closed as things stand now. Source: docs/field.md 6.3, story 17.

    Raises:
      RuleBroken: the door refuses, a conflict lacks its ruling or what shows that it
        was carried out, it is nobody's word, its source or day is missing or cannot
        be, or what comes after the meeting is closed before its end.
    """
    gathering = Gathering.objects.select_for_update(no_key=True).get(pk=gathering.pk)
    door.require(by, "watch", gathering)
    chair = chaired_by or by.person
    day = day_said(
        "it", whose=chair, source=source, said_on=closed_on, by=by, verb="said"
    )
    chair = _chairing(chair, gathering, by)
    evidence = _judged(gathering, stage, by)
    closing = ChecklistClosing.objects.create(
        gathering=gathering,
        stage=stage,
        chaired_by=chair,
        source=source,
        closed_on=day,
        shown=stamps_of(evidence),
        closed_at=clock.now(),
        closed_by=by,
    )
    audit.record(
        "checklist.closed",
        target=closing,
        by=by.label,
        summary=f"{stage.label}: {chair}",
        details={"source": source, "conflicts": len(evidence)},
    )
    return closing


def _chairing(chair: Person | None, gathering: Gathering, by: User) -> Person:
    if chair is None or chair.pk not in chairs_of(gathering):
        raise RuleBroken.because(
            "chair_missing", "Say which chair of the meeting closes it."
        )
    if chair != by.person:
        door.require(by, "record", gathering)
    return chair


def _judged(
    gathering: Gathering, stage: ChecklistStage, by: User
) -> dict[ConflictRow, ConflictEvidence]:
    """Settle an agenda that is open and return what shows each ruling on it.

    A refusal names no item that is kept from whoever is refused.
    """
    if gathering.state not in CLOSED_STATES:
        settle_items(gathering.items.matters())
    evidence = evidence_in(room_of(gathering))
    readable = readable_items(by, gathering)
    verdict = judge_part(
        stage,
        evidence.values(),
        seen=[
            one for row, one in evidence.items() if judge_title(readable[row.item_id])
        ],
        is_over=gathering.state in OVER_STATES,
    )
    if not verdict:
        raise RuleBroken(verdict)
    return evidence


def chairs_of(gathering: Gathering) -> dict[int, Person]:
    """Return who chairs the gathering or a committee of it, by key."""
    chairs = [one.chair for one in gathering.sittings.select_related("chair")]
    named = [gathering.convening_chair, *chairs]
    return {one.pk: one for one in named if one is not None}
