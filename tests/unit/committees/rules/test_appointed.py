"""Predicates on who is appointed, on a day and as terms end (docs/field.md 3.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commissioning.values import Level
from committees.enums import CommitteeKind, QuorumKind, SeatRole
from committees.rules.appointed import (
    WHAT_TO_DO,
    Appointed,
    Span,
    check_appointed,
    endings,
    forecast,
    months_ahead,
    with_everybody,
)
from committees.rules.composition import CompositionFacts
from committees.rules.terms import QuorumRule, QuorumTerms
from committees.values import SeatId
from people.values import PersonId
from tests.unit.committees.rules.seating import (
    CLINICIAN,
    EXECUTIVE,
    GP,
    LAY,
    NHS_ENGLAND,
    PARTNER,
    seat,
)


DAY = date(2016, 6, 1)
SEATS = (
    seat(1, LAY, SeatRole.CHAIR, title="Chair"),
    seat(2, LAY, SeatRole.VICE_CHAIR, title="Vice chair"),
    seat(3, EXECUTIVE, SeatRole.CFO, title="CFO"),
    seat(4, EXECUTIVE, title="Director"),
    seat(5, GP, title="GP"),
    seat(6, CLINICIAN, SeatRole.REGISTERED_NURSE, title="Nurse"),
    seat(7, NHS_ENGLAND, SeatRole.NHS_ENGLAND, title="NHS England", is_voting=False),
    seat(8, PARTNER, SeatRole.HEALTHWATCH, title="Healthwatch", is_voting=False),
    seat(9, PARTNER, SeatRole.WELLBEING_BOARD, title="Board", is_voting=False),
)
QUORUM = QuorumTerms((QuorumRule(QuorumKind.MIN_TOTAL, 3),))


def appointed(*vacant: int, seats=SEATS, quorum=QUORUM, **facts) -> Appointed:
    """Return a committee in which everybody sits but the holders of these seats."""
    seated = tuple(
        replace(each, holder=None) if each.seat_id in vacant else each for each in seats
    )
    more = {
        name: facts.pop(name)
        for name in ("deputies", "elsewhere", "lay_of_body")
        if name in facts
    }
    composition = CompositionFacts(
        **{"kind": CommitteeKind.PCCC, "level": Level.DELEGATED, **facts}, seats=seated
    )
    return Appointed(composition, quorum, **more)


def codes(facts: Appointed) -> list[tuple[str, bool]]:
    return [(each.code, each.is_hard) for each in check_appointed(facts)]


def test_check_appointed_of_a_full_committee_finds_nothing():
    assert codes(appointed()) == []


@pytest.mark.parametrize(
    ("vacant", "expected", "words"),
    [
        ([1], [("C1", True)], "Chair is vacant: no lay member chairs."),
        (
            [2],
            [("C2", False)],
            "Vice chair is vacant: no lay member can take the chair.",
        ),
        ([5], [("vacant", False)], "GP is vacant."),
        ([7], [("C9", False)], "NHS England is vacant: NHS England does not attend."),
        (
            [8],
            [("C5", False)],
            "Healthwatch is vacant: nobody answers the standing invitation.",
        ),
    ],
)
def test_check_appointed_names_a_vacancy_and_its_rule(vacant, expected, words):
    facts = appointed(*vacant)

    assert codes(facts) == expected
    assert check_appointed(facts)[0].sentence == words


def test_check_appointed_lay_and_executive_majority_lost_through_vacancies():
    """Four of six votes in the terms; two of four among those who sit."""
    found = {each.code: each for each in check_appointed(appointed(2, 3))}

    assert found["C3"].is_hard
    assert found["C3"].sentence == (
        "Counting the seats that are held, lay and executive members have 2 of 4 "
        "votes, which is not more than half."
    )


def test_check_appointed_gps_become_half():
    found = {each.code: each for each in check_appointed(appointed(1, 2, 3, 6))}

    assert found["C4"].sentence.startswith("Counting the seats that are held, GPs have")


def test_check_appointed_a_majority_the_terms_lack_is_said_once():
    seats = (SEATS[0], SEATS[4], SEATS[5])

    found = check_appointed(appointed(seats=seats))

    assert [each.code for each in found].count("C3") == 1


def test_check_appointed_nhs_england_without_a_vote_at_level_2():
    voting = replace(SEATS[6], is_voting=True)
    seats = (*SEATS[:6], voting, *SEATS[7:])
    second = replace(voting, seat_id=SeatId(20), title="Second from NHS England")

    alone = appointed(7, seats=seats, level=Level.JOINT)
    both = appointed(7, seats=(*seats, second), level=Level.JOINT)
    greater = appointed(7, seats=seats, level=Level.GREATER_INVOLVEMENT)

    assert ("C8", True) in codes(alone)
    assert [code for code, _hard in codes(both)] == ["C3", "vacant"]
    assert [code for code, _hard in codes(greater)] == ["vacant"]


def test_check_appointed_guardian_elsewhere_holds_the_chair():
    found = check_appointed(appointed(guardians=frozenset({PersonId(101)})))

    assert [each.code for each in found] == ["C6"]


def test_check_appointed_a_person_in_two_seats_counts_once():
    twice = replace(SEATS[3], holder=PersonId(103), holder_name="Mx Two")
    first = replace(SEATS[2], holder_name="Mx Two")

    (found,) = check_appointed(appointed(seats=(*SEATS[:2], first, twice, *SEATS[4:])))

    assert found.sentence == "Mx Two holds CFO and Director, and counts once."


def test_check_appointed_lay_here_and_a_gp_elsewhere():
    named = (replace(SEATS[0], holder_name="Dr Both"), *SEATS[1:])

    (found,) = check_appointed(
        appointed(seats=named, elsewhere={PersonId(101): ["GP of Board"]})
    )

    assert found.sentence == ("Dr Both is lay here (Chair), but elsewhere GP of Board.")


def test_check_appointed_no_quorum_even_if_everybody_came():
    needs_gp = QuorumTerms(
        (QuorumRule(QuorumKind.MIN_OF_CATEGORY, categories=frozenset({GP})),)
    )

    without = check_appointed(appointed(5, quorum=needs_gp))
    deputised = check_appointed(
        appointed(5, quorum=needs_gp, deputies={SeatId(5): PersonId(900)})
    )

    assert [(each.code, each.is_hard) for each in without] == [
        ("vacant", False),
        ("quorum", True),
    ]
    assert without[1].sentence.endswith("Needed: a GP; none is counted.")
    assert [each.code for each in deputised] == ["vacant"]
    assert with_everybody(appointed(quorum=needs_gp)).fragile[0].title == "GP"


def test_check_appointed_groups_are_only_asked_for_their_seats_and_quorum():
    found = check_appointed(appointed(1, 8, kind=CommitteeKind.SUB_GROUP))

    assert [each.sentence for each in found] == ["Chair is vacant."]


def test_every_finding_says_what_to_do():
    needs_all = QuorumTerms((QuorumRule(QuorumKind.MIN_TOTAL, 9),))
    for vacant in ([], [1], [2, 3], list(range(1, 10))):
        for level in Level:
            facts = appointed(*vacant, quorum=needs_all, level=level)
            for found in check_appointed(facts):
                assert WHAT_TO_DO[found.code]


def span(
    number: int, to_on: date | None, *, who: int = 0, from_on=None, **more
) -> Span:
    person = who or 100 + number
    return Span(
        SeatId(number),
        PersonId(person),
        f"Person {person}",
        from_on or date(2015, 4, 1),
        to_on,
        **more,
    )


def spans(**ends: date) -> list[Span]:
    """Return everybody's appointment; `s1=day` ends that of seat 1."""
    return [span(each.seat_id, ends.get(f"s{each.seat_id}")) for each in SEATS]


