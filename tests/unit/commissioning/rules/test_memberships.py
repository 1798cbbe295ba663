"""History and snapshots of one practice, weighed into dated memberships."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from commissioning.rules.memberships import CcgLife, derive_memberships
from commissioning.rules.organisations import derive_organisation
from tests.unit.commissioning.rules.weighing import day, said, stretches, tie


ENDED = date(2021, 3, 31)
CCGS = {
    "07L": CcgLife(date(2013, 4, 1), ENDED, lives_on=False),
    "08F": CcgLife(date(2013, 4, 1), ENDED, lives_on=False),
    "A3A8R": CcgLife(date(2021, 4, 1), date(2022, 6, 30), lives_on=True),
}


def under(ccg, joined="2013-04-01", on="2016-02-29", left="", **more):
    told = {"parent_code": ccg, "parent_from_on": joined, "parent_to_on": left}
    return said(on=on, **(told | more))


def derive(snapshots, history=()):
    facts = derive_organisation(snapshots)
    return stretches(derive_memberships(facts, snapshots, history, CCGS))


def test_derive_memberships_history_dates_win_over_snapshots():
    history = [tie("07L", "2013-04-01", "2016-04-05"), tie("08F", "2016-04-06")]
    snapshots = [under("07L"), under("08F", "2016-04-01", "2019-10-31")]

    assert derive(snapshots, history) == [
        ("member_of", "07L", "2013-04-01", "2016-04-05"),
        ("member_of", "08F", "2016-04-06", "2021-03-31"),
    ]


def test_derive_memberships_snapshot_later_than_the_history_adds_to_it():
    history = [tie("07L", "2013-04-01")]
    snapshots = [under("A3A8R", "2021-04-01", "2021-11-30")]

    assert derive(snapshots, history) == [
        ("member_of", "07L", "2013-04-01", "2021-03-31"),
        ("member_of", "A3A8R", "2021-04-01", "2022-06-30"),
        ("commissioned_by", "A3A8R", "2022-07-01", ""),
    ]


def test_derive_memberships_joining_date_carried_over_is_cut_to_the_ccg():
    # ODS dates some joinings of a successor back to the predecessor's.
    snapshots = [under("07L"), under("A3A8R", "2013-04-01", "2021-11-30")]

    assert derive(snapshots)[1][:3] == ("member_of", "A3A8R", "2021-04-01")


def test_derive_memberships_does_not_move_within_settled_days():
    history = [tie("07L", "2013-04-01")]
    snapshots = [under("08F", "2018-01-01", "2020-02-29")]

    assert derive(snapshots, history) == [
        ("member_of", "07L", "2013-04-01", "2019-10-31"),
        ("member_of", "08F", "2019-11-01", "2021-03-31"),
    ]


def test_derive_memberships_tie_over_before_the_settled_days_adds_nothing():
    history = [tie("08F", "2016-04-06")]
    left_before = under("07L", on="2019-11-30", left="2014-03-31")
    back = under("07L", "2020-01-01", on="2020-06-30")

    assert derive([left_before, back], history)[-1] == (
        "member_of",
        "07L",
        "2020-01-01",
        "2021-03-31",
    )


def test_derive_memberships_only_ccgs_count():
    history = [tie("5E1", "2001-04-01", "2013-03-31"), tie("13Q", "2013-04-01")]

    assert derive([under("13Q")], history) == []


def test_derive_memberships_leaving_for_a_hub_ends_the_membership():
    snapshots = [under("07L"), under("13Q", "2018-05-01", "2019-10-31")]

    assert derive(snapshots) == [("member_of", "07L", "2013-04-01", "2018-04-30")]


def test_derive_memberships_without_commissioner_says_nothing():
    assert derive([under("07L"), under("", "", "2019-10-31")]) == [
        ("member_of", "07L", "2013-04-01", "2021-03-31")
    ]


def test_derive_memberships_left_and_closed_practices_end():
    assert derive([under("07L", left="2015-09-30")]) == [
        ("member_of", "07L", "2013-04-01", "2015-09-30")
    ]
    assert derive([under("07L", closed_on="2014-09-30")]) == [
        ("member_of", "07L", "2013-04-01", "2014-09-30")
    ]


def test_derive_memberships_newer_snapshot_may_reopen():
    snapshots = [under("07L", left="2015-09-30"), under("07L", on="2019-10-31")]

    assert derive(snapshots) == [("member_of", "07L", "2013-04-01", "2021-03-31")]


def test_derive_memberships_prescriber_is_only_commissioned():
    snapshots = [under("A3A8R", "2021-04-01", "2021-11-30", kind="prescriber")]

    assert derive(snapshots) == [("commissioned_by", "A3A8R", "2021-04-01", "")]


snapshots_of_a_practice = st.lists(
    st.builds(
        under,
        ccg=st.sampled_from(["07L", "08F", "A3A8R", "13Q", ""]),
        joined=st.sampled_from(
            ["2012-01-01", "2013-04-01", "2018-01-01", "2021-04-01"]
        ),
        on=st.sampled_from(["2016-02-29", "2019-10-31", "2020-12-31", "2025-09-30"]),
        left=st.sampled_from(["", "2021-06-30"]),
        closed_on=st.sampled_from(["", "2019-01-01"]),
    ),
    min_size=1,
    max_size=5,
)
histories = st.sampled_from(
    [
        [],
        [tie("07L", "2013-04-01")],
        [tie("07L", "2013-04-01", "2016-04-05"), tie("08F", "2016-04-06")],
        [tie("07L", "2013-04-01", at="2018-01-31"), tie("08F", "2014-04-01")],
    ]
)


@given(snapshots_of_a_practice, histories)
def test_derive_memberships_never_overlap(snapshots, history):
    spans = [
        (day(first), day(last) or date.max)
        for kind, _, first, last in derive(snapshots, history)
        if kind == "member_of"
    ]

    for one, following in pairwise(spans):
        assert one[0] <= one[1] < following[0]


@given(snapshots_of_a_practice, histories, st.randoms(use_true_random=False))
def test_derive_memberships_ignores_order_and_repetition(snapshots, history, order):
    shuffled, again = snapshots + snapshots[:1], history + history
    order.shuffle(shuffled)
    order.shuffle(again)

    assert derive(shuffled, again) == derive(snapshots, history)
