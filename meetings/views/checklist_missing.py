"""What keeps a part of the chair's checklist from being closed, and where it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.urls import reverse

from meetings.enums import ChecklistStage
from meetings.facts.touched import OVER_STATES
from meetings.rules.checklist import NOT_OVER, judge_part, lacks_ruling_or_proof


if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from meetings.facts.room import Room
    from meetings.models import ConflictRow
    from meetings.rules.checklist import ConflictEvidence


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a part cannot be closed yet, in a sentence, and links (words, address) to it.

    `is_as_before`: the part before it waits for the same, and says so.
    """

    sentence: str
    links: tuple[tuple[str, str], ...] = ()
    is_as_before: bool = False


def missing_by_stage(
    room: Room,
    evidence: Mapping[ConflictRow, ConflictEvidence],
    shown: Mapping[ConflictRow, ConflictEvidence],
    *,
    reader: int | None,
) -> dict[ChecklistStage, Missing]:
    """Return what each part lacks that cannot be closed now, without a query.

    `shown` are the conflicts of `evidence` of which the reader (a person's id) may
    know; nobody is led to rule on their own.
    """
    found: dict[ChecklistStage, Missing] = {}
    before: Missing | None = None
    for stage in ChecklistStage:
        missing = _missing(stage, room, evidence, shown, reader)
        if missing is not None:
            found[stage] = replace(missing, is_as_before=missing == before)
        before = missing
    return found


def _missing(
    stage: ChecklistStage,
    room: Room,
    evidence: Mapping[ConflictRow, ConflictEvidence],
    shown: Mapping[ConflictRow, ConflictEvidence],
    reader: int | None,
) -> Missing | None:
    verdict = judge_part(
        stage,
        evidence.values(),
        seen=shown.values(),
        is_over=room.gathering.state in OVER_STATES,
    )
    if verdict:
        return None
    if verdict is NOT_OVER:
        return Missing(verdict.reason, (("The room", _room_url(room)),))
    lacking = {
        row: one for row, one in shown.items() if lacks_ruling_or_proof(stage, one)
    }
    links = dict.fromkeys(_links(room, lacking, reader))
    return Missing(verdict.reason, tuple(links))


def _links(
    room: Room, lacking: Mapping[ConflictRow, ConflictEvidence], reader: int | None
) -> Iterator[tuple[str, str]]:
    """Yield where it is ruled on, or, once all is, where the room says who was there."""
    unruled = [row for row, one in lacking.items() if one.participation is None]
    for row in unruled:
        if row.person_id != reader:
            where = [room.gathering.pk, row.item_id, row.person_id]
            yield (
                f"Rule on {row.person}, item {room.numbers[row.item_id]}",
                reverse("meetings:conflict_treat", args=where),
            )
    if not unruled:
        for row in lacking:
            yield (
                f"The room at item {room.numbers[row.item_id]}",
                f"{_room_url(room)}?item={row.item_id}",
            )


def _room_url(room: Room) -> str:
    return reverse("meetings:room", args=[room.gathering.pk])
