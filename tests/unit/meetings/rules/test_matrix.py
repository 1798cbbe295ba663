"""The conflict matrix: each row once, for its own committee alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meetings.enums import ConflictState, PaperHandling, Participation
from meetings.rules.matrix import Answer, RowFacts, matrix_of


LEAVES = {
    "state": ConflictState.ACCEPTED,
    "participation": Participation.LEAVE_ITEM,
    "papers": PaperHandling.WITHHELD,
}


def row(committee, *, item=1, person=1, **said):
    return RowFacts(
        item_id=item,
        person_id=person,
        committee=committee,
        **{"state": ConflictState.PROPOSED, **said},
    )


def test_matrix_of_committees_of_one_mind_stand_together():
    cells = matrix_of([row("Havering", **LEAVES), row("Redbridge", **LEAVES)])

    assert cells == {
        (1, 1): (
            Answer(
                "Leave for the item",
                "papers withheld",
                "blue",
                ("Havering", "Redbridge"),
            ),
        )
    }


def test_matrix_of_each_committee_keeps_its_own_answer():
    stays = {
        "state": ConflictState.ACCEPTED,
        "participation": Participation.TAKE_PART,
        "papers": PaperHandling.GIVEN,
    }
    cells = matrix_of(
        [
            row("Havering", **LEAVES),
            row("Redbridge", severity="Direct"),
            row("Barking and Dagenham", **stays),
            row("Camden", state=ConflictState.DISMISSED),
        ]
    )

    assert cells[(1, 1)] == (
        Answer("Leave for the item", "papers withheld", "blue", ("Havering",)),
        Answer("Waiting for the chair", "Direct proposed", "orange", ("Redbridge",)),
        Answer("Take part", "", "green", ("Barking and Dagenham",)),
        Answer("No conflict", "", "grey", ("Camden",)),
    )


def test_matrix_of_what_lapsed_leaves_no_cell():
    assert matrix_of([row("Havering", state=ConflictState.LAPSED)]) == {}


ROWS = st.lists(
    st.builds(
        RowFacts,
        item_id=st.integers(1, 3),
        person_id=st.integers(1, 3),
        committee=st.sampled_from(["Havering", "Redbridge", "Camden"]),
        state=st.sampled_from(ConflictState),
        participation=st.none() | st.sampled_from(Participation),
        papers=st.sampled_from(PaperHandling),
    ),
    unique_by=lambda each: (each.item_id, each.person_id, each.committee),
)


@given(ROWS)
def test_matrix_of_holds_every_committee_of_a_cell_once(rows):
    held = [
        (item, person, committee)
        for (item, person), answers in matrix_of(rows).items()
        for answer in answers
        for committee in answer.committees
    ]

    assert sorted(held) == sorted(
        (each.item_id, each.person_id, each.committee)
        for each in rows
        if each.state != ConflictState.LAPSED
    )


@given(ROWS, st.integers(0, 10))
def test_matrix_of_one_committee_never_depends_on_another(rows, place):
    if not rows:
        return
    one = rows[place % len(rows)]

    alone = matrix_of([one])
    among = matrix_of(rows)

    for key, answers in alone.items():
        said = [each for each in among[key] if one.committee in each.committees]
        assert [(each.words, each.note, each.colour) for each in said] == [
            (each.words, each.note, each.colour) for each in answers
        ]
