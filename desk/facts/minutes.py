"""What the first screen asks of record keepers once a meeting is over."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.urls import reverse

from core.web.dates import long_date
from core.web.tables import TaskRow
from decisions.models import Minutes, MinutesApproval
from desk.facts.declarations import TO_DO
from meetings.enums import GatheringState, Part
from meetings.facts.keepers import gatherings_kept_by
from meetings.models import Item, Sitting


if TYPE_CHECKING:
    from collections.abc import Iterator

    from meetings.models import Gathering

MOST_MEETINGS = 5
AFTER_THE_MEETING = [
    GatheringState.HELD,
    GatheringState.MINUTES_DRAFT,
    GatheringState.MINUTES_APPROVED,
]


def minutes_to_do(person_id: int) -> Iterator[TaskRow]:
    """List what the minutes of meetings somebody keeps wait for, in five queries.

    Part by part: to be written out, then to be approved; at last, to be published.
    """
    gatherings = list(
        gatherings_kept_by(person_id)
        .filter(state__in=AFTER_THE_MEETING)
        .order_by("held_on", "pk")[:MOST_MEETINGS]
    )
    if not gatherings:
        return
    keys = [one.pk for one in gatherings]
    parts = set(
        Item.objects.matters()
        .filter(gathering__in=keys, is_withdrawn=False)
        .order_by()
        .values_list("gathering_id", "part")
    )
    written = set(
        Minutes.objects.filter(gathering__in=keys)
        .order_by()
        .values_list("gathering_id", "part")
    )
    approved = Counter(
        MinutesApproval.objects.standing()
        .filter(sitting__gathering__in=keys)
        .order_by()
        .values_list("sitting__gathering_id", "part")
    )
    sittings = Counter(
        Sitting.objects.filter(gathering__in=keys)
        .order_by()
        .values_list("gathering_id", flat=True)
    )
    for gathering in gatherings:
        there = [part for part in Part if (gathering.pk, part.value) in parts]
        if gathering.state == GatheringState.MINUTES_APPROVED:
            yield from _to_publish(gathering, there)
            continue
        for part in there:
            key = (gathering.pk, part.value)
            if key not in written:
                yield _row("Write out the minutes", "minutes", gathering, part)
            elif approved[key] < sittings[gathering.pk]:
                title = "Have the minutes approved"
                yield _row(title, "minutes_approve", gathering, part)


def _to_publish(gathering: Gathering, parts: list[Part]) -> Iterator[TaskRow]:
    for part in parts[:1]:
        yield TaskRow(
            title="Publish the minutes",
            url=reverse("decisions:minutes", args=[gathering.pk, part]),
            hint=_when(gathering),
            status="Approved",
            colour="green",
        )


def _row(title: str, name: str, gathering: Gathering, part: Part) -> TaskRow:
    return TaskRow(
        title=f"{title}: {part.label.lower()}",
        url=reverse(f"decisions:{name}", args=[gathering.pk, part]),
        hint=_when(gathering),
        status=TO_DO,
        colour="blue",
    )


def _when(gathering: Gathering) -> str:
    return f"{gathering.title}, {long_date(gathering.held_on)}"
