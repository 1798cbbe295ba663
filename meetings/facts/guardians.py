"""Who is conflicts of interest guardian for which committee."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from commissioning.enums import PostRole
from commissioning.models import Post


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from committees.models import Committee


def guardians_of(
    committees: Iterable[Committee | int], day: date
) -> Mapping[int, set[int]]:
    """Return the guardians (person ids) of each committee (id) on a day, in one query.

    A guardian's post is at an organisation; all its committees are theirs.
    """
    rows = Post.objects.held_on(day).filter(
        role=PostRole.GUARDIAN, organisation__committees__in=list(committees)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for committee, person in rows.values_list("organisation__committees", "person"):
        found[committee].add(person)
    return found
