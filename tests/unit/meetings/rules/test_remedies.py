"""Ways out of a missing quorum: in the committee's order, with what each would give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committees.enums import QuorumKind, RemedyKind, SeatCategory
from committees.rules.seats import SeatFacts
from committees.rules.terms import QuorumRule, QuorumTerms
from committees.values import CommitteeId, SeatId
from meetings.rules.remedies import (
    NOT_IN_TERMS,
    ORDER,
    BodyFacts,
    Candidate,
    DeputyCandidate,
    RemedyFacts,
    SplitFacts,
    remedies_for,
    temporary_seat,
)
from people.values import PersonId


GP_AND_TWO_MORE = QuorumTerms(
    rules=(
        QuorumRule(QuorumKind.MIN_TOTAL, 3),
        QuorumRule(
            QuorumKind.MIN_OF_CATEGORY, 1, categories=frozenset({SeatCategory.GP})
        ),
    )
)


def seat(key, category=SeatCategory.LAY, *, there=True):
    return SeatFacts(
        seat_id=SeatId(key),
        title=f"Seat {key}",
        category=category,
        holder=PersonId(key),
        holder_name=f"Holder {key}",
        present=PersonId(key) if there else None,
        present_name=f"Holder {key}" if there else "",
    )


# Two lay members and an executive come; the only GP is a partner of the applicant.
SEATS = (seat(1), seat(2), seat(3, SeatCategory.EXECUTIVE), seat(4, SeatCategory.GP))
PARTNER = {PersonId(4): "is a partner of the applicant"}


def facts(**said):
    return RemedyFacts(
        **{
            "terms": GP_AND_TWO_MORE,
            "seats": SEATS,
            "excluded": PARTNER,
            **said,
        }
    )


def only(kind, **said):
    return [one for one in remedies_for(facts(**said)) if one.kind is kind]


def deputy(person=40, for_seat=4, why_not=""):
    return DeputyCandidate(PersonId(person), "Dr Deputy", SeatId(for_seat), why_not)


def guest(person=50, category=SeatCategory.GP, why_not=""):
    return Candidate(PersonId(person), "Dr Far", category, "GP in Luton", why_not)


def test_remedies_for_a_deputy_of_an_excluded_holder_gives_the_quorum():
    (route,) = only(RemedyKind.DEPUTY, deputies=(deputy(),))

    assert route.suffices
    assert route.words == "Dr Deputy deputises as Seat 4"
    assert route.key == "deputy-4-40"
    assert PersonId(40) in {one.person_id for one in route.quorum.counted}


def test_remedies_for_a_deputy_of_a_seat_that_counts_is_no_way_out():
    (route,) = only(RemedyKind.DEPUTY, deputies=(deputy(for_seat=1),))

    assert not route.is_open
    assert route.closed.startswith("No deputy is named for a seat that is not counted.")


def test_remedies_for_a_deputy_in_conflict_is_closed_and_says_so():
    (route,) = only(
        RemedyKind.DEPUTY, deputies=(deputy(why_not="a conflict keeps them too"),)
    )

    assert route.closed == "Dr Deputy cannot: a conflict keeps them too."
    assert route.quorum is None


def test_remedies_for_deputies_who_do_not_count_are_closed():
    terms = QuorumTerms(rules=GP_AND_TWO_MORE.rules, deputies_count=False)

    (route,) = only(RemedyKind.DEPUTY, terms=terms, deputies=(deputy(),))

    assert "deputies do not count under these terms" in route.closed


def test_remedies_for_a_lay_member_brings_a_vote_and_no_gp():
    (route,) = only(
        RemedyKind.LAY_FROM_ANOTHER, lay=(guest(category=SeatCategory.LAY),)
    )

    assert route.is_open
    assert not route.suffices
    assert route.quorum.counted_votes == 4
    assert any("GP" in reason for reason in route.quorum.reasons)


def test_remedies_for_an_outside_gp_gives_the_quorum():
    (route,) = only(RemedyKind.OUTSIDE_CLINICIAN, clinicians=(guest(),))

    assert route.suffices
    assert route.words == "Dr Far (GP in Luton) joins for this item"


def test_remedies_for_guests_who_suffice_come_first_and_those_who_cannot_last():
    clinicians = (
        guest(50, why_not="a partner of the applicant"),
        guest(51, SeatCategory.INDEPENDENT_CLINICIAN),
        guest(52),
    )

    routes = only(RemedyKind.OUTSIDE_CLINICIAN, clinicians=clinicians)

    assert [one.person_id for one in routes] == [52, 51, 50]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (RemedyKind.LAY_FROM_ANOTHER, "has a lay member on record"),
        (RemedyKind.OUTSIDE_CLINICIAN, "Nobody is on the list of outside clinicians"),
        (RemedyKind.REFER, "No governing body or investment committee"),
        (RemedyKind.SPLIT, "no part of it is free of them"),
    ],
)
def test_remedies_for_nobody_to_ask_is_closed_and_says_why(kind, words):
    (route,) = only(kind)

    assert not route.is_open
    assert words in route.closed


def test_remedies_for_a_body_that_is_quorate_takes_a_referral():
    body = BodyFacts(
        CommitteeId(7),
        "The governing body",
        QuorumTerms(rules=GP_AND_TWO_MORE.rules),
        (seat(21), seat(22), seat(23, SeatCategory.GP)),
    )

    (route,) = only(RemedyKind.REFER, bodies=(body,))

    assert route.suffices
    assert route.words == "Refer it to The governing body"
    assert route.committee_id == 7


def test_remedies_for_a_body_that_is_inquorate_itself_takes_none():
    body = BodyFacts(
        CommitteeId(7), "The governing body", GP_AND_TWO_MORE, SEATS, PARTNER
    )

    (route,) = only(RemedyKind.REFER, bodies=(body,))

    assert not route.is_open
    assert route.closed.startswith("The governing body would not be quorate either.")


def test_remedies_for_a_part_that_no_conflict_touches_can_be_decided():
    part = SplitFacts(free=((9, "Elm Surgery"),), touched=("Oak Surgery",))

    (route,) = only(RemedyKind.SPLIT, split=part)

    assert route.suffices
    assert "Elm Surgery" in route.words


def test_remedies_for_an_item_that_cannot_be_split_says_why():
    (route,) = only(RemedyKind.SPLIT, split=SplitFacts(why_not="It has parts."))

    assert route.closed == "It has parts."


def test_remedies_for_deferring_is_always_open_and_gives_no_quorum():
    (route,) = only(RemedyKind.DEFER)

    assert route.is_open
    assert route.quorum is None
    assert not route.suffices


def test_remedies_for_keeps_the_order_of_the_terms_and_closes_the_rest():
    routes = remedies_for(facts(order=(RemedyKind.DEFER, RemedyKind.REFER)))

    assert [one.kind for one in routes[:2]] == [RemedyKind.DEFER, RemedyKind.REFER]
    assert {one.kind for one in routes[2:]} == set(ORDER[:3]) | {RemedyKind.SPLIT}
    assert all(one.closed == NOT_IN_TERMS for one in routes[2:])


def test_temporary_seat_has_a_vote_no_office_and_no_key_of_a_standing_seat():
    found = temporary_seat(PersonId(5), "Dr Far", SeatCategory.GP, key=3)

    assert found.is_voting
    assert not found.roles
    assert not found.as_deputy
    assert found.seat_id == -3


@given(
    order=st.permutations(ORDER),
    excluded=st.sets(st.integers(1, 4)),
    guests=st.lists(
        st.tuples(st.integers(50, 60), st.sampled_from(SeatCategory), st.booleans()),
        max_size=4,
        unique_by=lambda one: one[0],
    ),
)
def test_remedies_for_never_offers_whom_it_may_not_nor_twice(order, excluded, guests):
    people = tuple(
        guest(key, category, "tied" if is_tied else "")
        for key, category, is_tied in guests
    )

    routes = remedies_for(
        facts(
            order=tuple(order),
            excluded={PersonId(key): "excluded" for key in excluded},
            clinicians=people,
        )
    )

    assert len({one.key for one in routes}) == len(routes)
    assert list(dict.fromkeys(one.kind for one in routes)) == list(order)
    tied = {key for key, _category, is_tied in guests if is_tied}
    for one in routes:
        assert bool(one.closed) != one.is_open
        if one.person_id in tied:
            assert not one.is_open
        if one.is_open and one.person_id is not None:
            assert one.person_id in {each.person_id for each in one.quorum.counted}


@given(excluded=st.sets(st.integers(1, 4)))
def test_remedies_for_a_guest_never_unmakes_a_quorum_without_a_majority(excluded):
    kept_out = {PersonId(key): "excluded" for key in excluded}
    before = remedies_for(facts(excluded=kept_out, clinicians=(guest(),)))
    route = next(one for one in before if one.kind is RemedyKind.OUTSIDE_CLINICIAN)

    counted = {one.person_id for one in route.quorum.counted}

    assert counted == {1, 2, 3, 4} - excluded | {50}


def test_remedies_say_that_a_stand_in_comes_to_the_room_where_only_those_count():
    deputy = DeputyCandidate(PersonId(70), "Dee", SeatId(4))
    guest = Candidate(PersonId(80), "Guy", SeatCategory.GP, "GP in Luton")
    added = {"deputies": (deputy,), "clinicians": (guest,)}
    in_room = replace(GP_AND_TWO_MORE, remote_counts=False)

    def words(terms):
        return {
            one.kind: one.words
            for one in remedies_for(facts(terms=terms, **added))
            if one.is_open and one.kind.adds_a_person
        }

    assert words(in_room) == {
        RemedyKind.DEPUTY: "Dee deputises as Seat 4, in the room",
        RemedyKind.OUTSIDE_CLINICIAN: (
            "Guy (GP in Luton) joins for this item, in the room"
        ),
    }
    assert not any("room" in said for said in words(GP_AND_TWO_MORE).values())
