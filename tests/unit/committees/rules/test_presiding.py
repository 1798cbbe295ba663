"""Who presides for one item (docs/field.md 3.3 V2, 6.4; story 15)."""

from __future__ import annotations

from committees.enums import SeatRole
from committees.rules.presiding import PresidingBasis, who_presides
from tests.unit.committees.rules.seating import (
    EXECUTIVE,
    GP,
    LAY,
    PARTNER,
    conflicted,
    seat,
)


CHAIR = seat(1, LAY, SeatRole.CHAIR)
VICE = seat(2, LAY, SeatRole.VICE_CHAIR)
ROOM = [seat(3, GP), CHAIR, VICE, seat(4, LAY), seat(5, PARTNER, is_voting=False)]


def test_who_presides_is_the_chair():
    answer = who_presides(ROOM, excluded={})

    assert (answer.person, answer.basis) == (101, PresidingBasis.CHAIR)


def test_who_presides_chair_conflicted_moves_to_the_vice_chair_for_that_item():
    answer = who_presides(ROOM, excluded=conflicted(1))

    assert (answer.person, answer.basis) == (102, PresidingBasis.VICE_CHAIR)
    assert answer.reason == (
        "The vice chair presides: the chair has a conflict (left for the item)."
    )


def test_who_presides_deputy_takes_the_seat_but_not_the_chair():
    deputised = seat(1, LAY, SeatRole.CHAIR, filled_by=900)

    answer = who_presides([deputised, VICE], excluded={})

    assert answer.person == 102
    assert "the chair is away" in answer.reason


def test_who_presides_without_either_offers_lay_members_first():
    answer = who_presides(ROOM, excluded=conflicted(1, 2))

    assert answer.person is None
    assert answer.basis is PresidingBasis.NOBODY
    assert answer.may_choose == (104, 103)


def test_who_presides_follows_the_choice_of_those_who_can_vote():
    answer = who_presides(ROOM, excluded=conflicted(1, 2), chosen=103)

    assert (answer.person, answer.basis) == (103, PresidingBasis.CHOSEN)


def test_who_presides_names_those_who_chose():
    now = who_presides(ROOM, excluded=conflicted(1, 2), chosen=103, chosen_by=None)
    kept = who_presides(
        ROOM, excluded=conflicted(1, 2), chosen=103, chosen_by=["Ann", "Bo", "Cy"]
    )
    unknown = who_presides(ROOM, excluded=conflicted(1, 2), chosen=103)

    names = {seat.present: seat.present_name for seat in ROOM}
    assert f"by those who can vote ({names[104]} and {names[103]}): " in now.reason
    assert "by those who can vote (Ann, Bo and Cy): the chair has" in kept.reason
    assert "by those who can vote: the chair has" in unknown.reason


def test_who_presides_deputy_who_cannot_vote_neither_chooses_nor_is_chosen():
    room = [CHAIR, VICE, seat(3, GP, filled_by=900), seat(4, LAY)]
    away = conflicted(1, 2)

    assert who_presides(room, excluded=away).may_choose == (104, 900)
    answer = who_presides(room, excluded=away, chosen=900, deputies_vote=False)
    assert answer.may_choose == (104,)
    assert answer.person is None


def test_who_presides_refuses_a_choice_of_somebody_without_a_vote():
    answer = who_presides(ROOM, excluded=conflicted(1, 2), chosen=105)

    assert answer.person is None


def test_who_presides_vacant_offices_are_named():
    answer = who_presides([seat(7, EXECUTIVE)], excluded={})

    assert "there is no chair and there is no vice chair" in answer.reason
