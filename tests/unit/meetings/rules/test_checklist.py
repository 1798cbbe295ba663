"""When a part of the chair's checklist may be closed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.enums import ChecklistStage, Participation
from meetings.rules.checklist import (
    ConflictEvidence,
    evidence_of,
    judge_closing,
    judge_part,
)


LEFT = ConflictEvidence(
    "item 5, Dr Invented", Participation.LEAVE_ITEM, was_there=False
)
FOUND = st.builds(
    ConflictEvidence,
    words=st.just("item 5, Dr Invented"),
    participation=st.none() | st.sampled_from(Participation),
    was_there=st.none() | st.booleans(),
    is_late=st.booleans(),
    is_taken=st.booleans(),
)


@pytest.mark.parametrize(
    ("participation", "was_there", "words"),
    [
        (Participation.LEAVE_ITEM, False, "was out when it was decided"),
        (Participation.LEAVE_ITEM, True, ""),
        (Participation.DISCUSS_THEN_LEAVE, False, "was out when it was decided"),
        (Participation.NOT_ATTEND, True, ""),
        (Participation.STAY_NO_VOTE, True, "was not counted for the decision"),
        (Participation.TAKE_PART, True, "the interest is noted"),
        (Participation.TAKE_PART, None, ""),
        (None, False, ""),
    ],
)
def test_evidence_of(participation, was_there, words):
    assert evidence_of(ConflictEvidence("x", participation, was_there)) == words


def test_evidence_of_an_item_that_was_not_taken_is_none():
    assert evidence_of(LEFT)
    assert not evidence_of(replace(LEFT, is_taken=False))


def test_evidence_of_what_came_to_light_late():
    assert evidence_of(replace(LEFT, was_there=True, is_late=True)).startswith(
        "came to"
    )


def test_judge_closing_before_asks_for_rulings_alone():
    unproved = replace(LEFT, was_there=None)

    assert judge_closing(ChecklistStage.BEFORE, [unproved])
    assert judge_closing(ChecklistStage.AFTER, [unproved]).code == "conflict_unproved"


@pytest.mark.parametrize("stage", ChecklistStage, ids=lambda one: one.value)
def test_judge_closing_is_refused_while_nobody_has_ruled(stage):
    verdict = judge_closing(stage, [LEFT, replace(LEFT, participation=None)])

    assert verdict.code == "conflict_unruled"
    assert "Nobody has ruled on item 5, Dr Invented." in verdict.reason


def test_judge_closing_names_the_first_and_counts_the_rest():
    verdict = judge_closing(ChecklistStage.DURING, [replace(LEFT, was_there=True)] * 3)

    assert "item 5, Dr Invented and 2 more" in verdict.reason


@given(st.lists(FOUND), FOUND, st.sampled_from(ChecklistStage))
def test_one_conflict_more_never_lets_a_part_be_closed(found, more, stage):
    if judge_closing(stage, [*found, more]):
        assert judge_closing(stage, found)


@given(st.lists(FOUND))
def test_what_may_be_closed_after_might_have_been_before(found):
    if judge_closing(ChecklistStage.AFTER, found):
        assert judge_closing(ChecklistStage.BEFORE, found)


def test_judge_part_names_only_what_the_reader_may_know():
    unruled = replace(LEFT, participation=None)

    hidden = judge_part(
        ChecklistStage.BEFORE, [LEFT, unruled], seen=[LEFT], is_over=False
    )
    told = judge_part(ChecklistStage.BEFORE, [unruled], seen=[unruled], is_over=False)

    assert hidden.code == "not_all_ruled"
    assert "Dr Invented" not in hidden.reason
    assert told.code == "conflict_unruled"


@pytest.mark.parametrize("stage", ChecklistStage, ids=lambda one: one.value)
def test_judge_part_leaves_what_comes_after_until_the_meeting_is_over(stage):
    is_after = stage is ChecklistStage.AFTER

    assert bool(judge_part(stage, [LEFT], seen=[LEFT], is_over=False)) is not is_after
    assert judge_part(stage, [LEFT], seen=[LEFT], is_over=True)
