"""What the rooms above say to a purge: which meetings rest on it, which copies go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pgtrigger

from conflicts.facts.retention import forgets_purged, tells_of_use
from conflicts.facts.rule_sets import private_years_on
from conflicts.rules.retention import held_until
from core.actions import audit
from core.web.dates import long_date
from meetings.models import ConflictGround, Gathering
from publishing.models import RegisterEdition


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from conflicts.models import Interest
    from people.models import User

UNLOCKED = "publishing.RegisterEdition:append_only"
EMPTIED = (
    "name",
    "given_name",
    "family_name",
    "relationship",
    "organisation",
    "organisation_code",
    "business",
    "company_number",
    "description",
    "may_touch",
    "mitigation",
    "position",
    "committees",
    "agreed_by",
    "source_reference",
)


@tells_of_use
def still_rest_on(interests: Collection[Interest], today: date) -> dict[int, str]:
    """Say which meeting that is itself still held rests on each interest (id), if any.

    A meeting is held for as long as the longest of its bodies holds an interest; of
    several the one that is held longest. In six queries.
    """
    pairs = ConflictGround.objects.filter(interest__in=interests).order_by()
    resting: dict[int, set[int]] = defaultdict(set)
    for interest, meeting in pairs.values_list("interest", "row__item__gathering"):
        if interest is not None:
            resting[interest].add(meeting)
    held = _held_until(set().union(*resting.values()), today)
    found = {}
    for interest, keys in resting.items():
        gathering, first = max(
            (held[key] for key in keys), key=lambda pair: (pair[1], pair[0].pk)
        )
        if today < first:
            found[interest] = (
                f"the conflicts handled at {gathering.title} on "
                f"{long_date(gathering.held_on)} rest on it until {long_date(first)}."
            )
    return found


def _held_until(
    gatherings: Collection[int], today: date
) -> dict[int, tuple[Gathering, date]]:
    """Return meetings (ids), each with the first day on which it is no longer held."""
    rows = list(
        Gathering.objects.filter(pk__in=gatherings).prefetch_related(
            "sittings__committee__organisations"
        )
    )
    bodies = {
        row.pk: {
            body.pk
            for sitting in row.sittings.all()
            for body in sitting.committee.organisations.all()
        }
        for row in rows
    }
    years = private_years_on(set().union(*bodies.values()), today)
    return {
        row.pk: (
            row,
            held_until(
                row.held_on, max((years[key] for key in bodies[row.pk]), default=0)
            ),
        )
        for row in rows
    }


@forgets_purged
def forget_in_editions(interest: Interest, by: User, now: datetime) -> None:
    """Empty the words of a purged interest in every edition that holds them.

    The edition keeps its days, its fingerprint as issued, and that there was an entry.
    """
    held = RegisterEdition.objects.select_for_update(of=("self",)).filter(
        keys__contains=[interest.pk]
    )
    for edition in held:
        for place, key in enumerate(edition.keys):
            if key == interest.pk:
                entry = edition.content["entries"][place]
                entry.update(dict.fromkeys(EMPTIED, ""))
        with pgtrigger.ignore(UNLOCKED):
            RegisterEdition.objects.filter(pk=edition.pk).update(
                content=edition.content
            )
        audit.record(
            "register.entry_purged",
            target=edition,
            by=by.label,
            details={"interest": interest.pk},
            now=now,
        )
