"""The organisations around some organisations, loaded in a bounded number of queries."""

from __future__ import annotations

import itertools
import random
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import ClassKind
from conflicts.graph import graph_around
from conflicts.rules.links import STEPS
from conflicts.rules.walk import reach_of, reach_of_class
from tests.factories.commissioning import OrganisationFactory, OrganisationLinkFactory


pytestmark = pytest.mark.django_db

DAY = date(2016, 6, 15)


def tie(kind, source, target, **days):
    return OrganisationLinkFactory(
        kind=kind.value, source=source, target=target, **days
    )


def refs(*organisations):
    return {OrgRef(each.pk) for each in organisations}


def test_graph_around_knows_what_is_next_and_its_name():
    practice, federation, owner = (OrganisationFactory() for _ in range(3))
    tie(LinkKind.IN_FEDERATION, practice, federation)
    tie(LinkKind.OWNED_BY, federation, owner)

    graph = graph_around([owner.pk], on=DAY)

    assert reach_of(graph, OrgRef(owner.pk), on=DAY).keys() >= refs(owner, federation)
    assert graph.name(OrgRef(federation.pk)) == federation.name


@pytest.mark.parametrize("seed", range(8))
def test_graph_around_loads_all_that_a_walk_over_everything_would_cross(seed):
    chance = random.Random(seed)
    bodies = [OrganisationFactory() for _ in range(9)]
    days = [date(2015, 4, 1), date(2016, 4, 1), date(2016, 8, 1)]
    pairs = list(itertools.permutations(bodies, 2))
    for source, target in chance.sample(pairs, 14):
        from_on = chance.choice(days)
        ends = [None, *(day for day in days if day >= from_on)]
        dates = {"from_on": from_on, "to_on": chance.choice(ends)}
        tie(chance.choice(list(STEPS)), source, target, **dates)
    everything = graph_around([body.pk for body in bodies], on=DAY)

    for body in bodies:
        near = graph_around([body.pk], on=DAY)
        org = OrgRef(body.pk)
        assert reach_of(near, org, on=DAY) == reach_of(everything, org, on=DAY)


def test_graph_around_leaves_out_ended_links_and_those_to_come():
    practice, old, coming = (OrganisationFactory() for _ in range(3))
    tie(LinkKind.IN_FEDERATION, practice, old, to_on=date(2016, 6, 14))
    tie(LinkKind.IN_FEDERATION, practice, coming, from_on=date(2016, 6, 16))

    graph = graph_around([practice.pk], on=DAY)

    assert reach_of(graph, OrgRef(practice.pk), on=DAY).keys() == refs(practice)


def test_graph_around_crosses_a_succession_on_any_later_day():
    before, after = OrganisationFactory(), OrganisationFactory()
    tie(
        LinkKind.PREDECESSOR_OF,
        before,
        after,
        from_on=date(2014, 4, 1),
        to_on=date(2014, 4, 1),
    )

    graph = graph_around([after.pk], on=DAY)

    assert OrgRef(before.pk) in reach_of(graph, OrgRef(after.pk), on=DAY)


def test_graph_around_never_goes_through_the_ccg():
    ccg = OrganisationFactory(ccg=True)
    one, other = OrganisationFactory(), OrganisationFactory()
    tie(LinkKind.MEMBER_OF, one, ccg)
    tie(LinkKind.MEMBER_OF, other, ccg)

    graph = graph_around([one.pk], on=DAY)

    assert reach_of(graph, OrgRef(one.pk), on=DAY).keys() == refs(one)


def test_graph_around_a_class_knows_the_practices_of_the_day():
    ccg = OrganisationFactory(ccg=True)
    inside, left, network = (OrganisationFactory() for _ in range(3))
    tie(LinkKind.MEMBER_OF, inside, ccg)
    tie(LinkKind.MEMBER_OF, left, ccg, to_on=date(2016, 3, 31))
    tie(LinkKind.IN_NETWORK, inside, network)

    graph = graph_around([], on=DAY, classes=[ccg.pk])
    reach = reach_of_class(graph, ClassKind.PRACTICES_OF, OrgRef(ccg.pk), on=DAY)

    assert reach.keys() == refs(inside, network)
    assert graph.name(OrgRef(ccg.pk)) == ccg.name


