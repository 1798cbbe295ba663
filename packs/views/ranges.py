"""One part of a file, for downloads that broke off and go on (RFC 9110, 14)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from django.http import FileResponse, HttpResponse


if TYPE_CHECKING:
    from django.http import HttpRequest

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of a file, the first and the last both included."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        """Count the bytes."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


class CannotSatisfy(Exception):
    """The part asked for lies outside the file."""


def range_of(request: HttpRequest, *, size: int, etag: str) -> Range | None:
    """Return the one part of a file that is asked for, or None for the whole.

    Several parts at once, and a part of a file that is another by now, get the whole.

    Raises:
      CannotSatisfy: the part lies outside the file.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        wanted = Range(max(size - int(last), 0), size - 1, size)
    else:
        end = min(int(last), size - 1) if last else size - 1
        wanted = Range(int(first), end, size)
    if not size or wanted.first > wanted.last:
        raise CannotSatisfy
    return wanted


def etag_of(sha256: str) -> str:
    """Name a file by its digest, so that a download goes on with the same file only."""
    return f'"{sha256}"'


def unsatisfied(size: int) -> HttpResponse:
    """Answer that the part asked for lies outside a file of a size in bytes."""
    headers = {"Content-Range": f"bytes */{size}"}
    return HttpResponse(status=416, headers=headers)


def pdf_in_part(
    stored: IO[bytes], wanted: Range | None, *, name: str, sha256: str
) -> FileResponse:
    """Send an open PDF, or the part of it that is wanted; the caller says who may keep it.

    `name` is what it is called where it is saved.
    """
    pdf = "application/pdf"
    if wanted is None:
        response = FileResponse(stored, filename=name, content_type=pdf)
    else:
        part = cast("IO[bytes]", Slice(stored, wanted))
        response = FileResponse(part, status=206, filename=name, content_type=pdf)
        response["Content-Length"] = str(wanted.length)
        response["Content-Range"] = str(wanted)
    response["ETag"] = etag_of(sha256)
    response["Accept-Ranges"] = "bytes"
    return response


class Slice:
    """A part of an open file that reads like a file and closes with it."""

    def __init__(self, file: IO[bytes], wanted: Range) -> None:
        self.file = file
        self.left = wanted.length
        file.seek(wanted.first)

    def read(self, size: int = -1) -> bytes:
        """Read on, never past the part."""
        wanted = self.left if size < 0 else min(size, self.left)
        found = self.file.read(wanted)
        self.left -= len(found)
        return found

    def close(self) -> None:
        """Close the file."""
        self.file.close()
