"""For rooms above: move what a duplicate had to the person who remains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from core.actions import audit
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models import Model

MERGING = "the merging of two entries"


def merged_persons(pairs: Iterable[tuple[str, str]]) -> list[tuple[Person, Person]]:
    """Return, of changes `person_merged`, each duplicate with who remains.

    Both are locked in the order of their keys; whoever was merged into one of them
    comes with them, so that a change settled late finds everything.
    """
    keys = [int(key) for topic, key in pairs if topic == "person_merged"]
    if not keys:
        return []
    remaining = Person.objects.filter(merged_persons__in=keys).order_by().values("pk")
    rows = Person.objects.select_for_update(of=("self",)).filter(
        Q(pk__in=remaining) | Q(merged_into__in=remaining)
    )
    people = {person.pk: person for person in rows.order_by("pk")}
    return [
        (person, people[person.merged_into_id])
        for person in people.values()
        if person.merged_into_id is not None and person.merged_into_id in people
    ]


def move_spans(
    model: type[Any], duplicate: Person, into: Person, *, alike: Sequence[str]
) -> int:
    """Move dated rows of `model` to who remains, and return how many there were.

    Where both stood in like places (`alike`: field names) on one day, one row is kept,
    the earlier, over all the days of both, and the audit says what the other said.
    """
    mine = list(
        model.objects.select_for_update(of=("self",))
        .filter(person=duplicate)
        .order_by("from_on", "pk")
    )
    for row in mine:
        same = model.objects.select_for_update(of=("self",)).filter(
            person=into, **{name: getattr(row, name) for name in alike}
        )
        together = [each for each in same if _overlap(each, row)]
        if together:
            _join([*together, row], into)
        else:
            row.person = into
            row.save(update_fields=["person"])
            tell_moved(row, duplicate)
    return len(mine)


def tell_moved(row: Model, duplicate: Person) -> None:
    """Leave in the audit of a moved row whom it named before."""
    audit.record(
        "person.merged_here",
        target=row,
        by=MERGING,
        summary=f"Moved from the entry {duplicate.pk} of the same person.",
        details={"from": duplicate.pk},
    )


def tell_kept(row: Model, duplicate_row: Model, said: str) -> None:
    """Leave in the audit of the row that is kept what the other one said."""
    audit.record(
        "person.merged_here",
        target=row,
        by=MERGING,
        summary=f"Stood twice for the same person; the earlier is kept. {said}".strip(),
        details={"other": duplicate_row.pk},
    )


def _overlap(one: Any, other: Any) -> bool:
    starts_before_end = other.to_on is None or one.from_on <= other.to_on
    return starts_before_end and (one.to_on is None or other.from_on <= one.to_on)


def _join(rows: list[Any], into: Person) -> None:
    rows.sort(key=lambda row: (row.from_on, row.pk))
    kept, *others = rows
    last = _latest(row.to_on for row in rows)
    for other in others:
        tell_kept(
            kept, other, f"The other said: from {other.from_on} to {other.to_on}."
        )
        other.delete()
    kept.person = into
    kept.to_on = last
    kept.save(update_fields=["person", "to_on"])


def _latest(days: Iterable[date | None]) -> date | None:
    latest: date | None = None
    for day in days:
        if day is None:
            return None
        latest = day if latest is None else max(latest, day)
    return latest
