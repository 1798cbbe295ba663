"""How organisations hang together on a day, and which of it carries an interest."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, Self

from commissioning.values import LinkKind, OrgRef


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """One dated tie: `source` is … `target`, from a day to a day, both included."""

    kind: LinkKind
    source: OrgRef
    target: OrgRef
    from_on: date | None = None
    to_on: date | None = None


class Step(enum.IntEnum):
    """How a walk crosses a link, seen from where it stands.

    A stake runs from whoever gains to what they gain by: practice to federation,
    owner to company. Landlord, part and succession have rules of their own.
    """

    TO_HOLDING = 0
    TO_HOLDER = 1
    TO_TENANT = 2
    TO_LANDLORD = 3
    TO_WHOLE = 4
    TO_PART = 5
    TO_SUCCESSOR = 6
    TO_PREDECESSOR = 7


# From the source of a link, and from its target. Membership of a CCG is not a way:
# through it every practice would stand in conflict with every other. Source:
# docs/field.md 9.1.
STEPS: Mapping[LinkKind, tuple[Step, Step]] = {
    LinkKind.IN_NETWORK: (Step.TO_HOLDING, Step.TO_HOLDER),
    LinkKind.IN_FEDERATION: (Step.TO_HOLDING, Step.TO_HOLDER),
    LinkKind.OWNED_BY: (Step.TO_HOLDER, Step.TO_HOLDING),
    LinkKind.LANDLORD_OF: (Step.TO_TENANT, Step.TO_LANDLORD),
    LinkKind.PART_OF: (Step.TO_WHOLE, Step.TO_PART),
    LinkKind.PREDECESSOR_OF: (Step.TO_SUCCESSOR, Step.TO_PREDECESSOR),
}


class Way(NamedTuple):
    """One step open from an organisation, with the days on which it is open."""

    step: Step
    other: OrgRef
    first: date
    last: date
    link: LinkFacts


Ways = dict[OrgRef, tuple[Way, ...]]
Path = tuple[LinkFacts, ...]
Reach = dict[OrgRef, Path]


@dataclass(frozen=True, slots=True)
class OrganisationGraph:
    """All organisation links, indexed; a new link makes a new graph cheaply.

    `reaches` keeps the answers already walked; `with_link` carries over those that
    the new link cannot touch.
    """

    ways: Ways = field(default_factory=dict)
    practices: Ways = field(default_factory=dict)
    names: Mapping[OrgRef, str] = field(default_factory=dict)
    reaches: dict[tuple[str, OrgRef, date], Reach] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(
        cls, links: Iterable[LinkFacts], names: Mapping[OrgRef, str] | None = None
    ) -> Self:
        """Index links by both ends; their order plays no part."""
        ways: dict[OrgRef, list[Way]] = {}
        practices: dict[OrgRef, list[Way]] = {}
        for link in links:
            for end, way in _ways_of(link):
                ways.setdefault(end, []).append(way)
            if link.kind == LinkKind.MEMBER_OF:
                practices.setdefault(link.target, []).append(_membership(link))
        return cls(_sorted_ways(ways), _sorted_ways(practices), names or {})

    def with_link(self, link: LinkFacts) -> Self:
        """Return a graph with one link more, and all answers it cannot change."""
        ways, practices = dict(self.ways), dict(self.practices)
        for end, way in _ways_of(link):
            ways[end] = _insert(ways.get(end, ()), way)
        if link.kind == LinkKind.MEMBER_OF:
            there = practices.get(link.target, ())
            practices[link.target] = _insert(there, _membership(link))
        ends = {link.source, link.target}
        untouched = {
            key: reach
            for key, reach in self.reaches.items()
            if key[1] not in ends and ends.isdisjoint(reach)
        }
        return type(self)(ways, practices, self.names, untouched)

    def name(self, org: OrgRef) -> str:
        """Name an organisation for a sentence."""
        return self.names.get(org) or f"organisation {org}"

    def practices_of(self, org: OrgRef, *, on: date) -> list[OrgRef]:
        """Return the practices whose membership of a CCG is in force on a day."""
        ways = self.practices.get(org, ())
        members = (way.other for way in ways if way.first <= on <= way.last)
        return list(dict.fromkeys(members))


def _ways_of(link: LinkFacts) -> list[tuple[OrgRef, Way]]:
    steps = STEPS.get(link.kind)
    if steps is None or link.source == link.target:
        return []
    first, last = link.from_on or date.min, link.to_on or date.max
    return [
        (link.source, Way(steps[0], link.target, first, last, link)),
        (link.target, Way(steps[1], link.source, first, last, link)),
    ]


def _membership(link: LinkFacts) -> Way:
    first, last = link.from_on or date.min, link.to_on or date.max
    return Way(Step.TO_PART, link.source, first, last, link)


def _sorted_ways(ways: Mapping[OrgRef, list[Way]]) -> Ways:
    return {org: tuple(sorted(found, key=_rank)) for org, found in ways.items()}


def _insert(ways: tuple[Way, ...], way: Way) -> tuple[Way, ...]:
    return tuple(sorted((*ways, way), key=_rank))


def _rank(way: Way) -> tuple[int, OrgRef, str, date, date]:
    return (way.step, way.other, way.link.kind, way.first, way.last)
