"""Conflict rows: kept in step with interests, accepted, dismissed, added by hand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit
from core.errors import RuleBroken
from meetings.enums import ConflictState, GatheringState
from meetings.facts.matching import expected_rows
from meetings.models import ConflictGround, ConflictRow, Gathering, Item
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from meetings.facts.matching import ExpectedGround, ExpectedRow
    from meetings.models import Sitting
    from people.models import Person, User

# After these, rows are history: a later interest no longer changes them.
CLOSED_STATES = (
    GatheringState.HELD,
    GatheringState.MINUTES_DRAFT,
    GatheringState.MINUTES_APPROVED,
    GatheringState.PUBLISHED,
    GatheringState.CANCELLED,
)
SYSTEM = "the conflict matching"


@transaction.atomic
def settle_items(items: Iterable[Item]) -> int:
    """Bring the conflict rows of items in step with what is known now.

    New grounds re-open their row; grounds that are gone leave it, and a row without
    grounds lapses. Rows nothing changed for are not touched (product.md 2.14). Safe to
    repeat. Returns how many rows changed. The items are locked, in order of their keys.
    """
    locked = list(
        Item.objects.select_for_update(of=("self",))
        .filter(pk__in=[item.pk for item in items])
        .select_related("gathering")
        .order_by("pk")
    )
    changed = 0
    by_gathering: dict[int, list[Item]] = {}
    for item in locked:
        by_gathering.setdefault(item.gathering_id, []).append(item)
    for together in by_gathering.values():
        changed += _settle_together(together)
    return changed


@transaction.atomic
def settle_changes(changes: Sequence[tuple[str, str]]) -> None:
    """Settle change rows (topic, key) for every agenda that is still open."""
    gatherings = Gathering.objects.exclude(state__in=CLOSED_STATES)
    if all(topic == "item" for topic, _key in changes):
        keys = [int(key) for _topic, key in changes]
        gatherings = gatherings.filter(items__in=keys).distinct()
    elif all(topic == "gathering" for topic, _key in changes):
        gatherings = gatherings.filter(pk__in=[int(key) for _topic, key in changes])
    settle_items(Item.objects.matters().filter(gathering__in=gatherings))


@transaction.atomic
def add_by_hand(
    *, item: Item, sitting: Sitting, person: Person, words: str, by: User
) -> ConflictRow:
    """Add a conflict that no interest on the register shows, with its reason in words.

    Raises:
      RuleBroken: the door refuses, or no reason was given.
    """
    door.require(by, "edit", item.gathering)
    if not words.strip():
        raise RuleBroken.because(
            "reason_missing", "Say in a sentence why there may be a conflict."
        )
    item = Item.objects.select_for_update().get(pk=item.pk)
    row, is_new = ConflictRow.objects.get_or_create(
        item=item, sitting=sitting, person=person
    )
    ConflictGround.objects.get_or_create(
        row=row, fingerprint=_by_hand(words), defaults={"trace": words.strip()}
    )
    if not is_new:
        _reopen(row, f"Added by hand: {words.strip()}", by.label)
    audit.record("conflict.added", target=row, by=by.label, summary=words.strip())
    return row


@transaction.atomic
def dismiss(*, row: ConflictRow, reason: str, by: User) -> ConflictRow:
    """Dismiss a proposed conflict, saying why it is none.

    Raises:
      RuleBroken: the door refuses (nobody dismisses a row about themselves), or no
        reason was given.
    """
    row = _locked(row)
    door.require(by, "treat", row)
    if not reason.strip():
        raise RuleBroken.because(
            "reason_missing", "Say why this is not a conflict: the reason is kept."
        )
    earlier = _treatment_of(row)
    _clear_treatment(row)
    row.state = ConflictState.DISMISSED
    row.state_reason = reason.strip()
    row.revision += 1
    row.save()
    audit.record(
        "conflict.dismissed",
        target=row,
        by=by.label,
        summary=reason.strip(),
        details={"earlier": earlier},
    )
    return row


def _settle_together(items: list[Item]) -> int:
    expected = expected_rows(items)
    existing = {
        (row.item_id, row.sitting_id, row.person_id): row
        for row in ConflictRow.objects.filter(item__in=items)
        .select_for_update(of=("self",))
        .prefetch_related("grounds")
    }
    changed = 0
    for key, wanted in expected.items():
        row = existing.get(key)
        if row is None:
            _open(wanted)
            changed += 1
        else:
            changed += _bring_in_step(row, wanted)
    for key, row in existing.items():
        if key not in expected:
            changed += _let_lapse(row)
    return changed


def _open(wanted: ExpectedRow) -> None:
    row = ConflictRow.objects.create(
        item_id=wanted.item_id,
        sitting_id=wanted.sitting_id,
        person_id=wanted.person_id,
        severity=wanted.severity,
    )
    ConflictGround.objects.bulk_create(_ground(row, one) for one in wanted.grounds)
    audit.record("conflict.proposed", target=row, by=SYSTEM, summary=wanted.words)


def _ground(row: ConflictRow, one: ExpectedGround) -> ConflictGround:
    return ConflictGround(
        row=row,
        interest_id=one.interest_id,
        trace=one.trace,
        severity=one.severity,
        fingerprint=one.fingerprint,
    )


def _bring_in_step(row: ConflictRow, wanted: ExpectedRow) -> int:
    known = {ground.fingerprint: ground for ground in row.grounds.all()}
    matched = {ground.fingerprint: ground for ground in wanted.grounds}
    new = [matched[one] for one in matched if one not in known]
    gone = [
        ground.pk
        for ground in known.values()
        if ground.interest_id is not None and ground.fingerprint not in matched
    ]
    if gone:
        ConflictGround.objects.filter(pk__in=gone).delete()
    if not new and row.state != ConflictState.LAPSED:
        return int(bool(gone))
    ConflictGround.objects.bulk_create(_ground(row, one) for one in new)
    row.severity = wanted.severity
    _reopen(row, wanted.words, SYSTEM)
    return 1


def _let_lapse(row: ConflictRow) -> int:
    grounds = list(row.grounds.all())
    if row.state == ConflictState.LAPSED or any(
        ground.interest_id is None for ground in grounds
    ):
        return 0
    earlier = _treatment_of(row)
    ConflictGround.objects.filter(row=row, interest__isnull=False).delete()
    _clear_treatment(row)
    row.state = ConflictState.LAPSED
    row.state_reason = "Nothing on the register ties the person to this item any more."
    row.revision += 1
    row.save()
    audit.record("conflict.lapsed", target=row, by=SYSTEM, details={"earlier": earlier})
    return 1


def _reopen(row: ConflictRow, why: str, label: str) -> None:
    earlier = _treatment_of(row)
    _clear_treatment(row)
    row.state = ConflictState.PROPOSED
    row.state_reason = ""
    row.revision += 1
    row.save()
    audit.record(
        "conflict.reopened",
        target=row,
        by=label,
        summary=why,
        details={"earlier": earlier},
    )


def _locked(row: ConflictRow) -> ConflictRow:
    return (
        ConflictRow.objects.select_for_update(of=("self",))
        .select_related("item__gathering", "sitting__committee", "person")
        .get(pk=row.pk)
    )


def _treatment_of(row: ConflictRow) -> dict[str, str]:
    return {
        "state": row.state,
        "participation": row.participation,
        "papers": row.papers,
        "reason": row.treatment_reason or row.state_reason,
    }


def _clear_treatment(row: ConflictRow) -> None:
    row.participation = ""
    row.papers = ""
    row.treatment_reason = ""
    row.ruled_by = None
    row.ruling_source = ""
    row.ruled_on = None
    row.treated_at = None
    row.treated_by = None


def _by_hand(words: str) -> str:
    return "hand:" + hashlib.sha256(words.strip().encode()).hexdigest()[:40]
