"""Say which committees decide, recommend or note which items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit, changes
from core.errors import RuleBroken
from meetings.actions import agenda
from meetings.actions.conflict_rows import settle_at_once
from meetings.enums import ScopeRole
from meetings.models import ItemScope


if TYPE_CHECKING:
    from collections.abc import Mapping

    from meetings.models import Gathering, Item, Sitting
    from people.models import User

Grid = dict[tuple[int, int], ScopeRole]
NOT_IN_SCOPE = "Not in scope"


@transaction.atomic
def lay_out(
    *,
    gathering: Gathering,
    grid: Mapping[tuple[int, int], ScopeRole | None],
    by: User,
    seen: str | None = None,
) -> list[int]:
    """Set the roles of committees in items, by (item id, sitting id), None for none.

    Cells that are not named stay. Returns the ids of the items that changed; each
    leaves a change row, and its conflicts are looked for again at once.

    Raises:
      RuleBroken: the door refuses, or a cell is not of this agenda.
      StaleEdit: somebody else changed the grid first.
    """
    held = agenda.lock_quietly(gathering)
    now = grid_of(held)
    wanted: Grid = {
        cell: role for cell, role in {**now, **grid}.items() if role is not None
    }
    held = agenda.lock(
        held,
        by=by,
        seen=seen,
        current=words_of_grid(held, now),
        submitted=words_of_grid(held, wanted),
    )
    _refuse_strangers(held, grid)
    changed = {cell for cell in grid if now.get(cell) != wanted.get(cell)}
    for item_id, sitting_id in sorted(changed):
        _write(item_id, sitting_id, wanted.get((item_id, sitting_id)))
    items = sorted({item_id for item_id, _sitting_id in changed})
    for item_id in items:
        changes.note("item", item_id)
    if changed:
        audit.record(
            "agenda.scoped",
            target=held,
            by=by.label,
            details={"before": words_of_grid(held, now)}
            | {"after": words_of_grid(held, wanted)},
        )
        settle_at_once(held.items.filter(pk__in=items))
    return items


def assign(
    *, item: Item, roles: Mapping[Sitting, ScopeRole | None], by: User
) -> list[int]:
    """Set the roles of committees in one item.

    Raises:
      RuleBroken: the door refuses, or a committee does not sit in this gathering.
    """
    return lay_out(
        gathering=item.gathering,
        grid={(item.pk, sitting.pk): role for sitting, role in roles.items()},
        by=by,
    )


def grid_of(gathering: Gathering) -> Grid:
    """Return who does what with which item: (item id, sitting id) to role."""
    rows = ItemScope.objects.filter(item__gathering=gathering)
    return {
        (item_id, sitting_id): ScopeRole(role)
        for item_id, sitting_id, role in rows.values_list("item", "sitting", "role")
    }


def words_of_grid(
    gathering: Gathering, grid: Mapping[tuple[int, int], ScopeRole]
) -> dict[str, str]:
    """Say a grid, one cell of it under the title of its item and its committee."""
    sittings = list(gathering.sittings.select_related("committee"))
    return {
        f"{item.title}: {sitting.committee.short_name}": (
            grid[item.pk, sitting.pk].label
            if (item.pk, sitting.pk) in grid
            else NOT_IN_SCOPE
        )
        for item in gathering.items.matters().in_order()
        for sitting in sittings
    }


def _refuse_strangers(
    gathering: Gathering, grid: Mapping[tuple[int, int], ScopeRole | None]
) -> None:
    items = set(gathering.items.matters().values_list("pk", flat=True))
    sittings = set(gathering.sittings.values_list("pk", flat=True))
    if any(
        item_id not in items or sitting_id not in sittings
        for item_id, sitting_id in grid
    ):
        raise RuleBroken.because(
            "scope_of_another_meeting",
            "An item, or a committee, is not on this agenda. Load the page again.",
        )


def _write(item_id: int, sitting_id: int, role: ScopeRole | None) -> None:
    if role is None:
        ItemScope.objects.filter(item=item_id, sitting=sitting_id).delete()
        return
    ItemScope.objects.update_or_create(
        item_id=item_id, sitting_id=sitting_id, defaults={"role": role}
    )
