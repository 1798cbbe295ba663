"""Matching of interests with the subjects of an item (docs/field.md 9.1, story 7)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from commissioning.values import LinkKind, OrgRef
from conflicts.enums import ClassKind, Nature, Severity, Tie
from conflicts.rules.interests import InterestIndex
from conflicts.rules.links import OrganisationGraph
from conflicts.rules.matching import AffectedClass, ConflictMatch, match_interests
from tests.unit.conflicts.rules.havering import (
    BRANCH,
    COMPANY,
    DAY,
    ELM_ROAD,
    FEDERATION,
    GRAPH,
    HAVERING,
    HOLDING,
    LANDLORD,
    LINKS,
    NAMES,
    NETWORK,
    OLD_MILL,
    OLD_PARKSIDE,
    OTHER_BRANCH,
    PARKSIDE,
    REDBRIDGE,
    RIVERSIDE,
    interest,
    link,
)


ALL_OF_HAVERING = AffectedClass(ClassKind.PRACTICES_OF, HAVERING)


def matches(held: OrgRef, affected: OrgRef, on: date = DAY) -> list[ConflictMatch]:
    return match_interests(
        [interest(held)], graph=GRAPH, affected={affected: "the applicant"}, on=on
    )


TIED = {
    "the practice itself": (PARKSIDE, PARKSIDE),
    "practice, its network": (PARKSIDE, NETWORK),
    "network, its practice": (NETWORK, PARKSIDE),
    "practice, its network's federation": (PARKSIDE, FEDERATION),
    "federation, a practice of its network": (FEDERATION, PARKSIDE),
    "practice, its federation's company": (PARKSIDE, COMPANY),
    "company, a practice of its owner": (COMPANY, PARKSIDE),
    "landlord, its tenant": (LANDLORD, PARKSIDE),
    "practice, its landlord": (PARKSIDE, LANDLORD),
    "owner of the landlord, the tenant": (HOLDING, PARKSIDE),
    "predecessor, its successor": (OLD_PARKSIDE, PARKSIDE),
    "successor, its predecessor": (PARKSIDE, OLD_PARKSIDE),
    "predecessor, its successor's federation": (OLD_PARKSIDE, FEDERATION),
    "practice, its branch": (PARKSIDE, BRANCH),
    "branch, its practice": (BRANCH, PARKSIDE),
    "landlord, a branch of its tenant": (LANDLORD, BRANCH),
}
APART = {
    "two practices of one network": (ELM_ROAD, PARKSIDE),
    "two tenants of one landlord": (RIVERSIDE, PARKSIDE),
    "two predecessors of one practice": (OLD_MILL, OLD_PARKSIDE),
    "two branches of one practice": (BRANCH, OTHER_BRANCH),
    "landlord, its tenant's network": (LANDLORD, NETWORK),
    "network, its practice's landlord": (NETWORK, LANDLORD),
    "practice, the landlord's owner": (PARKSIDE, HOLDING),
    "practice, its CCG": (PARKSIDE, HAVERING),
    "CCG, its practice": (HAVERING, PARKSIDE),
}


@pytest.mark.parametrize(("held", "affected"), TIED.values(), ids=TIED.keys())
def test_match_interests_tied_organisations_match(held, affected):
    assert len(matches(held, affected)) == 1


@pytest.mark.parametrize(("held", "affected"), APART.values(), ids=APART.keys())
def test_match_interests_apart_organisations_do_not_match(held, affected):
    assert matches(held, affected) == []


@pytest.mark.parametrize(
    ("held", "affected", "severity", "trace"),
    [
        pytest.param(
            PARKSIDE,
            PARKSIDE,
            Severity.DIRECT,
            (
                "Dr A is a partner in Parkside Surgery (since 2014), "
                "which is the applicant in this item."
            ),
            id="direct",
        ),
        pytest.param(
            PARKSIDE,
            NETWORK,
            Severity.CLOSE,
            (
                "Dr A is a partner in Parkside Surgery (since 2014); Parkside Surgery "
                "is in the network Havering North Network (since 2013), which is the "
                "applicant in this item."
            ),
            id="one link",
        ),
        pytest.param(
            COMPANY,
            PARKSIDE,
            Severity.REMOTE,
            (
                "Dr A is a partner in Havering Out of Hours Ltd (since 2014); Havering "
                "Out of Hours Ltd is owned by Havering Health Federation (since 2013); "
                "Havering North Network is a member of Havering Health Federation "
                "(since 2013); Parkside Surgery is in the network Havering North "
                "Network (since 2013); Parkside Surgery is the applicant in this item."
            ),
            id="three links",
        ),
    ],
)
def test_match_interests_tells_the_way_in_words(held, affected, severity, trace):
    (match,) = matches(held, affected)

    assert match.severity is severity
    assert match.trace == trace


def test_match_interests_indirect_names_the_relationship_not_the_person():
    spouse = interest(
        PARKSIDE,
        is_indirect=True,
        relationship="spouse",
        tie="is employed by",
        from_on=None,
    )

    (match,) = match_interests(
        [spouse], graph=GRAPH, affected={PARKSIDE: "affected"}, on=DAY
    )

    assert match.is_indirect
    assert match.trace == (
        "Dr A's spouse is employed by Parkside Surgery, which is affected in this item."
    )


@pytest.mark.parametrize(
    ("nature", "words"),
    [
        (Nature.FINANCIAL, "Dr A has a financial interest in"),
        (Nature.PROFESSIONAL, "Dr A has a professional interest in"),
        (Nature.PERSONAL, "Dr A has a personal interest in"),
    ],
)
def test_interest_without_words_is_said_by_its_nature(nature, words):
    assert interest(PARKSIDE, nature=nature, tie="").opening == words


def test_interest_indirect_without_relationship_is_a_close_associate():
    held = interest(PARKSIDE, is_indirect=True)

    assert held.opening == "Dr A's close associate is a partner in"


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(date(2014, 2, 28), 0, id="the day before it began"),
        pytest.param(date(2014, 3, 1), 1, id="its first day"),
        pytest.param(date(2015, 8, 31), 1, id="its last day"),
        pytest.param(date(2015, 9, 1), 0, id="the day after it ended"),
    ],
)
def test_match_interests_only_while_the_interest_is_held(on, expected):
    ended = interest(PARKSIDE, to_on=date(2015, 8, 31))

    found = match_interests(
        [ended], graph=GRAPH, affected={PARKSIDE: "the applicant"}, on=on
    )

    assert len(found) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [(date(2016, 4, 5), 1), (date(2016, 4, 6), 0)],
    ids=["last day of the link", "the day after"],
)
def test_match_interests_only_by_links_in_force(on, expected):
    left = OrganisationGraph.of(
        [
            link(
                PARKSIDE,
                LinkKind.IN_FEDERATION,
                FEDERATION,
                to_on=date(2016, 4, 5),
            )
        ]
    )

    found = match_interests(
        [interest(PARKSIDE)], graph=left, affected={FEDERATION: "a bidder"}, on=on
    )

    assert len(found) == expected


def test_match_interests_concern_without_an_organisation_never_matches():
    found = match_interests(
        [interest(None)], graph=GRAPH, affected={PARKSIDE: "the applicant"}, on=DAY
    )

    assert found == []


def test_match_interests_names_unknown_organisations_by_number():
    (match,) = match_interests(
        [interest(OrgRef(77))],
        graph=OrganisationGraph(),
        affected={OrgRef(77): "a supplier"},
        on=DAY,
    )

    assert "organisation 77 (since 2014), which is a supplier" in match.trace


def test_match_interests_all_practices_of_a_ccg_touch_each_of_them():
    held = [
        interest(PARKSIDE, number=1),
        interest(RIVERSIDE, number=2),
        interest(FEDERATION, number=3, tie="is a director of"),
        interest(HAVERING, number=4, tie="is employed by"),
    ]

    found = match_interests(
        held, graph=GRAPH, affected={}, classes=[ALL_OF_HAVERING], on=DAY
    )

    assert [(match.person_id, match.severity) for match in found] == [
        (1, Severity.SHARED),
        (3, Severity.REMOTE),
    ]
    assert found[0].trace == (
        "Dr A is a partner in Parkside Surgery (since 2014); Parkside Surgery is a "
        "practice of NHS Havering CCG, and this item concerns all of these."
    )
    assert "is a practice of NHS Havering CCG" in found[1].trace
    assert found[0].key == f"1:practices_of:{HAVERING}"


def test_match_interests_class_follows_membership_on_the_day():
    """F82023's like: a member of one CCG to 5 April 2016, of the next from the 6th."""
    moved = OrganisationGraph.of(
        [
            link(PARKSIDE, LinkKind.MEMBER_OF, HAVERING, to_on=date(2016, 4, 5)),
            link(PARKSIDE, LinkKind.MEMBER_OF, REDBRIDGE, date(2016, 4, 6)),
        ],
        NAMES,
    )
    redbridge = AffectedClass(ClassKind.PRACTICES_OF, REDBRIDGE)

    def of_day(on: date) -> list[OrgRef]:
        found = match_interests(
            [interest(PARKSIDE)],
            graph=moved,
            affected={},
            classes=[ALL_OF_HAVERING, redbridge],
            on=on,
        )
        return [match.affected for match in found]

    assert of_day(date(2016, 4, 5)) == [HAVERING]
    assert of_day(date(2016, 4, 6)) == [REDBRIDGE]


