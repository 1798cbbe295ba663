"""What the rooms above say to a purge: which meetings rest on it, which copies go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger

from conflicts.facts.retention import forgets_purged, tells_of_use
from conflicts.facts.rule_sets import rule_set_on
from conflicts.rules.retention import held_until
from core.actions import audit
from core.web.dates import long_date
from meetings.models import ConflictGround
from publishing.models import RegisterEdition


if TYPE_CHECKING:
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
def still_rests_on(interest: Interest, today: date) -> str:
    """Say which meeting that is itself still held rests on an interest, or nothing.

    A meeting is held for as long as the longest of its bodies holds an interest.
    """
    grounds = (
        ConflictGround.objects.filter(interest=interest)
        .select_related("row__item__gathering")
        .order_by("-row__item__gathering__held_on")
    )
    latest = grounds.first()
    if latest is None:
        return ""
    gathering = latest.row.item.gathering
    bodies = {
        body
        for sitting in gathering.sittings.all()
        for body in sitting.committee.organisations.all()
    }
    years = [rule_set_on(body, today).private_years_after_end for body in bodies]
    first = held_until(gathering.held_on, max(years, default=0))
    if today >= first:
        return ""
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
