"""The plan of a pack: one pagination for all, nothing withheld given."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packs.rules.plan import (
    GIVEN,
    PRIVATE_RULE,
    REDACTED,
    ItemFacts,
    PaperFacts,
    PaperTreatment,
    TwinFacts,
    broken,
    plan_pack,
    withheld,
)
from packs.values import (
    EntryKind,
    Grant,
    ItemId,
    PaperId,
    PaperVersionId,
    Part,
    TwinId,
    WithholdingPolicy,
)


RULE = "Partner in the applicant practice: leaves for this item."


def item(number: int, **facts: object) -> ItemFacts:
    given_facts = {
        "item_id": ItemId(number),
        "reference": f"PCC16/{number:03}",
        "number": str(number),
        "title": f"Matter {number}",
        "position": number,
    }
    return ItemFacts(**{**given_facts, **facts})


def paper(number: int, of: int, pages: int = 3, **facts: object) -> PaperFacts:
    given_facts = {
        "item_id": ItemId(of),
        "paper_id": PaperId(number),
        "version": PaperVersionId(number * 10),
        "sha256": f"{number:064x}",
        "pages": pages,
        "title": f"Paper {number}",
        "position": number,
    }
    return PaperFacts(**{**given_facts, **facts})


def plan(items, papers, treatments=None, **options):
    defaults = {
        "policy": WithholdingPolicy.HIDE_CONTENTS,
        "front_pages": 2,
        "treatments": treatments or {},
    }
    return plan_pack(items, papers, **{**defaults, **options})


@st.composite
def agendas(draw):
    count = draw(st.integers(0, 8))
    items = [
        item(
            n,
            cover_pages=draw(st.integers(0, 3)),
            part=draw(st.sampled_from(Part)),
        )
        for n in range(1, count + 1)
    ]
    papers = [
        paper(n, of=draw(st.integers(1, count)), pages=draw(st.integers(1, 40)))
        for n in range(1, draw(st.integers(0, 12)) + 1)
        if count
    ]
    return items, papers


@st.composite
def readers(draw, items, papers):
    some = st.sampled_from([GIVEN, withheld(RULE), withheld(RULE, hides_title=True)])
    return {
        "treatments": {i.item_id: draw(some) for i in items if draw(st.booleans())},
        "paper_treatments": {
            p.paper_id: draw(some) for p in papers if draw(st.booleans())
        },
        "policy": draw(st.sampled_from(WithholdingPolicy)),
        "parts": draw(st.sampled_from([frozenset(Part), frozenset({Part.PUBLIC})])),
    }


@given(st.data(), agendas(), st.integers(0, 5))
def test_plan_pack_page_numbers_never_depend_on_the_reader(source, agenda, front):
    items, papers = agenda
    one = plan(items, papers, front_pages=front, **source.draw(readers(items, papers)))
    two = plan(items, papers, front_pages=front, **source.draw(readers(items, papers)))

    def numbers(found):
        return [(e.kind, e.paper_id, e.first_page, e.last_page) for e in found.entries]

    assert numbers(one) == numbers(two)
    assert one.pages == two.pages


@given(st.data(), agendas())
def test_plan_pack_withholds_as_many_pages_as_the_paper_has(source, agenda):
    items, papers = agenda
    found = plan(items, papers, **source.draw(readers(items, papers)))

    lengths = {p.paper_id: p.pages for p in papers}
    for entry in found.entries:
        if entry.kind is EntryKind.PAPER:
            assert entry.pages == lengths[entry.paper_id]
    pages = [n for e in found.entries for n in range(e.first_page, e.last_page + 1)]
    assert pages == list(range(3, 3 + len(pages)))


@given(st.data(), agendas())
def test_plan_pack_gives_nothing_that_a_treatment_withholds(source, agenda):
    items, papers = agenda
    reader = source.draw(readers(items, papers))
    found = plan(items, papers, **reader)

    parts = {i.item_id: i.part for i in items}
    for entry in found.given:
        treatment = reader["treatments"].get(entry.item_id, GIVEN)
        assert treatment.grant is Grant.GIVEN
        own = reader["paper_treatments"].get(entry.paper_id, GIVEN)
        assert entry.paper_id is None or own.grant is Grant.GIVEN
        assert parts[entry.item_id] in reader["parts"]
        assert not entry.hides_title
    assert all(entry.rule for entry in found.withheld)
    assert len(found.given) + len(found.withheld) == len(found.entries)


@given(st.data(), agendas(), st.randoms(use_true_random=False))
def test_plan_pack_the_order_of_the_facts_does_not_matter(source, agenda, dice):
    items, papers = agenda
    reader = source.draw(readers(items, papers))
    shuffled_items = random.Random(dice.random()).sample(items, len(items))
    shuffled_papers = random.Random(dice.random()).sample(papers, len(papers))

    assert plan(items, papers, **reader) == plan(
        shuffled_items, shuffled_papers, **reader
    )


def test_plan_pack_cover_sheet_comes_before_the_papers_of_its_item():
    found = plan([item(2), item(1, cover_pages=2)], [paper(5, of=1), paper(4, of=2)])

    assert [(e.kind.value, e.first_page, e.last_page) for e in found.entries] == [
        ("cover_sheet", 3, 4),
        ("paper", 5, 7),
        ("paper", 8, 10),
    ]


def test_plan_pack_private_part_comes_last_whatever_its_position():
    found = plan(
        [item(1, part=Part.PRIVATE), item(2)], [paper(1, of=1), paper(2, of=2)]
    )

    assert [entry.item_id for entry in found.entries] == [2, 1]


def test_plan_pack_hide_contents_keeps_the_title():
    found = plan(
        [item(1, cover_pages=1)], [paper(1, of=1)], {ItemId(1): withheld(RULE)}
    )

    assert [e.hides_title for e in found.entries] == [False, False]
    assert found.hidden_items == ()
    assert {e.rule for e in found.withheld} == {RULE}


def test_plan_pack_hide_title_hides_item_cover_sheet_and_papers():
    found = plan(
        [item(1, cover_pages=1), item(2)],
        [paper(1, of=1), paper(2, of=2)],
        {ItemId(1): withheld(RULE)},
        policy=WithholdingPolicy.HIDE_TITLE,
    )

    assert [e.hides_title for e in found.entries] == [True, True, False]
    assert found.hidden_items == (1,)


def test_plan_pack_hide_title_of_one_appendix_leaves_its_item_in_sight():
    found = plan(
        [item(1)],
        [paper(1, of=1), paper(2, of=1)],
        paper_treatments={PaperId(2): withheld(RULE)},
        policy=WithholdingPolicy.HIDE_TITLE,
    )

    assert [e.hides_title for e in found.entries] == [False, True]
    assert found.hidden_items == ()


def test_plan_pack_treatment_hides_a_title_whatever_the_policy():
    found = plan(
        [item(1, cover_pages=1), item(2)],
        [paper(1, of=1), paper(2, of=2)],
        {ItemId(1): withheld(RULE, hides_title=True)},
        paper_treatments={PaperId(2): withheld(RULE, hides_title=True)},
    )

    assert [e.hides_title for e in found.entries] == [True, True, True]
    assert found.hidden_items == (1,)


def test_plan_pack_public_reader_learns_no_title_of_the_private_part():
    found = plan(
        [item(1), item(2, part=Part.PRIVATE)],
        [paper(1, of=1), paper(2, of=2)],
        parts=frozenset({Part.PUBLIC}),
    )

    assert found.hidden_items == (2,)
    assert found.withheld[0].hides_title
    assert found.withheld[0].rule == PRIVATE_RULE


def test_plan_pack_verbal_item_without_pages_can_be_hidden_too():
    found = plan(
        [item(1)],
        [],
        {ItemId(1): withheld(RULE)},
        policy=WithholdingPolicy.HIDE_TITLE,
    )

    assert found.entries == ()
    assert found.hidden_items == (1,)
    assert found.pages == 2


@pytest.mark.parametrize(
    ("items", "papers", "options"),
    [
        ([item(1), item(1)], [], {}),
        ([item(1)], [paper(1, of=1), paper(1, of=1)], {}),
        ([item(1)], [paper(1, of=2)], {}),
        ([item(1)], [paper(1, of=1, pages=0)], {}),
        ([item(1, cover_pages=-1)], [], {}),
        ([item(1)], [], {"front_pages": -1}),
        ([item(1)], [], {"treatments": {ItemId(9): GIVEN}}),
        ([item(1)], [], {"paper_treatments": {PaperId(9): GIVEN}}),
    ],
    ids=[
        "item twice",
        "paper twice",
        "paper of no item",
        "paper without pages",
        "negative cover sheet",
        "negative front",
        "treatment of an unknown item",
        "treatment of an unknown paper",
    ],
)
def test_plan_pack_refuses_facts_that_contradict(items, papers, options):
    with pytest.raises(ValueError, match=r"\w"):
        plan(items, papers, **options)


@pytest.mark.parametrize("grant", [Grant.WITHHELD, Grant.BROKEN])
def test_paper_treatment_left_out_without_a_reason_cannot_be_made(grant):
    with pytest.raises(ValueError, match="reason in words"):
        PaperTreatment(grant, " ")


def test_plan_pack_broken_paper_is_a_gap_for_everybody_and_withheld_from_nobody():
    facts = ([item(1, cover_pages=1)], [paper(1, of=1), paper(2, of=1)])
    faults = {PaperId(1): broken("its file cannot be opened.")}

    whole = plan(*facts)
    made = plan(*facts, paper_treatments=faults)
    kept = plan(*facts, {ItemId(1): withheld(RULE)}, paper_treatments=faults)

    assert made.pages == whole.pages
    assert [entry.paper_id for entry in made.gaps] == [PaperId(1)]
    assert made.withheld == ()
    assert made.gaps[0].rule == "its file cannot be opened."
    assert PaperId(1) not in {entry.paper_id for entry in made.given}
    # Whoever goes without it anyway learns no more of it.
    assert kept.gaps == kept.withheld == kept.entries
    assert {entry.rule for entry in kept.entries} == {RULE}


TWIN = TwinFacts(TwinId(7), "e" * 64, "Prices")


def redacted_entry(found):
    (entry,) = [one for one in found.entries if one.kind is EntryKind.PAPER]
    return entry


@pytest.mark.parametrize("parts", [frozenset(Part), frozenset({Part.PUBLIC})])
def test_plan_pack_gives_the_redacted_form_on_the_pages_of_the_paper(parts):
    whole = paper(1, 1, part=Part.PRIVATE, twin=TWIN)

    entry = redacted_entry(
        plan([item(1)], [whole], paper_treatments={PaperId(1): REDACTED}, parts=parts)
    )

    assert entry.is_given
    assert not entry.is_whole
    assert (entry.title, entry.sha256, entry.twin) == ("Prices", "e" * 64, 7)
    full = redacted_entry(plan([item(1)], [whole]))
    assert (entry.first_page, entry.last_page) == (full.first_page, full.last_page)
    assert (full.title, full.twin) == ("Paper 1", None)


@pytest.mark.parametrize(
    ("of", "twin", "treatments", "parts"),
    [
        (item(1), None, {}, frozenset(Part)),
        (item(1), TWIN, {ItemId(1): withheld(RULE)}, frozenset(Part)),
        (item(1, part=Part.PRIVATE), TWIN, {}, frozenset({Part.PUBLIC})),
    ],
    ids=["no twin", "item withheld", "private item"],
)
def test_plan_pack_withholds_what_has_no_redacted_form_to_give(
    of, twin, treatments, parts
):
    whole = paper(1, 1, part=Part.PRIVATE, twin=twin)

    entry = redacted_entry(
        plan(
            [of],
            [whole],
            treatments,
            paper_treatments={PaperId(1): REDACTED},
            parts=parts,
        )
    )

    assert entry.grant is Grant.WITHHELD
    assert entry.twin is None
    assert entry.sha256 == whole.sha256
