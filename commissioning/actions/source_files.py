"""Keep what a file says, as statements; deriving the directory comes after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from commissioning.actions.copying import copy_rows
from commissioning.models import LinkStatement, OrganisationStatement, SourceFile
from commissioning.ods.records import LinkRecord, OrganisationRecord
from core.actions import audit
from people.door import require


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from commissioning.ods.reader import OdsFile
    from people.actors import Actor


_ORGANISATIONS: Final = OrganisationStatement._meta.db_table
_LINKS: Final = LinkStatement._meta.db_table


@transaction.atomic
def receive(
    *, file: OdsFile, by: Actor, now: datetime | None = None
) -> SourceFile | None:
    """Write down that a file came in; None when the same one is here already.

    Raises:
      RuleBroken: the actor may not import.
    """
    require(by, "import", SourceFile)
    row, is_new = SourceFile.objects.get_or_create(
        kind=file.kind.value,
        as_at=file.as_at,
        sha256=file.sha256,
        defaults={"name": file.name, "row_count": 0},
    )
    if not is_new:
        return None
    audit.record(
        "source_file.imported",
        target=row,
        by=by.label,
        summary=f"{file.kind.label}, as at {file.as_at:%d %B %Y}",
        details={"sha256": file.sha256},
        now=now,
    )
    return row


def keep_statements(
    file: SourceFile,
    organisations: Iterable[OrganisationRecord],
    links: Iterable[LinkRecord],
) -> None:
    """Append one batch of what a file says; part of the import's transaction."""
    copy_rows(
        _ORGANISATIONS,
        ("file_id", *OrganisationRecord._fields),
        ((file.pk, *record) for record in organisations),
    )
    copy_rows(
        _LINKS,
        ("file_id", *LinkRecord._fields),
        ((file.pk, *record) for record in links),
    )


def count_rows(file: SourceFile, rows: int) -> None:
    """Write down how many lines the file had; part of the import's transaction."""
    file.row_count = rows
    file.save(update_fields=["row_count"])
