"""The site's named addresses, and how one is opened in the world of the sweep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.sweep.world import names_of


if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.architecture.sweep.world import World


@dataclass(frozen=True, slots=True)
class Address:
    """One question of the table: an address, about which rows, in which state.

    Rows go by their names in the world (`item_open`, `gathering attendance`); without a
    state the address belongs to no meeting.
    """

    name: str
    about: str
    state: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.name, self.about, self.state) if part)


def url_of(address: Address, world: World) -> str:
    """Return the address's path in the world."""
    known = _known(world, address.state or "notice")
    arguments = [known.get(word, word) for word in address.about.split()]
    return reverse(address.name, args=arguments)


def _known(world: World, state: str) -> dict[str, object]:
    committee = world.committees[0]
    seat = committee.seats.get(title="GP member")
    rows = vars(names_of(world.scenes[state]))
    return {
        **{name: row.pk for name, row in rows.items() if hasattr(row, "pk")},
        "gp": world.person("excluded").pk,
        "neighbour": world.person("seated").pk,
        "slug": committee.slug,
        "group_slug": world.group.slug,
        "seat": seat.pk,
        "appointment": seat.appointments.get().pk,
        "deputy": seat.deputies.get().pk,
        "assistant": seat.appointments.get().assistants.get().pk,
        "ccg": committee.organisations.get().pk,
        "practice": world.practice.pk,
        "interest": world.interest.pk,
        "letter": world.letter.pk,
        "returned": world.returned.pk,
        **{name: row.pk for name, row in world.registers.items()},
    }


def site_names() -> set[str]:
    """Return the name of every address of the site, the admin's left out."""
    return {name for name in _walk(get_resolver()) if not name.startswith("admin:")}


def admin_names() -> set[str]:
    """Return the names of the admin's addresses."""
    return {name for name in _walk(get_resolver()) if name.startswith("admin:")}


def _walk(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"
