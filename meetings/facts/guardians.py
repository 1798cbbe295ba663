"""Who is conflicts of interest guardian for which committee."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from commissioning.enums import PostRole
from commissioning.models import Post
from core import clock


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from committees.models import Committee
    from meetings.models import Gathering


def guardians_of(
    committees: Iterable[Committee | int], day: date, *, since: date | None = None
) -> Mapping[int, set[int]]:
    """Return the guardians (person ids) of each committee (id) on a day, in one query.

    With `since`, those of any day from then on. A guardian's post is at an
    organisation; all its committees are theirs.
    """
    rows = Post.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=since or day),
        from_on__lte=day,
        role=PostRole.GUARDIAN,
        organisation__committees__in=list(committees),
    )
    found: dict[int, set[int]] = defaultdict(set)
    for committee, person in rows.values_list("organisation__committees", "person"):
        found[committee].add(person)
    return found


def advised_by(person_id: int | None, gathering: Gathering) -> frozenset[int]:
    """Return the sittings (ids) of whose committees somebody is guardian today."""
    sittings = dict(gathering.sittings.values_list("pk", "committee"))
    guardians = guardians_of(sittings.values(), clock.today())
    return frozenset(
        pk for pk, committee in sittings.items() if person_id in guardians[committee]
    )
