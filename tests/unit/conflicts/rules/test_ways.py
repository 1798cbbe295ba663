"""By which kinds of tie an interest reaches a matter."""

from __future__ import annotations

import pytest

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import TieWay
from conflicts.rules.links import STEPS, LinkFacts
from conflicts.rules.ways import hubs_of, ways_of


def link(kind, source=1, target=2):
    return LinkFacts(kind, OrgRef(source), OrgRef(target))


def test_ways_of_nothing_between_is_the_body_itself():
    assert ways_of(()) == {TieWay.OWN}


def test_ways_of_a_class_says_so_alone_and_beside_a_tie():
    path = (link(LinkKind.IN_FEDERATION),)

    assert ways_of((), is_class=True) == {TieWay.OF_CLASS}
    assert ways_of(path, is_class=True) == {TieWay.OF_CLASS, TieWay.FEDERATION}


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.value)
def test_ways_of_every_link_that_carries_an_interest(kind):
    (way,) = ways_of((link(kind),))

    assert way not in {TieWay.OWN, TieWay.OF_CLASS}


def test_hubs_of_federation_network_owner_and_landlord():
    path = (
        link(LinkKind.IN_FEDERATION, 1, 2),
        link(LinkKind.OWNED_BY, 3, 4),
        link(LinkKind.LANDLORD_OF, 5, 6),
    )

    assert hubs_of(path) == {2, 4, 5}
