"""Forget what a spreadsheet said of entries whose words are purged."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from conflicts.enums import RowState
from conflicts.models import ImportRow, RegisterImport


if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet


def forget_rows(came_with: QuerySet[ImportRow]) -> None:
    """Empty the rows that became an entry, and drop each file nobody needs any more.

    Call it once the entry is marked as purged, in the same transaction.
    """
    imports = set(came_with.values_list("register_import", flat=True))
    came_with.update(cells={}, problems=[])
    _drop_files(imports)


def _drop_files(imports: Collection[int]) -> None:
    """Delete the spreadsheets (ids) of which nothing is on a register any more.

    With them go the texts of rows that were left out. One whose rows are not all
    settled stays: somebody still works on it.
    """
    rows = ImportRow.objects.filter(register_import=OuterRef("pk"))
    waiting = rows.filter(state__in=[RowState.FAULTY, RowState.CLEAN])
    kept = rows.filter(
        Q(interest__isnull=False, interest__purged_at__isnull=True)
        | Q(gift__isnull=False, gift__purged_at__isnull=True)
    )
    done = RegisterImport.objects.select_for_update().filter(
        ~Exists(waiting), ~Exists(kept), pk__in=imports
    )
    for each in done.exclude(file=""):
        ImportRow.objects.filter(register_import=each).update(cells={}, problems=[])
        # Only once it is sure: what is deleted comes back with no rollback.
        name = each.file.name or ""
        transaction.on_commit(partial(each.file.storage.delete, name))
        each.file = ""
        each.save(update_fields=["file"])
