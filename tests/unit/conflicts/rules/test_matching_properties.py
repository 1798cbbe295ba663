"""What holds for every matching, whatever the organisations and their links."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import ClassKind, Nature
from conflicts.rules.interests import InterestFacts
from conflicts.rules.links import LinkFacts, OrganisationGraph
from conflicts.rules.matching import AffectedClass, ConflictMatch, match_interests
from conflicts.values import InterestId
from people.values import PersonId


ON = date(2016, 6, 1)
ORGS = st.integers(1, 7).map(OrgRef)
DAYS = st.none() | st.integers(-400, 400).map(lambda days: ON + timedelta(days=days))
KINDS = st.sampled_from(LinkKind)
LINKS = st.builds(LinkFacts, KINDS, ORGS, ORGS, DAYS, DAYS)
OPEN_LINKS = st.builds(LinkFacts, KINDS, ORGS, ORGS)
AFFECTED = st.dictionaries(ORGS, st.just("the applicant"), max_size=3)
CLASSES = st.lists(
    st.builds(AffectedClass, st.sampled_from(ClassKind), ORGS), max_size=2
)


@st.composite
def interests(draw: st.DrawFn) -> list[InterestFacts]:
    """Draw interests with numbers of their own."""
    count = draw(st.integers(0, 6))
    return [
        InterestFacts(
            interest_id=InterestId(number),
            person_id=PersonId(draw(st.integers(1, 3))),
            person_name="Dr A",
            org=draw(st.none() | ORGS),
            nature=draw(st.sampled_from(Nature)),
            from_on=draw(DAYS),
            to_on=draw(DAYS),
        )
        for number in range(count)
    ]


def found(
    held: list[InterestFacts],
    links: list[LinkFacts],
    affected: dict[OrgRef, str],
    classes: list[AffectedClass],
) -> list[ConflictMatch]:
    graph = OrganisationGraph.of(links)
    return match_interests(held, graph=graph, affected=affected, classes=classes, on=ON)


def rows(matches: list[ConflictMatch]) -> set[tuple[int, str]]:
    return {(match.person_id, match.key) for match in matches}


@given(
    held=interests(),
    links=st.lists(OPEN_LINKS, max_size=12),
    more=OPEN_LINKS,
    affected=AFFECTED,
    classes=CLASSES,
)
def test_match_interests_row_never_disappears_when_a_link_is_added(
    held, links, more, affected, classes
):
    before = found(held, links, affected, classes)

    after = found(held, [*links, more], affected, classes)

    assert rows(before) <= rows(after)


@given(
    held=interests(),
    links=st.lists(LINKS, max_size=12),
    affected=AFFECTED,
    classes=CLASSES,
    shuffle=st.randoms(),
)
def test_match_interests_order_of_facts_never_matters(
    held, links, affected, classes, shuffle
):
    before = found(held, links, affected, classes)
    for facts in (held, links, classes):
        shuffle.shuffle(facts)
    turned = dict(reversed(list(affected.items())))

    assert found(held, links, turned, classes) == before


@given(
    held=interests(),
    links=st.lists(LINKS, max_size=12),
    affected=AFFECTED,
    classes=CLASSES,
)
def test_match_interests_links_outside_the_day_never_match(
    held, links, affected, classes
):
    in_force = [
        link
        for link in links
        if (link.from_on or ON) <= ON and (link.to_on or ON) >= ON
    ]

    assert found(held, links, affected, classes) == found(
        held, in_force, affected, classes
    )


@given(
    held=interests(),
    links=st.lists(LINKS, max_size=12),
    more=LINKS,
    affected=AFFECTED,
    classes=CLASSES,
)
def test_match_interests_graph_grown_by_a_link_equals_one_built_anew(
    held, links, more, affected, classes
):
    graph = OrganisationGraph.of(links)
    asked = {"affected": affected, "classes": classes, "on": ON}
    match_interests(held, graph=graph, **asked)

    grown = match_interests(held, graph=graph.with_link(more), **asked)

    assert grown == found(held, [*links, more], affected, classes)


@given(
    held=interests(),
    links=st.lists(LINKS, max_size=12),
    affected=AFFECTED,
    classes=CLASSES,
)
def test_match_interests_paths_are_real_and_lead_to_the_subject(
    held, links, affected, classes
):
    for match in found(held, links, affected, classes):
        by_id = {each.interest_id: each for each in held}
        org = by_id[match.interest_id].org
        assert by_id[match.interest_id].is_open_on(ON)
        assert len(set(match.path)) == len(match.path)
        for link in match.path:
            assert link in links
            assert org in {link.source, link.target}
            org = link.target if link.source == org else link.source
        if match.affected_class is None:
            assert org == match.affected
