"""A person with the entries that were merged into theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Coalesce

from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from django.db.models import QuerySet


def remaining(person: str = "person") -> Coalesce:
    """Return, for a row's person, the id of the entry that remains after merging."""
    return Coalesce(f"{person}__merged_into_id", f"{person}_id")


def entries_of(persons: QuerySet[Any] | Collection[int]) -> QuerySet[Person]:
    """Return persons (ids, or a queryset of them) with all that were merged into them.

    What is only ever added to, such as versions of interests and attestations, stays
    with the entry it was written for; whoever reads it for a person asks for all.
    """
    return Person.objects.filter(Q(pk__in=persons) | Q(merged_into__in=persons))
