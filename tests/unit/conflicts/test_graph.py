"""The organisations around some organisations, loaded in a bounded number of queries."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import ClassKind
from conflicts.graph import graph_around
from conflicts.rules.walk import MAX_STEPS, reach_of, reach_of_class
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


def test_graph_around_takes_no_more_queries_for_more_organisations():
    def ring(length):
        chain = [OrganisationFactory() for _ in range(length)]
        for first, second in itertools.pairwise(chain):
            tie(LinkKind.OWNED_BY, first, second)
        return chain

    chain = ring(MAX_STEPS + 3)
    few = [chain[0].pk]
    with CaptureQueriesContext(connection) as one:
        graph = graph_around(few, on=DAY)
    many = [ring(MAX_STEPS + 3)[0].pk for _ in range(3)]
    with CaptureQueriesContext(connection) as three:
        graph_around(many, on=DAY)

    assert len(three) == len(one) <= MAX_STEPS + 1
    # Fewer questions would be no gain: the walk goes as far as it may, and no farther.
    reached = reach_of(graph, OrgRef(chain[0].pk), on=DAY)
    assert reached.keys() == refs(*chain[: MAX_STEPS + 1])
    assert len(reached[OrgRef(chain[MAX_STEPS].pk)]) == MAX_STEPS


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
