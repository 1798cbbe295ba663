"""Write the cover sheet of an item."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from django.db import transaction

from core.actions import audit, changes
from meetings.actions import agenda
from meetings.actions.conflict_rows import settle_at_once
from meetings.models import CoverSheet
from people import door


if TYPE_CHECKING:
    from meetings.models import Item
    from people.models import Person, User


@dataclass(frozen=True, slots=True)
class SheetFields:
    """What an author says of an item; the names are the model's."""

    author: Person | None = None
    summary: str = ""
    recommendation: str = ""
    finance: str = ""
    quality: str = ""
    equality: str = ""
    engagement: str = ""
    risk: str = ""
    previous_consideration: str = ""

    @classmethod
    def of(cls, sheet: CoverSheet | None) -> SheetFields:
        """Return what a sheet says now; without one, nothing."""
        if sheet is None:
            return cls()
        return cls(**{each.name: getattr(sheet, each.name) for each in fields(cls)})

    def in_words(self) -> dict[str, str]:
        """Say every field under its name, as the audit and a stale form show it."""
        return {
            each.name.replace("_", " ").capitalize(): str(
                getattr(self, each.name) or ""
            )
            for each in fields(self)
        }


@transaction.atomic
def write(
    *, item: Item, fields: SheetFields, by: User, seen: str | None = None
) -> CoverSheet:
    """Write what the cover sheet of an item says: officers, its lead and its author.

    Raises:
      RuleBroken: the door refuses.
      StaleEdit: somebody else wrote it first.
    """
    gathering = agenda.lock_quietly(item.gathering)
    door.require(by, "submit", item)
    sheet = CoverSheet.objects.select_for_update().filter(item=item).first()
    current = SheetFields.of(sheet)
    if not door.may(by, "edit", gathering):
        # Naming an author opens the item to them: only officers do that.
        fields = replace(fields, author=current.author or by.person)
    before = current.in_words()
    agenda.refuse_stale(
        gathering, seen=seen, current=before, submitted=fields.in_words()
    )
    agenda.count(gathering)
    sheet, _is_new = CoverSheet.objects.update_or_create(
        item=item,
        defaults={
            name: getattr(fields, name) for name in SheetFields.__dataclass_fields__
        },
    )
    audit.record(
        "cover_sheet.written",
        target=item,
        by=by.label,
        details={"before": before, "after": fields.in_words()},
    )
    changes.note("item", item.pk)
    settle_at_once([item])
    return sheet
