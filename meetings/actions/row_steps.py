"""How one conflict row follows what is known now: opened, grounds more or fewer, lapsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from meetings.actions.reopening import (
    SYSTEM,
    is_by_hand,
    named_by_hand,
)
from meetings.enums import ConflictState
from meetings.facts.own_changes import changed_by_themselves
from meetings.models import ConflictGround, ConflictRow
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from meetings.actions.row_book import RowBook
    from meetings.facts.matching import ExpectedGround, ExpectedRow, RowKey
    from meetings.models import Item


NOTHING_LEFT = "Nothing on the register ties the person to this item any more."


def open_rows(
    book: RowBook,
    wanted: Sequence[ExpectedRow],
    items: Mapping[int, Item],
    *,
    late_at: datetime | None,
) -> list[ConflictRow]:
    """Put new rows before the chair; `late_at` says when, for a meeting that is over.

    `items` by key are those of the rows. Takes one query, for the names.
    """
    persons = Person.objects.in_bulk({one.person_id for one in wanted})
    rows = []
    for one in wanted:
        row = ConflictRow(
            item=items[one.item_id],
            sitting_id=one.sitting_id,
            person=persons[one.person_id],
            severity=one.severity,
            found_late_at=late_at,
        )
        book.open(row, [_ground(row, each) for each in one.grounds])
        details = {"found_late": True} if late_at else None
        book.say("conflict.proposed", row, SYSTEM, one.words, details)
        rows.append(row)
    return rows


def bring_in_step(
    book: RowBook,
    rows: Sequence[ConflictRow],
    expected: Mapping[RowKey, ExpectedRow],
) -> list[ConflictRow]:
    """Give rows the grounds they should have, or let them lapse; return what changed.

    The rows are locked, with their grounds loaded. Takes two queries at most.
    """
    wanted = [
        expected.get((row.item_id, row.sitting_id, row.person_id)) for row in rows
    ]
    gone = {row.pk: _gone(row, one) for row, one in zip(rows, wanted, strict=True)}
    own = changed_by_themselves(
        rows, [each for found in gone.values() for each in found]
    )
    return [
        row
        for row, one in zip(rows, wanted, strict=True)
        if (
            _lose_grounds(book, row, gone[row.pk], own)
            if one is None
            else _follow(book, row, one, gone[row.pk], own)
        )
    ]


def _gone(row: ConflictRow, wanted: ExpectedRow | None) -> list[ConflictGround]:
    """Return the grounds of a row that nothing gives any more; words of hand stay."""
    matched = {ground.fingerprint for ground in wanted.grounds} if wanted else set()
    return [
        ground
        for ground in row.grounds.all()
        if not is_by_hand(ground) and ground.fingerprint not in matched
    ]


def _ground(row: ConflictRow, one: ExpectedGround) -> ConflictGround:
    return ConflictGround(
        row=row,
        interest_id=one.interest_id,
        trace=one.trace,
        severity=one.severity,
        fingerprint=one.fingerprint,
    )


def _follow(
    book: RowBook,
    row: ConflictRow,
    wanted: ExpectedRow,
    gone: Sequence[ConflictGround],
    own: Collection[int],
) -> bool:
    """Give a row the grounds it should have; say whether it changed."""
    known = {ground.fingerprint: ground for ground in row.grounds.all()}
    matched = {ground.fingerprint: ground for ground in wanted.grounds}
    new = [ground for key, ground in matched.items() if key not in known]
    _reword(book, known, matched)
    if not new and not gone and row.state != ConflictState.LAPSED:
        return False
    staying = {one.interest_id for one in wanted.grounds}
    _replace_or_let_go(book, row, gone, own, staying)
    book.ground(_ground(row, one) for one in new)
    row.severity = wanted.severity
    if new or row.state == ConflictState.LAPSED:
        book.reopen(row, wanted.words, SYSTEM)
    else:
        _note_fewer(book, row, gone)
    return True


def _replace_or_let_go(
    book: RowBook,
    row: ConflictRow,
    gone: Sequence[ConflictGround],
    own: Collection[int],
    staying: Collection[int | None],
) -> None:
    """Drop grounds that are gone; what the person changed themself, the chair judges.

    Where the interest (a key of `staying`) still touches the item in another way, no
    standing ruling treats the row any more: nobody words themself under one.
    """
    replaced = [ground for ground in gone if ground.interest_id in staying]
    if any(ground.pk in own for ground in replaced):
        row.is_exception = True
    book.drop(replaced)
    _let_go(book, row, [ground for ground in gone if ground not in replaced], own)


def _reword(
    book: RowBook,
    known: Mapping[str, ConflictGround],
    matched: Mapping[str, ExpectedGround],
) -> None:
    """Keep the words of a ground true where only a name in them has changed."""
    for key, ground in known.items():
        if key in matched and ground.trace != matched[key].trace:
            ground.trace = matched[key].trace
            book.reword(ground)


def _lose_grounds(
    book: RowBook,
    row: ConflictRow,
    gone: Sequence[ConflictGround],
    own: Collection[int],
) -> bool:
    """Take away what no interest carries any more; what was added by hand stays."""
    many = len(row.grounds.all())
    if row.state == ConflictState.LAPSED or (many and not gone):
        return False
    kept = _let_go(book, row, gone, own)
    if kept or len(gone) < many:
        row.severity = ""
        _note_fewer(book, row, gone)
    else:
        book.lapse(row, NOTHING_LEFT, SYSTEM)
    return True


def _let_go(
    book: RowBook,
    row: ConflictRow,
    gone: Sequence[ConflictGround],
    own: Collection[int],
) -> int:
    """Drop grounds that are gone; return how many are kept for somebody else to judge.

    Nobody lifts their own conflict (docs/field.md 9.14): what the person themself ended
    or changed after it was matched stays, in words, until it is dismissed.
    """
    is_alive = row.state in {ConflictState.PROPOSED, ConflictState.ACCEPTED}
    kept = [ground for ground in gone if is_alive and ground.pk in own]
    for ground in kept:
        words = f"{ground.trace} {row.person} has since ended or changed this interest."
        ground.interest, ground.trace = None, words
        ground.fingerprint = named_by_hand(words)
        book.reword(ground)
    book.drop([ground for ground in gone if ground not in kept])
    return len(kept)


def _note_fewer(
    book: RowBook, row: ConflictRow, gone: Sequence[ConflictGround]
) -> None:
    """Keep the ruling: it was made on more than is left."""
    row.revision += 1
    book.change(row)
    traces = {"gone": [ground.trace for ground in gone]}
    book.say("conflict.ground_gone", row, SYSTEM, details=traces)
