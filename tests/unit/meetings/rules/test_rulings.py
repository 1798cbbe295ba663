"""Who is reminded of an open ruling: whose turn it is, and never of their own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.rulings import OpenRuling, RulingsWaiting, who_is_asked
from meetings.values import ItemId
from people.values import PersonId


CHAIR, VICE, CONVENER, GP, OFFICER, OTHER_OFFICER = map(PersonId, range(1, 7))
ITEM, ANOTHER = ItemId(1), ItemId(2)
PEOPLE = st.sampled_from([CHAIR, VICE, CONVENER, GP, OFFICER, OTHER_OFFICER])


def ruling(*by_office, item=ITEM, person=GP, officers=(OFFICER,)):
    return OpenRuling(item, person, by_office, frozenset(officers))


def test_who_is_asked_is_the_chair_and_not_the_vice_chair_as_well():
    assert who_is_asked([ruling(CHAIR, VICE)]) == {CHAIR: RulingsWaiting(to_rule=1)}


def test_who_is_asked_where_the_chair_is_conflicted_is_the_vice_chair():
    assert who_is_asked([ruling(VICE)]) == {VICE: RulingsWaiting(to_rule=1)}


def test_who_is_asked_of_each_committee_is_its_own_chair():
    found = who_is_asked([ruling(CHAIR), ruling(CONVENER)])

    assert found == {
        CHAIR: RulingsWaiting(to_rule=1),
        CONVENER: RulingsWaiting(to_rule=1),
    }


def test_who_is_asked_about_one_matter_of_many_committees_has_one():
    rows = [ruling(CHAIR), ruling(CHAIR), ruling(CHAIR, item=ANOTHER)]

    assert who_is_asked(rows) == {CHAIR: RulingsWaiting(to_rule=2)}


def test_who_is_asked_is_never_asked_about_themself():
    assert who_is_asked([ruling(CHAIR, VICE, person=CHAIR)]) == {
        VICE: RulingsWaiting(to_rule=1)
    }


def test_who_is_asked_without_anybody_in_office_is_each_officer():
    found = who_is_asked([ruling(officers=(OFFICER, OTHER_OFFICER))])

    assert found == {
        OFFICER: RulingsWaiting(to_settle=1),
        OTHER_OFFICER: RulingsWaiting(to_settle=1),
    }
    own = ruling(person=OFFICER, officers=(OFFICER, OTHER_OFFICER))
    assert who_is_asked([own]) == {OTHER_OFFICER: RulingsWaiting(to_settle=1)}


def test_who_is_asked_counts_apart_what_one_rules_and_what_one_settles():
    rows = [ruling(OFFICER), ruling(item=ANOTHER), ruling()]

    assert who_is_asked(rows) == {OFFICER: RulingsWaiting(to_rule=1, to_settle=1)}


@given(
    st.lists(
        st.builds(
            OpenRuling,
            st.sampled_from([ITEM, ANOTHER]),
            PEOPLE,
            st.lists(PEOPLE, unique=True, max_size=3).map(tuple),
            st.frozensets(PEOPLE, min_size=2, max_size=3),
        ),
        max_size=6,
    )
)
def test_who_is_asked_leaves_no_ruling_without_somebody(rulings):
    for one in rulings:
        asked = who_is_asked([one])
        assert asked
        assert one.person_id not in asked
        everybody = who_is_asked(rulings)
        assert any(person in everybody for person in asked)
