"""What falls under a standing ruling, for which meetings, and how it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import Nature, Severity, Tie, TieWay
from meetings.enums import Directness, PaperHandling, Participation, SubjectRole
from meetings.rules.standing_rulings import (
    TieClass,
    TieFacts,
    describe_class,
    falls_under,
    in_force_for,
    words_of_treatment,
)


DAY = date(2016, 6, 15)
SAME_FEDERATION = TieFacts(
    nature=Nature.FINANCIAL,
    ways=frozenset({TieWay.FEDERATION}),
    roles=frozenset({SubjectRole.APPLICANT}),
    severity=Severity.CLOSE,
    tie=Tie.PARTNER,
)
IN_THE_ITEM = frozenset({SubjectRole.APPLICANT, SubjectRole.BIDDER})
RULING = TieClass(
    ways=frozenset({TieWay.FEDERATION}),
    roles=frozenset({SubjectRole.APPLICANT}),
    unless_roles=IN_THE_ITEM,
)

sets = st.frozensets
TIES = st.builds(
    TieFacts,
    nature=st.sampled_from(Nature),
    ways=sets(st.sampled_from(TieWay), min_size=1, max_size=3),
    roles=sets(st.sampled_from(SubjectRole), min_size=1, max_size=2),
    severity=st.sampled_from(Severity),
    is_indirect=st.booleans(),
    tie=st.none() | st.sampled_from(Tie),
    hub_roles=sets(st.sampled_from(SubjectRole), max_size=2),
)
CLASSES = st.builds(
    TieClass,
    ways=sets(st.sampled_from(TieWay), min_size=1),
    natures=sets(st.sampled_from(Nature)),
    directness=st.sampled_from(Directness),
    ties=sets(st.sampled_from(Tie)),
    roles=sets(st.sampled_from(SubjectRole)),
    no_nearer_than=st.none() | st.sampled_from(Severity),
    unless_roles=sets(st.sampled_from(SubjectRole)),
)


def test_falls_under_same_federation_as_the_applicant():
    assert falls_under([SAME_FEDERATION], RULING)


@pytest.mark.parametrize(
    "changed",
    [
        {"ways": frozenset({TieWay.OWN})},
        {"ways": frozenset({TieWay.FEDERATION, TieWay.OWNER})},
        {"roles": frozenset({SubjectRole.BIDDER})},
        {"roles": frozenset({SubjectRole.APPLICANT, SubjectRole.BIDDER})},
        {"hub_roles": frozenset({SubjectRole.BIDDER})},
    ],
    ids=[
        "own body",
        "an owner as well",
        "the body bids",
        "it applies and bids",
        "the federation itself bids",
    ],
)
def test_falls_under_leaves_out_what_the_ruling_does_not_name(changed):
    assert not falls_under([replace(SAME_FEDERATION, **changed)], RULING)


@pytest.mark.parametrize(
    ("of", "is_under"),
    [
        ({"natures": frozenset({Nature.FINANCIAL})}, True),
        ({"natures": frozenset({Nature.PERSONAL})}, False),
        ({"directness": Directness.DIRECT}, True),
        ({"directness": Directness.INDIRECT}, False),
        ({"ties": frozenset({Tie.PARTNER})}, True),
        ({"ties": frozenset({Tie.EMPLOYEE})}, False),
        ({"no_nearer_than": Severity.CLOSE}, True),
        ({"no_nearer_than": Severity.REMOTE}, False),
    ],
)
def test_falls_under_each_condition(of, is_under):
    assert falls_under([SAME_FEDERATION], replace(RULING, **of)) is is_under


def test_falls_under_needs_a_ground_and_all_of_them():
    other = replace(SAME_FEDERATION, ways=frozenset({TieWay.OWN}))

    assert not falls_under([], RULING)
    assert not falls_under([SAME_FEDERATION, other], RULING)
    assert not falls_under([SAME_FEDERATION, None], RULING)


@given(st.lists(TIES | st.none(), max_size=4), TIES | st.none(), CLASSES)
def test_one_ground_more_never_brings_a_conflict_under(grounds, more, of):
    if grounds and falls_under([*grounds, more], of):
        assert falls_under(grounds, of)


@given(st.lists(TIES, min_size=1, max_size=4), CLASSES)
def test_order_of_grounds_plays_no_part(grounds, of):
    assert falls_under(grounds, of) == falls_under(grounds[::-1], of)


@given(TIES, CLASSES, sets(st.sampled_from(SubjectRole)))
def test_one_exception_more_never_brings_a_conflict_under(ground, of, more):
    wider = replace(of, unless_roles=of.unless_roles | more)
    if falls_under([ground], wider):
        assert falls_under([ground], of)


@pytest.mark.parametrize(
    ("held_on", "days", "counts"),
    [
        (DAY, {}, True),
        (DAY - timedelta(1), {}, False),
        (DAY, {"to_on": DAY}, True),
        (DAY + timedelta(1), {"to_on": DAY}, False),
        (DAY, {"withdrawn_on": DAY}, False),
        (DAY, {"withdrawn_on": DAY + timedelta(1)}, True),
    ],
    ids=[
        "first day",
        "before it",
        "last day",
        "after it",
        "withdrawn on the day",
        "withdrawn after the meeting",
    ],
)
def test_in_force_for(held_on, days, counts):
    said = {"from_on": DAY, "to_on": None, "withdrawn_on": None, **days}

    assert in_force_for(held_on, **said) is counts


def test_describe_class_says_every_condition():
    of = TieClass(
        ways=frozenset({TieWay.FEDERATION, TieWay.NETWORK, TieWay.OF_CLASS}),
        natures=frozenset({Nature.FINANCIAL}),
        directness=Directness.DIRECT,
        ties=frozenset({Tie.PARTNER}),
        roles=frozenset({SubjectRole.APPLICANT, SubjectRole.AFFECTED}),
        no_nearer_than=Severity.CLOSE,
        unless_roles=IN_THE_ITEM,
    )

    assert describe_class(of) == (
        "One of all practices of a CCG, same network or same federation; financial "
        "interests; direct interests only; the person is a partner in it; the body "
        "touched is the applicant or affected; at least one step away. Not where the "
        "body between them is itself the applicant or a bidder."
    )


def test_describe_class_leaves_out_what_is_open():
    of = TieClass(ways=frozenset({TieWay.OWN}), no_nearer_than=Severity.DIRECT)

    assert describe_class(of) == "The body itself."
    assert describe_class(replace(of, no_nearer_than=Severity.SHARED)) == (
        "The body itself; shared by a whole class."
    )


def test_words_of_treatment():
    take_part = words_of_treatment(Participation.TAKE_PART, PaperHandling.GIVEN)
    leave = words_of_treatment(Participation.LEAVE_ITEM, PaperHandling.WITHHELD)

    assert take_part == "note and take part"
    assert leave == "leave for the item, papers withheld"
