"""What the first screen asks of those who write papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.urls import reverse

from core.web.dates import long_date
from core.web.tables import TaskRow
from desk.facts.declarations import TO_DO
from meetings.enums import PaperAvailability
from meetings.models import ConflictRow, Item, Paper
from meetings.policies.gatherings import OPEN_TO_AUTHORS


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

MOST_PAPERS = 10


def papers_to_hand_in(person_id: int, day: date) -> Iterator[TaskRow]:
    """List the items somebody leads that announce a paper and have none, in one query.

    Only while its author may hand one in: until the pack goes out, and unless an
    interest keeps the item from them.
    """
    kept_from = ConflictRow.objects.excluding().filter(
        item=OuterRef("pk"), person=person_id
    )
    there = Paper.objects.filter(item=OuterRef("pk"), is_withdrawn=False)
    items = (
        Item.objects.matters()
        .filter(
            ~Exists(there),
            ~Exists(kept_from),
            lead=person_id,
            is_withdrawn=False,
            availability__in=[
                PaperAvailability.ATTACHED,
                PaperAvailability.TO_FOLLOW,
            ],
            gathering__state__in=OPEN_TO_AUTHORS,
            gathering__held_on__gte=day,
        )
        .select_related("gathering")
        .order_by("gathering__held_on", "position", "pk")
    )
    for item in items[:MOST_PAPERS]:
        yield TaskRow(
            title=f"Hand in your paper: {item.title}",
            url=reverse("meetings:paper_add", args=[item.pk]),
            hint=f"{item.gathering.title}, {long_date(item.gathering.held_on)}",
            status=TO_DO,
            colour="blue",
        )
