"""Conflict rows: kept in step with interests, accepted, dismissed, added by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from conflicts.models import Interest
from core import clock
from core.actions import audit, changes
from core.errors import RuleBroken
from core.verdict import no
from meetings.actions.found_letters import ask_about
from meetings.actions.reopening import named_by_hand
from meetings.actions.row_book import RowBook, reopen_all
from meetings.actions.row_steps import bring_in_step, open_rows
from meetings.actions.standing_rows import follow_standing_rulings
from meetings.enums import ConflictState
from meetings.facts.matching import expected_rows, people_of
from meetings.facts.touched import (
    CLOSED_STATES,
    OVER_STATES,
    gatherings_touched,
)
from meetings.models import ConflictGround, ConflictRow, Item
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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
    grounds lapses. What falls under a standing ruling is treated by it. Rows nothing
    changed for are not touched (docs/field.md 9.8). Safe to repeat. Returns how many
    rows changed. The items are locked, in order of their keys.
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
        reopen_all([row], "Added by hand.", by.label)
    if (is_new or is_said) and item.gathering.state in OVER_STATES:
        say_late(row)
    if is_new or is_said:
        # The words stand in the ground: what is purged one day is not in the trail.
        audit.record("conflict.added", target=row, by=by.label)
        ask_about(item.gathering, [row])
    return row


def refuse_changed(row: ConflictRow, read: int) -> None:
    """Refuse to rule on a locked row by what it said before it changed.

    Raises:
      RuleBroken: its revision is not the one that was read.
    """
    if row.revision != read:
        raise RuleBroken(CHANGED_MEANWHILE)


def say_late(row: ConflictRow) -> None:
    """Keep that a row came to light, or opened again, after the meeting was held."""
    row.found_late_at = clock.now()
    row.save(update_fields=["found_late_at"])


def _settle_together(items: list[Item]) -> int:
    """Settle locked items of one gathering, in a number of queries that is fixed."""
    expected = expected_rows(items)
    is_over = items[0].gathering.state in OVER_STATES
    existing = {
        (row.item_id, row.sitting_id, row.person_id): row
        for row in ConflictRow.objects.filter(item__in=items)
        .select_for_update(of=("self",))
        .select_related("item", "person", "ruled_by")
        .prefetch_related("grounds")
        # As whoever rules locks them: the two wait for each other in one order.
        .order_by("pk")
    }
    book = RowBook()
    opened = open_rows(
        book,
        [wanted for key, wanted in expected.items() if key not in existing],
        {item.pk: item for item in items},
        late_at=clock.now() if is_over else None,
    )
    changed = bring_in_step(book, list(existing.values()), expected)
    book.write()
    followed = follow_standing_rulings(items, expected)
    again = {row.pk for row in followed}
    asked = [row for row in book.asked if row.pk not in again]
    ask_about(items[0].gathering, [*asked, *followed], freed=book.freed)
    return len(opened) + len(changed) + len(followed)
