"""Who keeps the record of which gatherings: officers of committees that sit in them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post
from core import clock
from meetings.models import Gathering


if TYPE_CHECKING:
    from django.db.models import QuerySet


def is_officer(person_id: int) -> bool:
    """Say whether a person (key) is a governance officer anywhere today."""
    return _posts().filter(person=person_id).exists()


def keepers_of(gathering: Gathering) -> set[int]:
    """Return who keeps the record of a gathering today, by keys of people."""
    posts = _posts().filter(organisation__committees__sittings__gathering=gathering)
    return set(posts.values_list("person_id", flat=True))


def officers_by_committee(gathering: Gathering) -> dict[int, set[int]]:
    """Return who keeps the record of each committee that sits, by keys, in one query."""
    posts = _posts().filter(organisation__committees__sittings__gathering=gathering)
    found: dict[int, set[int]] = defaultdict(set)
    for committee, person in posts.values_list(
        "organisation__committees__sittings__committee", "person_id"
    ):
        found[committee].add(person)
    return dict(found)


def gatherings_kept_by(person_id: int) -> QuerySet[Gathering]:
    """Return the gatherings whose record a person (key) keeps today."""
    posts = _posts().filter(person=person_id)
    return Gathering.objects.filter(
        sittings__committee__organisations__in=posts.values("organisation")
    ).distinct()


def _posts() -> QuerySet[Post]:
    return Post.objects.held_on(clock.today()).filter(role=PostRole.OFFICER)
