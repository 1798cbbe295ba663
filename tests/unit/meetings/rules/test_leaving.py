"""When somebody with a conflict leaves and comes back, said beforehand."""

from __future__ import annotations

import pytest

from meetings.enums import Participation
from meetings.rules.leaving import Said, Step, leaving_of


TAKE, LEAVE = Participation.TAKE_PART, Participation.LEAVE_ITEM
STAY, DISCUSS = Participation.STAY_NO_VOTE, Participation.DISCUSS_THEN_LEAVE
NEVER = Participation.NOT_ATTEND
HERE, THERE, ELSEWHERE = "Havering", "Redbridge", "Newham"


def steps(*rulings):
    return [Step(str(place), {HERE: one}) for place, one in enumerate(rulings, 1)]


def words(steps):
    return {number: said.words for number, said in leaving_of(steps).items()}


@pytest.mark.parametrize(
    ("rulings", "said"),
    [
        ((TAKE, TAKE), {}),
        ((LEAVE, TAKE), {"1": "leaves before item 1, and comes back before item 2"}),
        (
            (LEAVE, LEAVE, TAKE),
            {
                "1": "leaves before item 1, and stays out for item 2",
                "2": "leaves before item 2, and comes back before item 3",
            },
        ),
        ((TAKE, LEAVE), {"2": "leaves before item 2; no item follows"}),
        (
            (DISCUSS, TAKE),
            {
                "1": (
                    "may discuss item 1 and leaves before its decision, and comes back "
                    "before item 2"
                )
            },
        ),
        ((STAY,), {"1": "stays, without a vote"}),
        ((NEVER,), {"1": "does not attend"}),
        ((None,), {"1": "waits for the chair's ruling"}),
    ],
    ids=lambda each: "",
)
def test_leaving_of_says_when_to_leave_and_when_to_return(rulings, said):
    found = leaving_of(steps(*rulings))

    assert {number: one.words for number, one in found.items()} == said
    assert all(one.committees == (HERE,) for one in found.values())


def test_leaving_of_a_private_item_keeps_out_of_the_public_seats():
    agenda = [
        Step("1", {HERE: LEAVE}),
        Step("2", {HERE: LEAVE}, is_private=True),
        Step("3", {HERE: DISCUSS}, is_private=True),
        Step("4", {HERE: STAY}, is_private=True),
    ]

    assert words(agenda) == {
        "1": "leaves before item 1, and stays out for item 2",
        "2": (
            "leaves the room before item 2 and may not sit in the public seats, and "
            "comes back before item 3"
        ),
        "3": (
            "may discuss item 3 and leaves the room before its decision and may not "
            "sit in the public seats, and comes back before item 4"
        ),
        "4": "stays, without a vote",
    }


@pytest.mark.parametrize(
    ("rulings", "said"),
    [
        (
            {HERE: LEAVE, THERE: LEAVE},
            Said("leaves before item 5; no item follows", (HERE, THERE)),
        ),
        (
            {HERE: LEAVE, THERE: DISCUSS},
            Said("leaves before item 5; no item follows", (HERE, THERE)),
        ),
        ({HERE: STAY, THERE: TAKE}, Said("stays, without a vote", (HERE,))),
        ({HERE: TAKE, THERE: None}, Said("waits for the chair's ruling", (THERE,))),
        (
            {HERE: LEAVE, THERE: TAKE},
            Said(
                "leaves before item 5, which Havering takes without them, and comes "
                "back for the decision of Redbridge"
            ),
        ),
        (
            {HERE: NEVER, THERE: STAY},
            Said(
                "leaves before item 5, which Havering takes without them, and comes "
                "back, without a vote, for the decision of Redbridge"
            ),
        ),
        (
            {HERE: DISCUSS, THERE: TAKE, ELSEWHERE: STAY},
            Said(
                "may discuss item 5 and leaves before the decision of Havering, and "
                "comes back for the decision of Redbridge and, without a vote, that of "
                "Newham"
            ),
        ),
        (
            {HERE: LEAVE, ELSEWHERE: LEAVE, THERE: TAKE},
            Said(
                "leaves before item 5, which Havering and Newham take without them, "
                "and comes back for the decision of Redbridge"
            ),
        ),
        (
            {HERE: LEAVE, THERE: TAKE, ELSEWHERE: None},
            Said(
                "leaves before item 5, which Havering takes without them, and comes "
                "back for the decision of Redbridge; for Newham waits for the chair's "
                "ruling"
            ),
        ),
        (
            {HERE: LEAVE, THERE: None},
            Said(
                "leaves before item 5; no item follows (Havering); for Redbridge waits "
                "for the chair's ruling"
            ),
        ),
        ({HERE: TAKE, THERE: TAKE}, None),
    ],
    ids=[
        "agree",
        "out for both",
        "in the room for both",
        "one waits",
        "out for one",
        "out for one, no vote for the next",
        "three rulings",
        "out for two",
        "out, in and waiting",
        "out and waiting",
        "in for both",
    ],
)
def test_leaving_of_keeps_the_committees_apart(rulings, said):
    """A ruling of one committee takes nobody from another (docs/field.md 9.3)."""
    assert leaving_of([Step("5", rulings)]).get("5") == said


def test_leaving_of_a_private_item_for_one_committee_alone():
    agenda = [Step("5", {HERE: LEAVE, THERE: TAKE}, is_private=True)]

    assert words(agenda)["5"] == (
        "leaves the room before item 5, which Havering takes without them, may not sit "
        "in the public seats, and comes back for the decision of Redbridge"
    )


def test_leaving_of_an_item_before_one_that_committees_take_apart():
    agenda = [
        Step("4", {HERE: LEAVE, THERE: LEAVE}),
        Step("5", {HERE: LEAVE, THERE: TAKE}),
        Step("6", {HERE: LEAVE}),
    ]

    assert words(agenda)["4"] == "leaves before item 4, and stays out for item 5"
    assert words(agenda)["6"] == "leaves before item 6; no item follows"
