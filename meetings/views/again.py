"""What was ruled on the same matter before, offered again in one tap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from meetings.facts.conflicts import PersonOnItem
    from meetings.facts.lineage import Earlier, EarlierRows
    from meetings.models import ConflictRow


@dataclass(frozen=True, slots=True)
class Again:
    """The ruling of an earlier meeting and the rows it is offered for."""

    earlier: Earlier
    stamps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConflictShown:
    """A conflict on the list, with what its reader may do about it."""

    conflict: PersonOnItem
    may_rule: bool
    may_advise: bool = False
    again: Again | None = None
    earlier: Sequence[Earlier] = ()
    # On a part: what keeps the papers of the whole item from the same person.
    whole: PersonOnItem | None = None


def seen_as(row: ConflictRow) -> str:
    """Name a row as the reader sees it: once it has changed, they look again."""
    return f"{row.pk}.{row.revision}"


def said_earlier(conflict: PersonOnItem, before: EarlierRows) -> list[Earlier]:
    """Return what was ruled before on a conflict that waits, each ruling once."""
    found = [before[row.pk] for row in conflict.waiting if row.pk in before]
    return list({(one.treatment, one.reason): one for one in found}.values())


def again_for(
    conflict: PersonOnItem, before: EarlierRows, *, chairs: Collection[int]
) -> Again | None:
    """Return what whoever chairs these sittings (ids) may rule again in one tap.

    Nothing, where the committees were ruled on differently: then each is looked at.
    """
    rows = [
        row for row in conflict.waiting if row.pk in before and row.sitting_id in chairs
    ]
    said = {(before[row.pk].treatment, before[row.pk].reason) for row in rows}
    if len(said) != 1:
        return None
    return Again(before[rows[0].pk], tuple(seen_as(row) for row in rows))