def test_interest_index_of_some_people_holds_theirs_alone():
    index = InterestIndex.of(
        [interest(PARKSIDE, number=1), interest(PARKSIDE, number=2)]
    )

    theirs = index.held_by([2, 3])

    found = match_interests(
        theirs, graph=GRAPH, affected={PARKSIDE: "a bidder"}, on=DAY
    )
    assert [match.person_id for match in found] == [2]


def test_organisation_graph_keeps_answers_that_a_new_link_cannot_change():
    graph = OrganisationGraph.of(LINKS, NAMES)
    for org in (PARKSIDE, RIVERSIDE):
        match_interests([], graph=graph, affected={org: "a bidder"}, on=DAY)

    wider = graph.with_link(link(OrgRef(99), LinkKind.OWNED_BY, FEDERATION))

    assert {key[1] for key in wider.reaches} == {RIVERSIDE}
    (match,) = match_interests(
        [interest(OrgRef(99))], graph=wider, affected={PARKSIDE: "a bidder"}, on=DAY
    )
    assert match.severity is Severity.REMOTE


def test_organisation_graph_ignores_a_link_to_itself():
    graph = OrganisationGraph.of([link(PARKSIDE, LinkKind.OWNED_BY, PARKSIDE)])

    assert graph.ways == {}


