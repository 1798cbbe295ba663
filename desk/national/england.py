"""Invented organisations in the numbers of England, and how they hang together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from commissioning.models import CommissioningLevel, Organisation, OrganisationLink
from commissioning.values import Level, LinkKind


if TYPE_CHECKING:
    from random import Random

    from desk.national.sizes import Sizes

BEGINNING = date(2013, 4, 1)
AT_ONCE = 2_000
IN_A_NETWORK = 6
LANDLORDS = 20


@dataclass(slots=True)
class England:
    """Organisations by kind; practices, networks and federation of each CCG by its key."""

    ccgs: list[Organisation]
    practices: dict[int, list[Organisation]] = field(default_factory=dict)
    networks: dict[int, list[Organisation]] = field(default_factory=dict)
    federations: dict[int, Organisation] = field(default_factory=dict)

    def practices_in_all(self) -> list[Organisation]:
        """Return the practices of the whole country."""
        return [practice for each in self.practices.values() for practice in each]


def build_england(sizes: Sizes, chance: Random) -> England:
    """Write CCGs, their practices in networks and federations, and landlords.

    In batches, without a trail in the audit: nobody did any of it.
    """
    england = England(_write("ccg", "NHS Imagined Area {} CCG", "Y{:05}", sizes.ccgs))
    practices = _write("practice", "Imagined Surgery {}", "Z{:05}", sizes.practices)
    for place, ccg in enumerate(england.ccgs):
        england.practices[ccg.pk] = practices[place :: sizes.ccgs]
    links = [
        _link(LinkKind.MEMBER_OF, practice, ccg)
        for ccg in england.ccgs
        for practice in england.practices[ccg.pk]
    ]
    links += _federations(england)
    landlords = _write("company", "Imagined Premises {} Ltd", "", LANDLORDS)
    links += [
        _link(LinkKind.LANDLORD_OF, chance.choice(landlords), practice)
        for practice in practices
        if chance.random() < 0.4
    ]
    OrganisationLink.objects.bulk_create(links, batch_size=AT_ONCE)
    CommissioningLevel.objects.bulk_create(
        CommissioningLevel(ccg=ccg, level=Level.DELEGATED, from_on=BEGINNING)
        for ccg in england.ccgs
    )
    return england


def _federations(england: England) -> list[OrganisationLink]:
    """Write a federation for each CCG and its networks; return what ties them."""
    federations = _write("federation", "Imagined Federation {}", "", len(england.ccgs))
    links = []
    for ccg, federation in zip(england.ccgs, federations, strict=True):
        members = england.practices[ccg.pk]
        groups = [
            members[start : start + IN_A_NETWORK]
            for start in range(0, len(members), IN_A_NETWORK)
        ]
        networks = _write("pcn", f"Imagined Network {ccg.code}/{{}}", "", len(groups))
        england.networks[ccg.pk], england.federations[ccg.pk] = networks, federation
        for network, group in zip(networks, groups, strict=True):
            links.append(_link(LinkKind.IN_FEDERATION, network, federation))
            links += [_link(LinkKind.IN_NETWORK, one, network) for one in group]
    return links


def _write(kind: str, name: str, code: str, number: int) -> list[Organisation]:
    return Organisation.objects.bulk_create(
        (
            Organisation(
                kind=kind,
                name=name.format(place),
                code=code.format(place) if code else None,
                opened_on=BEGINNING,
                is_invented=True,
            )
            for place in range(1, number + 1)
        ),
        batch_size=AT_ONCE,
    )


def _link(
    kind: LinkKind, source: Organisation, target: Organisation
) -> OrganisationLink:
    return OrganisationLink(
        kind=kind.value, source=source, target=target, from_on=BEGINNING
    )
