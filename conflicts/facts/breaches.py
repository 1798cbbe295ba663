"""From rows to facts: breaches, the periods they lie in, and names in a text."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower

from conflicts.enums import BreachState
from conflicts.facts.retention import tells_of_use
from conflicts.models import Breach, BreachStatement
from conflicts.rules.breaches import names_said, possible_names
from core.web.dates import long_date
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

    from commissioning.models import Organisation

WRITTEN = (
    "state",
    "control_process",
    "investigated_on",
    "findings",
    "learning",
    "actions_taken",
    "nhs_england_told_on",
    "public_words",
)
PUBLIC_FIELDS = ("control_process", "public_words", "learning", "actions_taken")


@tells_of_use
def still_looked_into(interests: Collection[int], _today: date) -> dict[int, str]:
    """Say which open case of a possible breach rests on interests (ids)."""
    rows = Breach.objects.waiting().filter(interest__in=interests).order_by("-pk")
    return {
        interest: f"the possible breach of {long_date(day)} about it is not closed."
        for interest, day in rows.values_list("interest", "happened_on")
    }


def people_named_in(words: str) -> list[str]:
    """Return the people of the record whom a text seems to name, in one query."""
    possible = possible_names(words)
    if not possible:
        return []
    people = (
        Person.objects.annotate(plain=Lower("family_name"))
        .filter(plain__in=possible)
        .order_by()
        .values_list("given_name", "family_name")
    )
    return names_said(words, people)


def public_text_of(breach: Breach) -> str:
    """Return everything of a breach that is published, as one text."""
    return "\n".join(getattr(breach, name) for name in PUBLIC_FIELDS)


def seal_of(breach: Breach) -> str:
    """Return a short text that changes whenever what is written of a breach does."""
    said = "\x1f".join(str(getattr(breach, name)) for name in WRITTEN)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def breaches_in(
    organisation: Organisation, first: date, last: date
) -> QuerySet[Breach]:
    """Return a body's breaches that happened between two days, both included."""
    return Breach.objects.filter(
        organisation=organisation, happened_on__range=(first, last)
    )


def published_breaches(organisation: Organisation) -> QuerySet[Breach]:
    """Return a body's breaches whose words without names are published."""
    return Breach.objects.published().filter(organisation=organisation)


def standing_statements(organisation: Organisation) -> QuerySet[BreachStatement]:
    """Return the statements of "no breaches" that no closed breach contradicts."""
    contradicting = Breach.objects.filter(
        organisation=organisation,
        state=BreachState.CLOSED,
        happened_on__gte=OuterRef("first_day"),
        happened_on__lte=OuterRef("last_day"),
    )
    return BreachStatement.objects.filter(organisation=organisation).exclude(
        Exists(contradicting)
    )
