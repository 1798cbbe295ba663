"""The access log of papers: whoever had one open, had it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import clock
from meetings.enums import ReadingWay
from meetings.models import PaperReading
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from meetings.models import PaperVersion
    from people.models import User


def record(*, version: PaperVersion, by: User, now: datetime | None = None) -> None:
    """Write down that somebody opened a paper on its own, the first time they do.

    A user who is no person of the record, such as one who only keeps the site, reads
    as nobody and is not written down.

    Raises:
      RuleBroken: the door refuses.
    """
    door.require(by, "read", version)
    note([version.pk], by=by, way=ReadingWay.PAGE, now=now)


def note(
    versions: Iterable[int],
    *,
    by: User,
    way: ReadingWay,
    reader: int | None = None,
    now: datetime | None = None,
) -> None:
    """Write down first readings of versions (ids) that the door has given, in one go.

    `reader` is the key of the person into whose hands they came, where that is not the
    person of `by`. A later opening in the same way changes nothing: the first counts.
    """
    person = by.person_id if reader is None else reader
    if person is None:
        return
    moment = now or clock.now()
    PaperReading.objects.bulk_create(
        [
            PaperReading(
                version_id=version,
                person_id=person,
                way=way.value,
                opened_by=by,
                opened_at=moment,
            )
            for version in versions
        ],
        ignore_conflicts=True,
    )
