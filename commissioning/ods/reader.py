"""One file from path to records: identified first, then streamed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from commissioning.enums import SourceKind
from commissioning.ods import catalogue, decoding, fields, frame, list_sizes
from commissioning.ods.membership import read_membership
from commissioning.ods.networks import SHEETS, workbook_rows
from commissioning.ods.records import OrganisationRecord
from commissioning.ods.refusals import BadField, FileRefused
from commissioning.ods.snapshots import day_in_name
from commissioning.ods.succession import read_succession


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

    from commissioning.ods.records import Record

    Read = Callable[[list[str], date], Iterator[Record]]


_READERS: Final[dict[SourceKind, Read]] = {
    SourceKind.ECCG: frame.read_ccg,
    SourceKind.EAUTH: frame.read_authority,
    SourceKind.EPRACCUR: frame.read_practice,
    SourceKind.EPCMEM: read_membership,
    SourceKind.EBRANCHS: frame.read_branch,
    SourceKind.ETR: frame.read_trust,
    SourceKind.SUCCESSION: read_succession,
    SourceKind.LIST_NHSBSA: list_sizes.read_nhsbsa,
    SourceKind.LIST_NHSD: list_sizes.read_nhsd,
}
_WITH_HEADER: Final = frozenset(
    {SourceKind.SUCCESSION, SourceKind.LIST_NHSBSA, SourceKind.LIST_NHSD}
)


@dataclass(frozen=True, slots=True)
class OdsFile:
    """A file that is taken: what it is, and the day it speaks of."""

    path: Path
    kind: SourceKind
    as_at: date
    sha256: str
    encoding: str

    @property
    def name(self) -> str:
        """Return the file's own name, without its folder."""
        return self.path.name


def identify(path: Path, *, as_at: date | None = None) -> OdsFile:
    """Tell what a file is by its content; `as_at` overrides the date in its name.

    Raises:
      FileRefused: it is not taken, not what its name says, or has no date.
    """
    if not path.is_file():
        raise FileRefused(str(path), "There is no such file.")
    scanned = decoding.scan(path)
    kind = _kind(path, scanned)
    claimed = catalogue.kind_by_name(path.name)
    if claimed and claimed is not kind:
        raise FileRefused(
            path.name,
            f"The name says {claimed.value}, the content is {kind.value}.",
        )
    day = as_at or day_in_name(path.name) or _day_inside(path, kind, scanned.encoding)
    if day is None:
        raise FileRefused(
            path.name,
            "The name gives no date and the file carries none: say which day it "
            "speaks of with --as-at 2016-02-11, or put 2016-02 into its name.",
        )
    return OdsFile(path, kind, day, scanned.sha256, scanned.encoding)


@contextmanager
def open_records(file: OdsFile) -> Iterator[Iterator[tuple[int, Record]]]:
    """Stream the file's records, each with the number of rows read so far.

    Raises:
      FileRefused: a line is not what its file says.
    """
    if file.kind is SourceKind.EPCN:
        with workbook_rows(file.path) as rows:
            yield _workbook_records(file, rows)
        return
    with decoding.csv_rows(file.path, file.encoding) as rows:
        yield _csv_records(file, rows)


def _kind(path: Path, scanned: decoding.Scanned) -> SourceKind:
    if scanned.first_bytes.startswith(b"PK\x03\x04"):
        with workbook_rows(path) as sheets:
            next(sheets, None)
        return SourceKind.EPCN
    words = catalogue.refused_by_opening(scanned.first_bytes)
    if not words:
        with decoding.csv_rows(path, scanned.encoding) as rows:
            _, first = next(rows, (0, [""]))
        kind = catalogue.kind_by_first_line(first)
        if kind:
            return kind
        words = catalogue.refused_kind(first)
    if words:
        raise FileRefused(
            path.name, f"This is {words}; it is not taken. Taken: {catalogue.TAKEN}."
        )
    raise FileRefused(
        path.name,
        f"The first line is of no file that is taken. Taken: {catalogue.TAKEN}.",
        line=1,
    )


def _day_inside(path: Path, kind: SourceKind, encoding: str) -> date | None:
    """Return the newest date that the lines of a self-dated file carry."""
    columns = {SourceKind.SUCCESSION: 5, SourceKind.LIST_NHSD: 1}
    if kind not in columns:
        return None
    column = columns[kind]
    read = fields.worded_day if kind is SourceKind.LIST_NHSD else _iso
    with decoding.csv_rows(path, encoding) as rows:
        next(rows)
        texts = {row[column] for _, row in rows if len(row) > column}
    try:
        return max((read(text) for text in texts), default=None)
    except BadField:
        return None if kind is SourceKind.LIST_NHSD else _newest_readable(texts)


def _newest_readable(texts: set[str]) -> date | None:
    """Return the newest date among texts, so that the bad line is named later."""
    days = []
    for text in texts:
        try:
            days.append(_iso(text))
        except BadField:
            continue
    return max(days, default=None)


def _iso(text: str) -> date:
    return fields.iso_day(text, "open date")


def _csv_records(
    file: OdsFile, rows: Iterator[decoding.Row]
) -> Iterator[tuple[int, Record]]:
    read = _READERS[file.kind]
    if file.kind in _WITH_HEADER:
        next(rows)
    yield from _checked(file, ((line, row, read) for line, row in rows))


def _workbook_records(
    file: OdsFile, rows: Iterator[tuple[int, list[str], str]]
) -> Iterator[tuple[int, Record]]:
    yield from _checked(file, ((line, row, SHEETS[kind]) for line, row, kind in rows))


def _checked(
    file: OdsFile, rows: Iterator[tuple[int, list[str], Read]]
) -> Iterator[tuple[int, Record]]:
    """Read the rows, name the line of a bad field, and say each thing once.

    A code told twice in one file is refused. What a line tells on the way to telling
    something else (the CCG of each network, the ICB of each location) may repeat.
    """
    codes: set[str] = set()
    asides: set[Record] = set()
    for count, (line, row, read) in enumerate(rows, start=1):
        try:
            for place, record in enumerate(read(row, file.as_at)):
                is_aside = place > 0 or file.kind is SourceKind.SUCCESSION
                if is_aside and record in asides:
                    continue
                if is_aside:
                    asides.add(record)
                elif isinstance(record, OrganisationRecord):
                    _once(record.code, codes)
                yield count, record
        except BadField as error:
            raise FileRefused(file.name, str(error), line=line) from None


def _once(code: str, codes: set[str]) -> None:
    if code in codes:
        raise BadField(f"{code} stands in the file twice.")
    codes.add(code)
