"""What the first screen asks of officers to whom practices sent signed returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.urls import reverse

from conflicts.facts.returns import practices_overseen_by
from conflicts.models import ReturnFile
from core.web.dates import long_date
from core.web.tables import TaskRow
from desk.facts.declarations import TO_DO


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

MOST_FILES = 10


def returns_to_record(person_id: int, day: date) -> Iterator[TaskRow]:
    """List the files of returns an officer has not settled, the longest waiting first.

    In one query.
    """
    overseen = practices_overseen_by(person_id, day).order_by()
    files = (
        ReturnFile.objects.filter(
            organisation__in=overseen.values("pk"), settled_at__isnull=True
        )
        .select_related("organisation")
        .annotate(number=Count("people"))
        .order_by("uploaded_at", "pk")
    )
    for file in files[:MOST_FILES]:
        people = f"{file.number} {'person' if file.number == 1 else 'people'}"
        yield TaskRow(
            title=f"Record the signed returns of {file.organisation.name}",
            url=reverse("conflicts:return_file", args=[file.pk]),
            hint=f"{people}, signed {long_date(file.signed_on)}",
            status=TO_DO,
            colour="blue",
        )
