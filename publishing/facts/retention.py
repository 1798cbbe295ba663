"""What the rooms above say to a purge: which meetings rest on it, which copies go."""

from __future__ import annotations

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
def still_rests_on(interests: Collection[int], today: date) -> dict[int, str]:
    """Say which meeting that is itself still held rests on interests (ids).

    A meeting is held for as long as the longest of its bodies holds an interest; of
    several the one that is held longest counts.
    """
    pairs = (
        ConflictGround.objects.filter(interest__in=interests)
        .order_by()
        .values_list("interest", "row__item__gathering")
        .distinct()
    )
    grounds = list(pairs)
    held = _still_held({gathering for _, gathering in grounds}, today)
    uses: dict[int, tuple[date, str]] = {}
    for interest, gathering in grounds:
        if gathering in held:
            uses[interest] = max(uses.get(interest, (today, "")), held[gathering])
    return {interest: words for interest, (_, words) in uses.items()}


def _still_held(keys: Collection[int], today: date) -> dict[int, tuple[date, str]]:
    """Return, of gatherings (ids), until when each is held that still is, in words."""
    rows = Gathering.objects.filter(pk__in=keys).prefetch_related(
        "sittings__committee__organisations"
    )
    bodies = {
        row.pk: {
            body.pk
            for sitting in row.sittings.all()
            for body in sitting.committee.organisations.all()
        }
        for row in rows
    }
    of_body = private_years_on(set().union(*bodies.values()), today)
    held = {}
    for row in rows:
        years = [of_body[body] for body in bodies[row.pk]]
        first = held_until(row.held_on, max(years, default=0))
        if today < first:
            held[row.pk] = (first, _rests(row, first))
    return held


def _rests(gathering: Gathering, first: date) -> str:
    return (
        f"the conflicts handled at {gathering.title} on "
        f"{long_date(gathering.held_on)} rest on it until {long_date(first)}."
    )


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
