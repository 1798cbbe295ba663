"""By which kinds of tie an interest reaches a matter, and through whom."""

from __future__ import annotations

from collections.abc import Mapping

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import TieWay
from conflicts.rules.links import Path


# Membership of a CCG is not a way: see `links.STEPS`.
_KINDS: Mapping[LinkKind, TieWay] = {
    LinkKind.IN_NETWORK: TieWay.NETWORK,
    LinkKind.IN_FEDERATION: TieWay.FEDERATION,
    LinkKind.OWNED_BY: TieWay.OWNER,
    LinkKind.LANDLORD_OF: TieWay.LANDLORD,
    LinkKind.PART_OF: TieWay.PART,
    LinkKind.PREDECESSOR_OF: TieWay.SUCCESSION,
}
# Who lets to many tenants stands at the beginning of that link; what many belong to,
# or come from, at the end of theirs.
_HUB_FIRST = frozenset({LinkKind.LANDLORD_OF})


def ways_of(path: Path, *, is_class: bool = False) -> frozenset[TieWay]:
    """Return every kind of tie on a way, or that there is none between.

    `is_class` says that the matter touches the body as one of a class.
    """
    kinds = {_KINDS[link.kind] for link in path}
    if is_class:
        kinds.add(TieWay.OF_CLASS)
    return frozenset(kinds or {TieWay.OWN})


def hubs_of(path: Path) -> frozenset[OrgRef]:
    """Return the bodies through which a way leads: network, federation, owner, landlord."""
    return frozenset(
        link.source if link.kind in _HUB_FIRST else link.target for link in path
    )
