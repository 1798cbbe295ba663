"""From posts to the people who look after a body's conflicts of interest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post
from people.models import Person


if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

KEEPERS = (PostRole.GUARDIAN, PostRole.OFFICER)


def keepers_of(organisation_id: int, day: date) -> QuerySet[Person]:
    """Return a body's guardians and governance officers on `day`."""
    posts = Post.objects.held_on(day).filter(
        organisation=organisation_id, role__in=KEEPERS
    )
    return Person.objects.filter(pk__in=posts.order_by().values("person"))
