"""Who must declare, why, and who is published (docs/field.md 5.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import PublishedScope
from conflicts.rules.duties import (
    BANDS,
    DutyKind,
    Holding,
    assess_duties,
    is_band_published,
    why_published,
)
from conflicts.rules.rule_sets import RuleSetFacts
from people.values import PersonId


DAY = date(2018, 4, 1)
RULES = RuleSetFacts(
    1, "2017", date(2017, 6, 16), decision_maker_bands=("8d", "9", "VSM")
)
EVERYBODY = replace(RULES, published_scope=PublishedScope.EVERYBODY)
ANN = PersonId(1)


def holding(kind=DutyKind.EMPLOYEE, **said) -> Holding:
    values = {"words": "Administrator", "from_on": date(2016, 1, 1), "band": "5"}
    return Holding(person_id=ANN, kind=kind, **{**values, **said})


SEAT = holding(
    DutyKind.SEAT,
    words="Lay member, Havering PCCC",
    committee_id=7,
    committee="Havering PCCC",
    band="",
)


def duty_of(*held, rules=RULES, day=DAY):
    return assess_duties(held, day=day, rules=rules).get(ANN)


@pytest.mark.parametrize(
    ("held", "is_published"),
    [
        (holding(), False),
        (holding(band="8c"), False),
        (holding(band="8d"), True),
        (holding(band="8D"), True),
        (holding(band="9"), True),
        (holding(band="VSM"), True),
        (holding(band="", can_commit=True), True),
        (SEAT, True),
        (replace(SEAT, kind=DutyKind.DEPUTY), True),
        (holding(DutyKind.GOVERNING_BODY, band=""), True),
        (holding(DutyKind.PRACTICE_PARTNER, practice_id=3, band=""), False),
        (holding(DutyKind.POST, band=""), False),
        (holding(DutyKind.OTHER, band="X"), False),
    ],
    ids=lambda value: getattr(value, "kind", None) and f"{value.kind}-{value.band}",
)
def test_assess_duties_everybody_declares_and_deciders_are_published(
    held, is_published
):
    duty = duty_of(held)

    assert duty is not None
    assert duty.is_decision_maker is is_published
    assert duty.why == f"{held.words}."


def test_assess_duties_everybody_is_published_where_the_rules_say_so():
    assert duty_of(holding(), rules=EVERYBODY).is_decision_maker


def test_why_published_of_nobody_is_nothing_even_where_everybody_is():
    assert why_published([], EVERYBODY) == ""


def test_assess_duties_both_days_count_and_no_more():
    held = holding(from_on=DAY, to_on=DAY)

    assert duty_of(held)
    assert duty_of(held, day=date(2018, 3, 31)) is None
    assert duty_of(held, day=date(2018, 4, 2)) is None


def test_assess_duties_words_for_the_register():
    duty = duty_of(holding(), SEAT, holding(from_on=date(2017, 1, 1)))

    assert duty.positions == "Lay member, Havering PCCC; Administrator"
    assert duty.committees == {7: "Havering PCCC"}
    assert duty.kinds == {DutyKind.SEAT, DutyKind.EMPLOYEE}
    assert duty.decides_because == "sits on Havering PCCC"


def test_is_band_published_of_bands_nobody_named():
    assert not is_band_published("", RULES)
    assert not is_band_published("8d", replace(RULES, decision_maker_bands=()))
    assert not is_band_published("", replace(RULES, decision_maker_bands=("",)))
    assert is_band_published("L3", replace(RULES, decision_maker_bands=("L3",)))


holdings = st.builds(
    Holding,
    person_id=st.integers(1, 5).map(PersonId),
    kind=st.sampled_from(DutyKind),
    words=st.sampled_from(["A", "B", "C"]),
    from_on=st.dates(date(2017, 1, 1), date(2018, 12, 31)),
    to_on=st.none() | st.dates(date(2017, 6, 1), date(2019, 1, 1)),
    band=st.sampled_from(["", *BANDS, "8D", "odd"]),
    can_commit=st.booleans(),
)
many = st.lists(holdings, max_size=12)
rule_sets = st.builds(
    RuleSetFacts,
    st.just(1),
    st.just("any"),
    st.just(date(2017, 1, 1)),
    published_scope=st.sampled_from(PublishedScope),
    decision_maker_bands=st.lists(st.sampled_from(BANDS), max_size=3).map(tuple),
)


def test_assess_duties_reason_of_two_alike_but_for_the_band():
    one, other = holding(band="9"), holding(band="8d", can_commit=True)

    duty = duty_of(one, other)

    assert duty == duty_of(other, one)
    assert duty.decides_because == "band 8d"


@given(many, rule_sets, st.randoms())
def test_assess_duties_order_is_no_matter(held, rules, random):
    shuffled = random.sample(held, len(held))

    found = assess_duties(shuffled, day=DAY, rules=rules)

    assert found == assess_duties(held, day=DAY, rules=rules)


@given(many, holdings, rule_sets)
def test_assess_duties_one_more_holding_never_frees_or_hides_anybody(held, more, rules):
    before = assess_duties(held, day=DAY, rules=rules)

    after = assess_duties([*held, more], day=DAY, rules=rules)

    assert before.keys() <= after.keys()
    for person, duty in before.items():
        assert after[person].is_decision_maker >= duty.is_decision_maker


@given(many, rule_sets)
def test_assess_duties_exactly_those_who_hold_something_declare(held, rules):
    found = assess_duties(held, day=DAY, rules=rules)

    assert set(found) == {each.person_id for each in held if each.is_held_on(DAY)}


@given(st.sampled_from(BANDS), st.sampled_from(BANDS), rule_sets)
def test_is_band_published_never_leaves_out_a_higher_band(one, other, rules):
    low, high = sorted([one, other], key=BANDS.index)

    assert is_band_published(high, rules) >= is_band_published(low, rules)
