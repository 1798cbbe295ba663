"""Who can be given an action from an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from commissioning.models import Post
from committees.models import Committee
from people.models import Person


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from meetings.facts.room import Room
    from meetings.models import Item


def assignees_of(room: Room, item: Item) -> QuerySet[Person]:
    """Return whoever is in the room or holds a post, save those the item excludes.

    An action from an item never goes to somebody excluded from it (docs/field.md 9.11).
    """
    excluded = {
        person
        for sitting in room.in_scope(item)
        for person in room.excluded(sitting, item)
    }
    committees = Committee.objects.filter(sittings__gathering=room.gathering)
    posts = Post.objects.held_on(room.gathering.held_on).filter(
        organisation__in=committees.order_by().values("organisations")
    )
    return (
        Person.objects.current()
        .filter(
            Q(pk__in=list(room.names)) | Q(pk__in=posts.order_by().values("person"))
        )
        .exclude(pk__in=excluded)
    )
