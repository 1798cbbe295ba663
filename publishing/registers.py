"""From rows to the public register of interests of one committee."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from conflicts.enums import Nature, PublicationState
from conflicts.models import Interest
from core.web.dates import short_date
from publishing.rules.registers import (
    RegisterEntry,
    in_order,
    published_form,
    shown_since,
)


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from committees.facts import CommitteeFacts

NEVER_SHOWN = [PublicationState.WITHHOLD, PublicationState.NOT_REQUIRED]


@dataclass(frozen=True, slots=True)
class PublicRegister:
    """The entries, and the decision makers under whose names nothing is published."""

    entries: list[RegisterEntry]
    without_entry: list[str]


def public_register(facts: CommitteeFacts, day: date) -> PublicRegister:
    """Return what is published of those who hold seats, in one query.

    Open interests and those that ended within the last six months. Where an entry
    goes without its name, nobody is listed as having none: it could tell whose it is.
    """
    positions = _positions(facts)
    entries = [
        entry
        for row in _rows(positions, day)
        if (entry := _entry(row, positions[row.person_id])) is not None
    ]
    named = {entry.name for entry in entries if entry.is_named}
    is_complete = all(entry.is_named for entry in entries)
    holders = dict.fromkeys(seat.holder_name for seat in facts.seats if seat.holder)
    return PublicRegister(
        entries=in_order(entries),
        without_entry=[name for name in holders if name not in named]
        if is_complete
        else [],
    )


def _positions(facts: CommitteeFacts) -> dict[int, str]:
    """Return the seats of each decision maker, by person key, in words."""
    seats: dict[int, list[str]] = {}
    for seat in facts.seats:
        if seat.holder is not None:
            seats.setdefault(int(seat.holder), []).append(seat.title)
    return {person: ", ".join(titles) for person, titles in seats.items()}


def _rows(persons: Mapping[int, str], day: date) -> Iterable[Interest]:
    return (
        Interest.objects.of_persons(persons)
        .filter(Q(from_on__isnull=True) | Q(from_on__lte=day))
        .filter(Q(to_on__isnull=True) | Q(to_on__gte=shown_since(day)))
        .exclude(publication__in=NEVER_SHOWN)
        .select_related("person", "organisation")
        .order_by("person__family_name", "person__given_name", "person", "pk")
    )


def _entry(row: Interest, position: str) -> RegisterEntry | None:
    return published_form(
        RegisterEntry(
            name=str(row.person),
            position=position,
            concern=row.concern,
            description=row.description,
            kind=_kind(row),
            held=_held(row),
            action=row.mitigation or "None recorded",
        ),
        PublicationState(row.publication),
    )


def _kind(row: Interest) -> str:
    """Name the nature; of an indirect interest the relationship, and nobody's name."""
    words = Nature(row.nature).label
    return f"{words}, indirect ({row.relationship})" if row.is_indirect else words


def _held(row: Interest) -> str:
    first = short_date(row.from_on) if row.from_on else "not stated"
    last = short_date(row.to_on) if row.to_on else "now"
    return f"From {first} to {last}"
