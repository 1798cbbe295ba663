"""Conflicts under standing rulings, folded into a line for each ruling."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meetings.enums import ConflictState


if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from meetings.facts.conflicts import PersonOnItem
    from meetings.models import ConflictRow, StandingRuling


@dataclass(frozen=True, slots=True)
class FoldedConflict:
    """A conflict in a fold; `stamps` name its rows as the reader sees them."""

    conflict: PersonOnItem
    stamps: str = ""


@dataclass(slots=True)
class Fold:
    """What one standing ruling (or the same few) treats, as one line."""

    rulings: tuple[StandingRuling, ...]
    lines: list[FoldedConflict] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Say how many are under which ruling, and what is done about them."""
        first = self.rulings[0]
        numbers = " and ".join(str(one.number) for one in self.rulings)
        many = "s" if len(self.rulings) > 1 else ""
        what = " or ".join(dict.fromkeys(one.treatment_words for one in self.rulings))
        return f"{len(self.lines)} under standing ruling{many} {numbers}: {what}" + (
            ""
            if many
            else f" ({first.ruled_by}, {first.get_ruled_as_display().lower()})"
        )

    @property
    def may_open_out(self) -> bool:
        """Say whether the reader may open any of them out."""
        return any(line.stamps for line in self.lines)


def fold(
    conflicts: Iterable[PersonOnItem],
    *,
    ruled_in: Collection[int] = (),
    reader: int | None = None,
) -> tuple[list[PersonOnItem], list[Fold]]:
    """Part conflicts into those to be read one by one and those under standing rulings.

    A conflict folds when every row of it that is not over is under a standing ruling
    and its person disputes none. `ruled_in` are the sittings (ids) whose rows the
    reader may rule on, except those about themself (`reader`, a person's id).
    """
    single: list[PersonOnItem] = []
    folds: dict[tuple[int, ...], Fold] = {}
    for one in conflicts:
        rulings = _rulings(one)
        if not rulings or one.dispute:
            single.append(one)
            continue
        key = tuple(ruling.pk for ruling in rulings)
        stamps = () if one.person.pk == reader else _stamps(one.rows, ruled_in)
        line = FoldedConflict(one, ",".join(stamps))
        folds.setdefault(key, Fold(rulings)).lines.append(line)
    return single, sorted(folds.values(), key=lambda each: each.rulings[0].number)


def _rulings(one: PersonOnItem) -> tuple[StandingRuling, ...]:
    over = {ConflictState.DISMISSED, ConflictState.LAPSED}
    alive = [row for row in one.rows if row.state not in over]
    found = [row.standing_ruling for row in alive if row.standing_ruling is not None]
    if len(found) < len(alive):
        return ()
    return tuple(sorted(dict.fromkeys(found), key=lambda ruling: ruling.number))


def _stamps(rows: Iterable[ConflictRow], ruled_in: Collection[int]) -> list[str]:
    return [
        f"{row.pk}.{row.revision}"
        for row in rows
        if row.sitting_id in ruled_in and row.standing_ruling_id is not None
    ]
