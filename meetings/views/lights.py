"""Quorum lights and the list of items, as the pages of the room show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from committees.rules.presiding import PresidingBasis
from core.web.tables import Light


if TYPE_CHECKING:
    from collections.abc import Iterable

    from committees.rules.quorum_result import QuorumResult
    from meetings.facts.room import Room
    from meetings.models import Item, Sitting


def light_of(sitting: Sitting, result: QuorumResult) -> Light:
    """Show one committee's quorum, with what is needed where it is not met."""
    return Light(
        name=sitting.committee.short_name,
        state=state_of(result),
        figures=f"{result.counted_votes} votes counted",
        missing=result.reasons or _to_spare(result),
    )


def _to_spare(result: QuorumResult) -> list[str]:
    """Say whose leaving, alone, would lose the quorum."""
    names = ", ".join(seat.name for seat in result.fragile)
    return [f"Lost if one of these leaves: {names}."] if names else []


def choices_of(facts: Room, items: Iterable[Item]) -> list[tuple[int, str]]:
    """Name each item as the agenda does: number, reference, title."""
    return [(one.pk, f"{facts.numbers[one.pk]} {one}") for one in items]


def chosen_among(items: Iterable[Item], wanted: str) -> Item | None:
    """Return the item whose key was asked for, or else the first."""
    items = list(items)
    for item in items:
        if str(item.pk) == wanted:
            return item
    return items[0] if items else None


def sittings_at(facts: Room, item: Item | None) -> list[Sitting]:
    """Return the sittings that take an item, or all where there is none."""
    return facts.in_scope(item) if item is not None else list(facts.sittings)


@dataclass(frozen=True, slots=True)
class PresidingLine:
    """Who presides over one committee for an item, as the pages of the room say it."""

    name: str
    words: str
    url: str = ""


def presiding_line(facts: Room, sitting: Sitting, item: Item) -> PresidingLine:
    """Say who presides, and where it is recorded whom those who can vote chose."""
    if facts.events:
        found = facts.presiding(sitting, item)
    else:
        found = facts.presiding_forecast(sitting, item)
    who = facts.names.get(found.person, "") if found.person is not None else ""
    is_choice = found.basis in {PresidingBasis.NOBODY, PresidingBasis.CHOSEN}
    place = [item.gathering_id, item.pk, sitting.pk]
    return PresidingLine(
        name=sitting.committee.short_name,
        words=f"{who}. {found.reason}" if who else found.reason,
        url=reverse("meetings:preside", args=place)
        if is_choice and facts.events
        else "",
    )


def state_of(result: QuorumResult) -> str:
    """Name a quorum as the lights do: unmet, close (nobody to spare) or met."""
    if not result.is_quorate:
        return "unmet"
    return "close" if result.fragile else "met"
