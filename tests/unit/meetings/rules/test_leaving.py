"""When somebody with a conflict leaves and comes back, said beforehand."""

from __future__ import annotations

import pytest

from meetings.enums import Participation
from meetings.rules.leaving import Step, leaving_of


TAKE, LEAVE = Participation.TAKE_PART, Participation.LEAVE_ITEM


def steps(*rulings):
    return [Step(str(place), ruling) for place, ruling in enumerate(rulings, 1)]


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
            (Participation.DISCUSS_THEN_LEAVE, TAKE),
            {
                "1": (
                    "may discuss item 1 and leaves before its decision, and comes back "
                    "before item 2"
                )
            },
        ),
        ((Participation.STAY_NO_VOTE,), {"1": "stays, without a vote"}),
        ((Participation.NOT_ATTEND,), {"1": "does not attend"}),
        ((None,), {"1": "waits for the chair's ruling"}),
    ],
    ids=lambda each: "",
)
def test_leaving_of_says_when_to_leave_and_when_to_return(rulings, said):
    assert leaving_of(steps(*rulings)) == said


def test_leaving_of_a_private_item_keeps_out_of_the_public_seats():
    discusses = Participation.DISCUSS_THEN_LEAVE
    agenda = [
        Step("1", LEAVE),
        Step("2", LEAVE, is_private=True),
        Step("3", discusses, is_private=True),
        Step("4", Participation.STAY_NO_VOTE, is_private=True),
    ]

    assert leaving_of(agenda) == {
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
