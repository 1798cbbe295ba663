"""Hand many rows to PostgreSQL at once, in its own COPY format."""

from __future__ import annotations

import io
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import connection


if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


T = TypeVar("T")

BATCH = 5_000
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def in_batches(items: Iterable[T], size: int | None = None) -> Iterator[list[T]]:
    """Cut a stream into lists of at most `size`, or `BATCH`."""
    stream = iter(items)
    while batch := list(islice(stream, size or BATCH)):
        yield batch


def copy_rows(
    table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Append rows to a table; the caller keeps each call to a batch.

    `table` and `columns` are names from our own code, never from a file.
    """
    text = io.StringIO()
    for row in rows:
        text.write("\t".join(map(_cell, row)))
        text.write("\n")
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {table} ({', '.join(columns)}) FROM STDIN", text)


def _cell(value: object) -> str:
    if isinstance(value, str):
        # Nearly every text is plain: asking is several times cheaper than rewriting.
        if value.isprintable() and "\\" not in value:
            return value
        return value.translate(_ESCAPES)
    if value is None:
        return "\\N"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
