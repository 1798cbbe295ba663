"""What the first screen asks of officers after a meeting: what was said there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from core.web.dates import long_date
from core.web.tables import TaskRow
from meetings.facts.declared import declared_in_rooms


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

MOST_SPOKEN = 10


def spoken_in_rooms(person_id: int, day: date) -> Iterator[TaskRow]:
    """List what was declared in a meeting and is not completed, soonest due first."""
    posts = Post.objects.held_on(day).filter(person=person_id, role=PostRole.OFFICER)
    kept = Organisation.objects.filter(
        pk__in=posts.order_by().values("organisation")
    ).order_by("pk")
    for said in declared_in_rooms(kept, day)[:MOST_SPOKEN]:
        yield TaskRow(
            title=f"Complete what {said.interest.person} declared in a meeting",
            url=reverse("conflicts:interest", args=[said.interest.pk]),
            hint=f"On the register by {long_date(said.due_on)}",
            status="Late" if said.is_late else "To\u00a0do",
            colour="red" if said.is_late else "blue",
        )
