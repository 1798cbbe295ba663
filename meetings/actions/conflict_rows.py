"""Conflict rows: kept in step with interests, accepted, dismissed, added by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.models import Interest
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from core.verdict import no
from meetings.actions.reopening import (
    SYSTEM,
    clear_treatment,
    is_by_hand,
    named_by_hand,
    reopen,
    treatment_of,
)
from meetings.actions.standing_rows import follow_standing_rulings
from meetings.enums import ConflictState
from meetings.facts.matching import expected_rows, people_of
from meetings.facts.own_changes import changed_by_themself
from meetings.facts.touched import (
    CLOSED_STATES,
    OVER_STATES,
    gatherings_touched,
)
from meetings.models import ConflictGround, ConflictRow, Item
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from meetings.facts.matching import ExpectedGround, ExpectedRow
    from meetings.models import Gathering, Sitting
    from people.models import User

CHANGED_MEANWHILE = no(
    "changed_meanwhile",
    "This conflict has changed since you opened the page. Open the page again, read the "
    "reasons, and rule on them.",
)


@transaction.atomic
def settle_items(items: Iterable[Item]) -> int:
    """Bring the conflict rows of items in step with what is known now.

    New grounds re-open their row; grounds that are gone leave it, and a row without
    grounds lapses. What falls under a standing ruling is treated by it. Rows nothing changed for are not touched (product.md 2.14). Safe to
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


def settle_at_once(items: Iterable[Item]) -> int:
    """Settle items of one open agenda after a change of it: papers do not wait.

    Until the clock's next round somebody could read what the change withholds. Once a
    meeting is over its rows are history, and stay.
    """
    open_now = [one for one in items if one.gathering.state not in CLOSED_STATES]
    return settle_items(open_now) if open_now else 0


@transaction.atomic
def settle_before_acting(item: Item) -> Item:
    """Lock an item, bring its rows in step, and return it: nothing can overtake now.

    Whoever is declaring or correcting an interest at this moment is waited for, and
    whoever begins later waits: a decision never outruns a declaration.
    """
    # Who sits and who declared may stand under two entries until a merge is settled.
    changes.settle_topic("person_merged")
    locked = (
        Item.objects.select_for_update(of=("self",))
        .select_related("gathering")
        .get(pk=item.pk)
    )
    _hold_declarations([locked])
    settle_items([locked])
    return locked


@transaction.atomic
def settle_whole_agenda(gathering: Gathering) -> None:
    """Bring every item's conflicts in step; nothing overtakes until the caller is done.

    Call inside the action's transaction, with the gathering locked.
    """
    # Who sits and who declared may stand under two entries until a merge is settled.
    changes.settle_topic("person_merged")
    matters = Item.objects.matters().filter(gathering=gathering).order_by("pk")
    items = list(matters.select_for_update(of=("self",)).select_related("gathering"))
    _hold_declarations(items)
    settle_items(items)


def _hold_declarations(items: Sequence[Item]) -> None:
    """Make whoever declares, corrects or ends an interest wait, all at once and in order.

    Declaring locks the person, correcting and ending the interest: so does this.
    """
    people = people_of(items)
    for rows in (
        Person.objects.filter(pk__in=people),
        Interest.objects.filter(person__in=people),
    ):
        held = rows.order_by("pk").select_for_update(no_key=True)
        list(held.values_list("pk", flat=True))


@transaction.atomic
def settle_changes(pairs: Sequence[tuple[str, str]]) -> None:
    """Settle change rows (topic, key) for every open agenda that they touch."""
    gatherings = gatherings_touched(pairs)
    settle_items(Item.objects.matters().filter(gathering__in=gatherings))


@transaction.atomic
def add_by_hand(
    *, item: Item, sitting: Sitting, person: Person, words: str, by: User
) -> ConflictRow:
    """Add a conflict that no interest on the register shows, with its reason in words.

    Said again in the same words, it changes nothing; other words re-open the row.

    Raises:
      RuleBroken: the door refuses, no reason was given, or the committee sits at
        another meeting.
    """
    door.require(by, "edit", item.gathering)
    words = words.strip()
    if not words:
        raise RuleBroken.because(
            "reason_missing", "Say in a sentence why there may be a conflict."
        )
    if sitting.gathering_id != item.gathering_id:
        raise RuleBroken.because(
            "sitting_of_another_meeting", "That committee sits at another meeting."
        )
    item = Item.objects.select_for_update().get(pk=item.pk)
    row, is_new = ConflictRow.objects.get_or_create(
        item=item, sitting=sitting, person=person
    )
    _ground_row, is_said = ConflictGround.objects.get_or_create(
        row=row, fingerprint=named_by_hand(words), defaults={"trace": words}
    )
    is_over = row.state in {ConflictState.DISMISSED, ConflictState.LAPSED}
    if not is_new and (is_said or is_over):
        reopen(row, f"Added by hand: {words}", by.label)
    if (is_new or is_said) and item.gathering.state in OVER_STATES:
        say_late(row)
    if is_new or is_said:
        audit.record("conflict.added", target=row, by=by.label, summary=words)
    return row


def refuse_changed(row: ConflictRow, read: int) -> None:
    """Refuse to rule on a locked row by what it said before it changed.

    Raises:
      RuleBroken: its revision is not the one that was read.
    """
    if row.revision != read:
        raise RuleBroken(CHANGED_MEANWHILE)


