"""Every row of the table of gifts (docs/field.md 5.8), and its edges."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.rules.gifts import (
    EarlierOffer,
    OfferFacts,
    advise,
    days_late,
    judge,
    pounds,
    together_since,
)
from conflicts.rules.rule_sets import RuleSetFacts


DAY = date(2019, 5, 1)
RULES = RuleSetFacts(rule_set_id=1, name="2017", effective_from=date(2017, 6, 16))
STRICT = replace(
    RULES,
    supplier_token_pence=0,
    gift_declare_pence=1000,
    meal_declare_pence=2500,
    meal_refuse_pence=2500,
)
GIFT, MEAL, TRAVEL = OfferKind.GIFT, OfferKind.HOSPITALITY, OfferKind.TRAVEL
PATIENT, SUPPLIER, OTHER = GiverKind.PATIENT, GiverKind.SUPPLIER, GiverKind.OTHER
# From the mildest advice to the strictest, of one kind of offer.
STRICTNESS = {
    "token": 0,
    "under_limit": 0,
    "meal_small": 0,
    "meal_declare": 1,
    "travel_modest": 1,
    "sponsorship": 1,
    "over_limit": 2,
    "meal_over": 3,
    "travel_beyond": 3,
    "supplier": 3,
    "cash": 4,
}


def offer(kind=GIFT, giver=PATIENT, value=6000, **said) -> OfferFacts:
    return OfferFacts(kind, giver, value, **{"offered_on": DAY, **said})


def earlier(value, on=date(2019, 1, 1), outcome=Outcome.ACCEPTED, kind=GIFT):
    return EarlierOffer(kind, value, on, outcome)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"giver": SUPPLIER, "value": 500, "is_branded": True}, "token"),
        ({"giver": SUPPLIER, "value": 600, "is_branded": True}, "token"),
        ({"giver": SUPPLIER, "value": 601, "is_branded": True}, "supplier"),
        ({"giver": SUPPLIER, "value": 100}, "supplier"),
        ({"kind": OfferKind.CASH, "value": 1}, "cash"),
        ({"kind": OfferKind.CASH, "giver": OTHER, "value": 1}, "cash"),
        ({"value": 4999}, "under_limit"),
        ({"value": 5000}, "over_limit"),
        ({"value": 6000}, "over_limit"),
        ({"giver": OTHER, "value": 4999}, "under_limit"),
        ({"giver": OTHER, "value": 5000}, "over_limit"),
        ({"kind": MEAL, "value": 2499}, "meal_small"),
        ({"kind": MEAL, "value": 2500}, "meal_declare"),
        ({"kind": MEAL, "value": 3000, "giver": SUPPLIER}, "meal_declare"),
        ({"kind": MEAL, "value": 7500}, "meal_declare"),
        ({"kind": MEAL, "value": 7501}, "meal_over"),
        ({"kind": TRAVEL, "value": 4000}, "travel_modest"),
        ({"kind": TRAVEL, "value": 4000, "is_more_than_modest": True}, "travel_beyond"),
        ({"kind": OfferKind.SPONSORSHIP, "value": 100000}, "sponsorship"),
    ],
    ids=str,
)
def test_advise_by_the_table_of_2017(said, code):
    assert advise(offer(**said), RULES).code == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"giver": SUPPLIER, "value": 0, "is_branded": True}, "supplier"),
        ({"giver": SUPPLIER, "value": 100, "is_branded": True}, "supplier"),
        ({"value": 999}, "under_limit"),
        ({"value": 1000}, "over_limit"),
        ({"kind": MEAL, "value": 2499}, "meal_small"),
        ({"kind": MEAL, "value": 2500}, "meal_declare"),
        ({"kind": MEAL, "value": 2501}, "meal_over"),
    ],
    ids=str,
)
def test_advise_by_the_stricter_amounts_of_2016(said, code):
    assert advise(offer(**said), STRICT).code == code


def test_advise_over_limit_is_for_the_organisation_and_declared():
    advice = advise(offer(value=6000), RULES)

    assert advice.may_accept
    assert advice.for_organisation
    assert advice.must_declare
    assert advice.needs_entry
    assert "£50" in advice.sentence


@pytest.mark.parametrize(
    ("said", "needs"),
    [
        ({"giver": SUPPLIER, "value": 500, "is_branded": True}, False),
        ({"value": 100}, False),
        ({"kind": MEAL, "value": 100}, False),
        ({"kind": MEAL, "value": 3000}, True),
        ({"kind": OfferKind.CASH}, True),
        ({"giver": SUPPLIER}, True),
    ],
    ids=str,
)
def test_advise_says_whether_an_entry_is_needed(said, needs):
    assert advise(offer(**said), RULES).needs_entry is needs


def test_advise_names_the_amount_of_the_rule_set():
    rules = replace(RULES, gift_declare_pence=3050)

    assert "£30.50" in advise(offer(value=100), rules).sentence


def test_advise_several_gifts_of_one_source_count_as_one():
    before = [earlier(2000), earlier(1500)]

    assert advise(offer(value=1499), RULES, before).code == "under_limit"
    over = advise(offer(value=1500), RULES, before)

    assert over.code == "over_limit"
    assert "earlier gifts of the same giver in 12 months £50" in over.sentence


def test_advise_several_branded_items_of_one_supplier_count_as_one():
    pen = offer(giver=SUPPLIER, value=500, is_branded=True)

    assert advise(pen, RULES, [earlier(100)]).code == "token"
    assert advise(pen, RULES, [earlier(101)]).code == "supplier"


@pytest.mark.parametrize(
    "before",
    [
        earlier(4000, outcome=Outcome.DECLINED),
        earlier(4000, on=date(2018, 5, 1)),
        earlier(4000, on=date(2019, 5, 2)),
        earlier(4000, kind=MEAL),
    ],
    ids=["declined", "too long ago", "later", "a meal"],
)
def test_advise_leaves_out_what_does_not_count_together(before):
    assert advise(offer(value=4000), RULES, [before]).code == "under_limit"


def test_advise_counts_the_first_day_of_the_twelve_months_and_the_day_itself():
    for on in (date(2018, 5, 2), DAY):
        assert advise(offer(value=4000), RULES, [earlier(1000, on=on)]).code == (
            "over_limit"
        )


def test_advise_earlier_gifts_play_no_part_for_a_meal():
    meal = offer(kind=MEAL, value=2000)

    assert advise(meal, RULES, [earlier(9000)]).code == "meal_small"


@pytest.mark.parametrize(
    ("day", "months", "since"),
    [
        (date(2019, 5, 1), 12, date(2018, 5, 2)),
        (date(2018, 6, 1), 12, date(2017, 6, 2)),
        (date(2020, 2, 29), 12, date(2019, 3, 1)),
        (date(2019, 1, 31), 2, date(2018, 12, 1)),
        (date(2019, 12, 31), 12, date(2019, 1, 1)),
        (date(2019, 12, 15), 0, date(2019, 12, 15)),
        (date(2019, 1, 15), 1, date(2018, 12, 16)),
    ],
)
def test_together_since_counts_calendar_months(day, months, since):
    assert together_since(day, months) == since


@pytest.mark.parametrize(
    ("pence", "words"),
    [(5000, "£50"), (750, "£7.50"), (5, "£0.05"), (120000, "£1,200"), (0, "£0")],
)
def test_pounds_writes_pence_only_where_there_are_some(pence, words):
    assert pounds(pence) == words


def test_judge_accepting_within_the_advice_needs_nothing():
    done = judge(advise(offer(kind=MEAL, value=3000), RULES), Outcome.ACCEPTED)

    assert (done.is_against_advice, done.lacks) == (False, "")


def test_judge_over_limit_accepted_for_oneself_needs_a_reason():
    advice = advise(offer(value=6000), RULES)

    assert not judge(advice, Outcome.FOR_ORGANISATION).is_against_advice
    assert judge(advice, Outcome.ACCEPTED).lacks == "reason"
    explained = judge(advice, Outcome.ACCEPTED, reason="The family insisted.")
    assert (explained.is_against_advice, explained.lacks) == (True, "")


def test_judge_dinner_needs_approval_and_the_reason():
    advice = advise(offer(kind=MEAL, value=8000), RULES)

    bare = judge(advice, Outcome.ACCEPTED)
    approved = judge(advice, Outcome.ACCEPTED, approved_on=DAY)
    both = judge(advice, Outcome.ACCEPTED, approved_on=DAY, reason="Keynote speaker.")
    alone = judge(advice, Outcome.ACCEPTED, reason="Keynote speaker.")

    assert (bare.is_against_advice, bare.lacks) == (True, "approval")
    assert (approved.is_against_advice, approved.lacks) == (False, "reason")
    assert (both.is_against_advice, both.lacks) == (False, "")
    assert (alone.is_against_advice, alone.lacks) == (True, "")


@pytest.mark.parametrize(
    ("approved_on", "against"),
    [(date(2019, 5, 9), False), (date(2019, 5, 10), False), (date(2019, 5, 11), True)],
)
def test_judge_travel_abroad_is_approved_in_advance(approved_on, against):
    advice = advise(offer(kind=TRAVEL, is_more_than_modest=True), RULES)

    done = judge(
        advice,
        Outcome.ACCEPTED,
        reason="Invited to speak.",
        approved_on=approved_on,
        received_on=date(2019, 5, 10),
    )

    assert done.is_against_advice is against


@pytest.mark.parametrize(
    ("declared_on", "late"),
    [(date(2019, 5, 29), 0), (date(2019, 5, 30), 1), (date(2019, 6, 30), 32)],
)
def test_days_late_day_28_is_in_time(declared_on, late):
    assert (
        days_late(
            "over_limit",
            offered_on=DAY,
            received_on=None,
            declared_on=declared_on,
            limit_days=28,
        )
        == late
    )


def test_days_late_counts_from_receipt_and_never_without_need():
    said = {"offered_on": DAY, "declared_on": date(2019, 6, 10), "limit_days": 14}

    assert days_late("over_limit", received_on=date(2019, 5, 20), **said) == 7
    assert days_late("token", received_on=None, **said) == 0


OFFERS = st.builds(
    OfferFacts,
    kind=st.sampled_from(OfferKind),
    giver=st.sampled_from(GiverKind),
    value_pence=st.integers(0, 20_000),
    offered_on=st.just(DAY),
    is_branded=st.booleans(),
    is_more_than_modest=st.booleans(),
)
BEFORE = st.lists(
    st.builds(
        EarlierOffer,
        kind=st.sampled_from(OfferKind),
        value_pence=st.integers(0, 10_000),
        offered_on=st.dates(date(2017, 1, 1), date(2019, 12, 31)),
        outcome=st.sampled_from(Outcome),
    ),
    max_size=4,
)
SETS = st.sampled_from([RULES, STRICT])


@given(OFFERS, SETS, BEFORE, st.integers(0, 20_000))
def test_advise_more_value_never_makes_it_milder(one, rules, before, more):
    dearer = replace(one, value_pence=one.value_pence + more)

    mild, strict = advise(one, rules, before), advise(dearer, rules, before)

    assert STRICTNESS[mild.code] <= STRICTNESS[strict.code]
    assert mild.must_declare <= strict.must_declare


@given(OFFERS, SETS, BEFORE, st.randoms())
def test_advise_order_of_earlier_gifts_plays_no_part(one, rules, before, chance):
    mixed = list(before)
    chance.shuffle(mixed)

    assert advise(one, rules, before) == advise(one, rules, mixed)


@given(OFFERS, SETS, BEFORE, BEFORE)
def test_advise_one_more_earlier_gift_never_makes_it_milder(one, rules, before, more):
    mild, strict = advise(one, rules, before), advise(one, rules, before + more)

    assert STRICTNESS[mild.code] <= STRICTNESS[strict.code]


@given(OFFERS, SETS, BEFORE)
def test_judge_declining_is_always_right(one, rules, before):
    done = judge(advise(one, rules, before), Outcome.DECLINED)

    assert (done.is_against_advice, done.lacks) == (False, "")


@given(OFFERS, SETS, BEFORE, st.sampled_from(Outcome), st.booleans(), st.booleans())
def test_judge_a_reason_always_makes_an_entry_possible(
    one, rules, before, outcome, approved, received
):
    done = judge(
        advise(one, rules, before),
        outcome,
        reason="Because.",
        approved_on=DAY if approved else None,
        received_on=DAY if received else None,
    )

    assert done.lacks == ""


@given(OFFERS, SETS, BEFORE)
def test_advise_no_entry_only_where_it_may_be_accepted_undeclared(one, rules, before):
    advice = advise(one, rules, before)

    assert advice.needs_entry == advice.must_declare
    assert advice.needs_entry or advice.may_accept