@pytest.mark.parametrize(
    ("facts", "opening"),
    [
        pytest.param(
            {"tie": Tie.LANDLORD.label},
            "Dr A lets premises to Parkside Surgery (since 2014)",
            id="landlord",
        ),
        pytest.param(
            {"tie": Tie.EMPLOYEE.label},
            "Dr A is employed by Parkside Surgery (since 2014)",
            id="employer",
        ),
        pytest.param(
            {
                "tie": Tie.EMPLOYEE.label,
                "is_indirect": True,
                "relationship": "spouse",
            },
            "Dr A's spouse is employed by Parkside Surgery (since 2014)",
            id="spouse's employer",
        ),
        pytest.param(
            {"interest_id": None, "position_id": 7},
            (
                "Dr A is recorded as a partner in Parkside Surgery (since 2014), "
                "not declared"
            ),
            id="position nobody declared",
        ),
        pytest.param(
            {"interest_id": None, "position_id": 7, "kind": Tie.EMPLOYEE},
            (
                "Dr A is recorded as employed by Parkside Surgery (since 2014), "
                "not declared"
            ),
            id="employment nobody declared",
        ),
    ],
)
def test_match_interests_says_the_tie(facts, opening):
    held = replace(interest(PARKSIDE), **facts)

    (match,) = match_interests(
        [held], graph=GRAPH, affected={PARKSIDE: "the applicant"}, on=DAY
    )

    assert match.trace == f"{opening}, which is the applicant in this item."
    assert match.interest_id == held.interest_id


def test_match_interests_a_succession_happened_once():
    (match,) = matches(OLD_PARKSIDE, PARKSIDE)

    assert "Old Parkside Practice was succeeded by Parkside Surgery (in 2013)" in (
        match.trace
    )


def test_conflict_match_key_of_a_position_is_not_that_of_an_interest():
    declared = interest(PARKSIDE, number=7, person=1)
    position = replace(declared, interest_id=None, position_id=7)

    keys = {
        match.key
        for match in match_interests(
            [declared, position], graph=GRAPH, affected={PARKSIDE: "named"}, on=DAY
        )
    }

    assert len(keys) == 2
