"""What the first screen asks of officers after a meeting: what was said there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from conflicts.facts.spoken import waiting_to_be_confirmed
from core.web.dates import long_date
from core.web.tables import TaskRow
from desk.facts.declarations import TO_DO
from meetings.facts.declared import declared_in_rooms


if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

MOST_SPOKEN = 10


def own_words_to_confirm(person_id: int) -> Iterator[TaskRow]:
    """List what was written down for a person in meetings, for them to confirm."""
    waiting = waiting_to_be_confirmed().filter(person=person_id)
    for interest in waiting.order_by("declared_on", "pk")[:MOST_SPOKEN]:
        yield TaskRow(
            title=f"Is this right? What you said of {interest.concern}",
            url=reverse("conflicts:spoken", args=[interest.pk]),
            hint=interest.source_reference or long_date(interest.declared_on),
            status=TO_DO,
            colour="blue",
        )


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
            status="Late" if said.is_late else TO_DO,
            colour="red" if said.is_late else "blue",
        )