def test_graph_around_nothing_asks_nothing_of_links():
    with CaptureQueriesContext(connection) as asked:
        graph = graph_around([], on=DAY)

    assert graph.ways == {}
    assert len(asked) <= 1


@pytest.mark.parametrize(
    "kind", [LinkKind.OWNED_BY, LinkKind.PREDECESSOR_OF, LinkKind.PART_OF]
)
def test_graph_around_no_way_is_too_long(kind):
    first, *chain = [OrganisationFactory() for _ in range(15)]
    for before, after in itertools.pairwise([first, *chain]):
        tie(kind, before, after)

    for start, end in ((first, chain[-1]), (chain[-1], first)):
        graph = graph_around([start.pk], on=DAY)
        reach = reach_of(graph, OrgRef(start.pk), on=DAY)
        assert reach.keys() == refs(first, *chain)
        assert len(reach[OrgRef(end.pk)]) == 14


def test_graph_around_takes_no_more_queries_for_more_organisations():
    def ring(length):
        chain = [OrganisationFactory() for _ in range(length)]
        for before, after in itertools.pairwise(chain):
            tie(LinkKind.OWNED_BY, before, after)
        return chain

    few = [ring(2)[0].pk]
    with CaptureQueriesContext(connection) as one:
        graph_around(few, on=DAY)
    many = [ring(length)[0].pk for length in (5, 9, 14)]
    with CaptureQueriesContext(connection) as three:
        graph_around(many, on=DAY)

    assert len(three) == len(one) == 3


@pytest.mark.parametrize("seed", range(8))
def test_graph_around_loads_all_that_a_walk_over_everything_would_cross(seed):
    chance = random.Random(seed)
    bodies = [OrganisationFactory() for _ in range(9)]
    days = [date(2015, 4, 1), date(2016, 4, 1), date(2016, 8, 1)]
    pairs = list(itertools.permutations(bodies, 2))
    for source, target in chance.sample(pairs, 14):
        from_on = chance.choice(days)
        ends = [None, *(day for day in days if day >= from_on)]
        dates = {"from_on": from_on, "to_on": chance.choice(ends)}
        tie(chance.choice(list(STEPS)), source, target, **dates)
    everything = graph_around([body.pk for body in bodies], on=DAY)

    for body in bodies:
        near = graph_around([body.pk], on=DAY)
        org = OrgRef(body.pk)
        assert reach_of(near, org, on=DAY) == reach_of(everything, org, on=DAY)


def test_graph_around_leaves_out_what_no_walk_may_reach():
    """A landlord of thousands is crossed by one tenant, not by all of them."""
    tenant, landlord, owner = (OrganisationFactory() for _ in range(3))
    tie(LinkKind.LANDLORD_OF, landlord, tenant)
    tie(LinkKind.OWNED_BY, landlord, owner)
    for _ in range(3):
        tie(LinkKind.LANDLORD_OF, landlord, OrganisationFactory())

    graph = graph_around([tenant.pk], on=DAY)

    assert graph.ways.keys() == refs(tenant, landlord, owner)


def test_graph_around_walks_through_network_and_federation_to_what_it_owns():
    practice, network, federation, company = (OrganisationFactory() for _ in range(4))
    tie(LinkKind.IN_NETWORK, practice, network)
    tie(LinkKind.IN_FEDERATION, network, federation)
    tie(LinkKind.OWNED_BY, company, federation)

    for start, end in ((practice, company), (company, practice)):
        graph = graph_around([start.pk], on=DAY)
        reach = reach_of(graph, OrgRef(start.pk), on=DAY)
        assert reach.keys() == refs(practice, network, federation, company)
        assert len(reach[OrgRef(end.pk)]) == 3
