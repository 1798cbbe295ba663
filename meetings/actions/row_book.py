"""What changes of conflict rows together, written in a few statements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core import clock
from core.actions import audit
from meetings.actions.reopening import clear_treatment, treatment_of
from meetings.enums import ConflictState
from meetings.models import ConflictGround, ConflictRow
from meetings.rules.participation import keeps_from_anything


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

AT_ONCE = 500
# All of a row that may change: never what it is about, nor whose it is.
CHANGING = (
    "severity",
    "state",
    "state_reason",
    "participation",
    "papers",
    "treatment_reason",
    "ruled_by",
    "ruling_source",
    "ruled_on",
    "treated_at",
    "treated_by",
    "standing_ruling",
    "is_exception",
    "found_late_at",
    "revision",
)


@dataclass(frozen=True, slots=True)
class _Said:
    event: str
    row: ConflictRow
    by: str
    summary: str
    details: dict[str, Any] | None
    moment: datetime


@dataclass(slots=True)
class RowBook:
    """Changes of locked conflict rows that wait to be written, with what the audit says.

    Rows come with their item and person loaded. Nothing is in the database before
    `write`, which its caller calls once, inside the transaction that locked them.
    """

    _opened: list[ConflictRow] = field(default_factory=list)
    _changed: dict[int, ConflictRow] = field(default_factory=dict)
    _new: list[ConflictGround] = field(default_factory=list)
    _worded: dict[int, ConflictGround] = field(default_factory=dict)
    _dropped: set[int] = field(default_factory=set)
    _said: list[_Said] = field(default_factory=list)
    _asked: dict[int, ConflictRow] = field(default_factory=dict)
    _freed: dict[int, ConflictRow] = field(default_factory=dict)

    @property
    def asked(self) -> list[ConflictRow]:
        """Return the rows that were opened, or opened again, each once."""
        return [*self._opened, *self._asked.values()]

    @property
    def freed(self) -> list[ConflictRow]:
        """Return the rows that lapsed with a ruling that kept their person from something."""
        return list(self._freed.values())

    @property
    def changed(self) -> list[ConflictRow]:
        """Return the rows that were known before, and changed, each once."""
        return list(self._changed.values())

    def open(self, row: ConflictRow, grounds: Iterable[ConflictGround]) -> None:
        """Take in a row that is new, with its grounds."""
        self._opened.append(row)
        self._new.extend(grounds)

    def change(self, row: ConflictRow) -> None:
        """Take in a row whose fields were changed."""
        self._changed[row.pk] = row

    def lapse(self, row: ConflictRow, why: str, label: str) -> None:
        """Let a row go on which nothing stands any more; what was ruled stays in the audit."""
        earlier = treatment_of(row)
        if keeps_from_anything(row.participation, row.papers):
            self._freed[row.pk] = row
        clear_treatment(row)
        row.severity = ""
        row.state, row.state_reason = ConflictState.LAPSED, why
        row.revision += 1
        self.change(row)
        self.say("conflict.lapsed", row, label, details={"earlier": earlier})

    def ground(self, grounds: Iterable[ConflictGround]) -> None:
        """Give rows that are known new grounds."""
        self._new.extend(grounds)

    def reword(self, ground: ConflictGround) -> None:
        """Keep the words of a ground, its name and its interest as they are now."""
        self._worded[ground.pk] = ground

    def drop(self, grounds: Iterable[ConflictGround]) -> None:
        """Take grounds away."""
        self._dropped |= {ground.pk for ground in grounds}

    def say(
        self,
        event: str,
        row: ConflictRow,
        by: str,
        summary: str = "",
        details: dict[str, Any] | None = None,
    ) -> None:
        """Write down for the audit what happened to a row, as `audit.record` does."""
        said = _Said(event, row, by, summary, details, clock.now())
        self._said.append(said)

    def reopen(self, row: ConflictRow, why: str, label: str) -> None:
        """Put a row before the chair again; what was ruled stays in the audit."""
        earlier = treatment_of(row)
        clear_treatment(row)
        row.state = ConflictState.PROPOSED
        row.state_reason = ""
        row.revision += 1
        self.change(row)
        self._asked[row.pk] = row
        self.say("conflict.reopened", row, label, why, {"earlier": earlier})

    def write(self) -> None:
        """Write all of it, a statement for each kind of change and 500 rows of it."""
        ConflictRow.objects.bulk_create(self._opened, batch_size=AT_ONCE)
        ConflictRow.objects.bulk_update(
            self._changed.values(), CHANGING, batch_size=AT_ONCE
        )
        if self._dropped:
            ConflictGround.objects.filter(pk__in=self._dropped).delete()
        ConflictGround.objects.bulk_update(
            [one for pk, one in self._worded.items() if pk not in self._dropped],
            ["interest", "trace", "fingerprint"],
            batch_size=AT_ONCE,
        )
        ConflictGround.objects.bulk_create(self._new, batch_size=AT_ONCE)
        audit.record_all(
            audit.written_down(
                one.event,
                target=one.row,
                by=one.by,
                summary=one.summary,
                details=one.details,
                now=one.moment,
            )
            for one in self._said
        )


def reopen_all(rows: Sequence[ConflictRow], why: str, label: str) -> None:
    """Put locked rows before the chair again, all for one reason."""
    book = RowBook()
    for row in rows:
        book.reopen(row, why, label)
    book.write()