AUGUST, SEPTEMBER = date(2016, 8, 31), date(2016, 9, 30)
UNTIL = date(2016, 12, 1)


def test_endings_in_the_period_with_who_follows():
    rows = [
        *spans(s1=SEPTEMBER, s5=AUGUST, s4=date(2017, 3, 31), s2=date(2016, 5, 31)),
        span(5, None, who=500, from_on=date(2016, 9, 1)),
        span(3, AUGUST, who=600, is_deputy=True),
        span(77, AUGUST),
    ]

    found = endings(SEATS, rows, day=DAY, until=UNTIL)

    assert [(each.title, each.last_day, each.successor) for each in found] == [
        ("CFO", AUGUST, ""),
        ("GP", AUGUST, "Person 500"),
        ("Chair", SEPTEMBER, ""),
    ]
    assert found[0].span.is_deputy


def test_forecast_says_what_newly_fails_and_when():
    rows = [
        *spans(s1=SEPTEMBER, s5=AUGUST),
        span(5, None, who=500, from_on=date(2016, 9, 1)),
    ]

    first, second = forecast(appointed(8), rows, day=DAY, until=UNTIL)

    assert (first.from_on, first.findings) == (date(2016, 9, 1), ())
    assert first.gone == ("Person 105 (GP)",)
    assert second.from_on == date(2016, 10, 1)
    assert [each.sentence for each in second.findings] == [
        "Chair is vacant: no lay member chairs."
    ]


