"""The conflicts of one gathering as the pages show them: item by item, person by person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from meetings.enums import ConflictState
from meetings.models import ConflictRow


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from meetings.models import Gathering, Item, Sitting
    from people.models import Person

    RowsByCell = Mapping[tuple[int, int], Sequence[ConflictRow]]


@dataclass(slots=True)
class PersonOnItem:
    """One person's conflict on one item, with a row for each committee in scope."""

    item: Item
    person: Person
    rows: list[ConflictRow] = field(default_factory=list)

    @property
    def traces(self) -> list[str]:
        """Return each reason once: the grounds of the committees mostly agree."""
        found = (ground.trace for row in self.rows for ground in row.grounds.all())
        return list(dict.fromkeys(found))

    @property
    def waiting(self) -> list[ConflictRow]:
        """Return the rows the chair has not ruled on."""
        return [
            row
            for row in self.rows
            if row.treated_at is None
            and row.state in {ConflictState.PROPOSED, ConflictState.ACCEPTED}
        ]

    @property
    def is_over(self) -> bool:
        """Say whether every row was dismissed or has lapsed."""
        over = {ConflictState.DISMISSED, ConflictState.LAPSED}
        return all(row.state in over for row in self.rows)


def conflicts_of(gathering: Gathering) -> list[PersonOnItem]:
    """Return the conflicts of a gathering in the order of its agenda, in two queries."""
    rows = (
        ConflictRow.objects.filter(item__gathering=gathering, item__is_withdrawn=False)
        .select_related("item", "person", "sitting__committee", "ruled_by")
        .prefetch_related("grounds")
        .order_by(
            "item__part",
            "item__position",
            "person__family_name",
            "person",
            "sitting__position",
        )
    )
    together: dict[tuple[int, int], PersonOnItem] = {}
    for row in rows:
        key = (row.item_id, row.person_id)
        if key not in together:
            together[key] = PersonOnItem(row.item, row.person)
        together[key].rows.append(row)
    return list(together.values())


def waiting_by_sitting(gathering: Gathering) -> dict[int, int]:
    """Return how many conflict rows wait for a ruling, by sitting key."""
    counts: dict[int, int] = defaultdict(int)
    rows = ConflictRow.objects.untreated().filter(
        item__gathering=gathering, item__is_withdrawn=False
    )
    for sitting_id in rows.values_list("sitting_id", flat=True):
        counts[sitting_id] += 1
    return dict(counts)


def chairs_of(sittings: Sequence[Sitting], gathering: Gathering) -> list[Person]:
    """Return who may have ruled: the convening chair and each committee's own."""
    people = [gathering.convening_chair, *(sitting.chair for sitting in sittings)]
    return list(dict.fromkeys(person for person in people if person is not None))