def _settle_together(items: list[Item]) -> int:
    expected = expected_rows(items)
    is_over = items[0].gathering.state in OVER_STATES
    late_at = clock.now() if is_over else None
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
            open_row(wanted, late_at=late_at)
            changed += 1
        else:
            changed += bring_in_step(row, wanted)
    for key, row in existing.items():
        if key not in expected:
            changed += _lose_grounds(row)
    return changed + follow_standing_rulings(items, expected)


def open_row(wanted: ExpectedRow, *, late_at: datetime | None) -> None:
    """Put a row before the chair; `late_at` says when, for a meeting that is over."""
    row = ConflictRow.objects.create(
        item_id=wanted.item_id,
        sitting_id=wanted.sitting_id,
        person_id=wanted.person_id,
        severity=wanted.severity,
        found_late_at=late_at,
    )
    ConflictGround.objects.bulk_create(_ground(row, one) for one in wanted.grounds)
    audit.record(
        "conflict.proposed",
        target=row,
        by=SYSTEM,
        summary=wanted.words,
        details={"found_late": True} if late_at else None,
    )


def say_late(row: ConflictRow) -> None:
    """Keep that a row came to light, or opened again, after the meeting was held."""
    row.found_late_at = clock.now()
    row.save(update_fields=["found_late_at"])


def _ground(row: ConflictRow, one: ExpectedGround) -> ConflictGround:
    return ConflictGround(
        row=row,
        interest_id=one.interest_id,
        trace=one.trace,
        severity=one.severity,
        fingerprint=one.fingerprint,
    )


def bring_in_step(row: ConflictRow, wanted: ExpectedRow) -> int:
    """Give a row the grounds it should have; return whether (1) or not (0) it changed."""
    known = {ground.fingerprint: ground for ground in row.grounds.all()}
    matched = {ground.fingerprint: ground for ground in wanted.grounds}
    new = [ground for key, ground in matched.items() if key not in known]
    gone = [
        ground
        for key, ground in known.items()
        if not is_by_hand(ground) and key not in matched
    ]
    _reword(known, matched)
    if not new and not gone and row.state != ConflictState.LAPSED:
        return 0
    _replace_or_let_go(row, gone, staying={one.interest_id for one in wanted.grounds})
    ConflictGround.objects.bulk_create(_ground(row, one) for one in new)
    row.severity = wanted.severity
    if new or row.state == ConflictState.LAPSED:
        reopen(row, wanted.words, SYSTEM)
    else:
        _note_fewer(row, gone)
    return 1


def _replace_or_let_go(
    row: ConflictRow, gone: Sequence[ConflictGround], *, staying: Collection[int | None]
) -> None:
    """Drop grounds that are gone; what the person changed themself, the chair judges.

    Where the interest still touches the item in another way, no standing ruling treats
    the row any more: nobody words themself under one.
    """
    replaced = [ground for ground in gone if ground.interest_id in staying]
    if replaced and changed_by_themself(row, replaced):
        row.is_exception = True
    _drop(replaced)
    _let_go(row, [ground for ground in gone if ground not in replaced])


def _reword(
    known: Mapping[str, ConflictGround], matched: Mapping[str, ExpectedGround]
) -> None:
    """Keep the words of a ground true where only a name in them has changed."""
    for key, ground in known.items():
        if key in matched and ground.trace != matched[key].trace:
            ground.trace = matched[key].trace
            ground.save(update_fields=["trace"])


def _lose_grounds(row: ConflictRow) -> int:
    """Take away what no interest carries any more; what was added by hand stays."""
    grounds = list(row.grounds.all())
    gone = [ground for ground in grounds if not is_by_hand(ground)]
    if row.state == ConflictState.LAPSED or (grounds and not gone):
        return 0
    kept = _let_go(row, gone)
    if kept or len(gone) < len(grounds):
        row.severity = ""
        _note_fewer(row, gone)
    else:
        _let_lapse(row)
    return 1


def _let_go(row: ConflictRow, gone: Sequence[ConflictGround]) -> int:
    """Drop grounds that are gone; return how many are kept for somebody else to judge.

    Nobody lifts their own conflict (design.md 4): what the person themself ended or
    changed after it was matched stays, in words, until it is dismissed.
    """
    is_alive = row.state in {ConflictState.PROPOSED, ConflictState.ACCEPTED}
    own = changed_by_themself(row, gone) if is_alive else []
    for ground in own:
        words = f"{ground.trace} {row.person} has since ended or changed this interest."
        ground.interest, ground.trace = None, words
        ground.fingerprint = named_by_hand(words)
        ground.save(update_fields=["interest", "trace", "fingerprint"])
    _drop([ground for ground in gone if ground not in own])
    return len(own)


def _drop(gone: Sequence[ConflictGround]) -> None:
    ConflictGround.objects.filter(pk__in=[ground.pk for ground in gone]).delete()


def _note_fewer(row: ConflictRow, gone: Sequence[ConflictGround]) -> None:
    """Keep the ruling: it was made on more than is left."""
    row.revision += 1
    row.save()
    audit.record(
        "conflict.ground_gone",
        target=row,
        by=SYSTEM,
        details={"gone": [ground.trace for ground in gone]},
    )


def _let_lapse(row: ConflictRow) -> None:
    earlier = treatment_of(row)
    clear_treatment(row)
    row.severity = ""
    row.state = ConflictState.LAPSED
    row.state_reason = "Nothing on the register ties the person to this item any more."
    row.revision += 1
    row.save()
    audit.record("conflict.lapsed", target=row, by=SYSTEM, details={"earlier": earlier})