def test_forecast_adds_up_until_the_majority_and_the_quorum_are_lost():
    rows = [*spans(s2=AUGUST, s3=SEPTEMBER), span(2, None, who=9, is_deputy=True)]
    needs_five = QuorumTerms((QuorumRule(QuorumKind.MIN_TOTAL, 5),))

    first, second = forecast(appointed(quorum=needs_five), rows, day=DAY, until=UNTIL)

    assert [each.code for each in first.findings] == ["C2"]
    assert [each.code for each in second.findings] == ["vacant", "C3"]


def test_forecast_on_the_last_of_days():
    last = date.max

    (found,) = forecast(appointed(), spans(s1=last), day=DAY, until=last)

    assert found.from_on == last


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2016, 8, 31), 6, date(2017, 2, 28)),
        (date(2016, 12, 1), 1, date(2017, 1, 1)),
        (date(9999, 12, 1), 3, date.max),
    ],
)
def test_months_ahead(day, months, expected):
    assert months_ahead(day, months) == expected


@given(
    ends=st.dictionaries(
        st.sampled_from([f"s{each.seat_id}" for each in SEATS]),
        st.dates(DAY, UNTIL),
        max_size=5,
    ),
    shuffle=st.randoms(),
)
def test_forecast_ends_at_what_the_day_itself_would_say(ends, shuffle):
    """What is foreseen for the last day is what is found on it; order never matters."""
    rows = spans(**ends)
    shuffled = list(rows)
    shuffle.shuffle(shuffled)

    found = forecast(appointed(), rows, day=DAY, until=UNTIL)
    said = {finding.sentence for each in found for finding in each.findings}
    gone = [
        int(name[1:]) for name, last in ends.items() if last + timedelta(days=1) > DAY
    ]

    assert forecast(appointed(), shuffled, day=DAY, until=UNTIL) == found
    assert {each.sentence for each in check_appointed(appointed(*gone))} <= said


@pytest.mark.parametrize(
    ("lay", "words"),
    [
        ({SEATS[0].holder: "Ann Ash", SEATS[1].holder: "Bob Birch"}, ""),
        ({SEATS[0].holder: "Ann Ash", 990: "Cat Cole"}, "Cat Cole, lay member of"),
        ({991: "Dan Dale", 990: "Cat Cole"}, "Cat Cole and Dan Dale, lay members of"),
    ],
    ids=["all sit here", "one does not", "two do not"],
)
def test_check_appointed_lay_members_of_the_governing_body_attend(lay, words):
    """C7, second half: all three are encouraged to attend."""
    facts = appointed(
        lay_of_body=lay,
        governing_body_lay=3,
    )

    found = [each for each in check_appointed(facts) if each.code == "C7"]

    assert [each.is_hard for each in found] == ([False] if words else [])
    assert all(each.sentence.startswith(words) for each in found)


def test_check_appointed_deputy_attends_for_the_governing_body():
    facts = appointed(
        lay_of_body={PersonId(990): "Cat Cole"}, deputies={SeatId(1): PersonId(990)}
    )

    assert not [each for each in check_appointed(facts) if each.code == "C7"]
