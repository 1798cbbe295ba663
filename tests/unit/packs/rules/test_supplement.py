"""The plan of a supplement: later pages by letters, nothing that went out moves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packs.rules.page_numbers import PageNumber, letters, read_page_number
from packs.rules.supplement import (
    ChangeKind,
    PageMap,
    PublishedRun,
    key_of,
    page_map,
    plan_supplement,
)
from packs.values import EntryKind, ItemId, PaperId, PaperVersionId, Part
from tests.unit.packs.rules.test_plan import (
    RULE,
    agendas,
    item,
    paper,
    plan,
    readers,
    withheld,
)


def written(numbers):
    return [str(number) for number in numbers]


def later(found):
    return [(run.entry.title, written(run.numbers)) for run in found.later]


def note(found):
    return [(c.key[2], c.kind, written(c.numbers)) for c in found.note]


@st.composite
def changed(draw, agenda):
    """Change an agenda as people do: add, replace, withdraw, move and reorder."""
    items, papers = agenda
    kept = [i for i in items if draw(st.integers(0, 5))]
    kept = [replace(i, position=draw(st.integers(0, 9))) for i in kept]
    new = 1 + max([i.item_id for i in items], default=0)
    kept += [item(new + n, cover_pages=draw(st.integers(0, 2))) for n in range(2)]
    ids = [i.item_id for i in kept]
    filed = [p for p in papers if p.item_id in ids and draw(st.integers(0, 5))]
    filed = [
        replace(p, version=PaperVersionId(p.version + 1), pages=draw(st.integers(1, 9)))
        if draw(st.booleans())
        else p
        for p in filed
    ]
    first = 100 + max([p.paper_id for p in papers], default=0)
    filed += [
        paper(first + n, of=draw(st.sampled_from(ids)), pages=draw(st.integers(1, 60)))
        for n in range(draw(st.integers(0, 3)))
    ]
    return kept, filed


@given(st.data(), agendas())
def test_plan_supplement_no_published_number_ever_means_another_page(source, agenda):
    published = page_map(plan(*agenda))
    for _ in range(3):
        agenda = source.draw(changed(agenda))
        after = plan_supplement(published, plan(*agenda)).after
        kept = {replace(run, is_void=False) for run in after.runs}
        assert {replace(run, is_void=False) for run in published.runs} <= kept
        numbers = [number for run in after.runs for number in run.numbers]
        assert numbers == sorted(set(numbers))
        published = after


@given(st.data(), agendas())
def test_plan_supplement_letters_follow_one_another_without_a_gap(source, agenda):
    published = page_map(plan(*agenda))
    for _ in range(2):
        agenda = source.draw(changed(agenda))
        published = plan_supplement(published, plan(*agenda)).after
    found: dict[int, list[int]] = {}
    for run in published.runs:
        for number in run.numbers:
            if number.suffix:
                found.setdefault(number.number, []).append(number.suffix)
    whole = {n.number for run in published.runs for n in run.numbers if not n.suffix}
    for number, places in found.items():
        assert places == list(range(1, len(places) + 1))
        assert number in whole | {published.front_pages}


@given(st.data(), agendas())
def test_plan_supplement_page_map_never_depends_on_the_reader(source, agenda):
    published = page_map(plan(*agenda))
    items, papers = source.draw(changed(agenda))
    one, two = (
        plan_supplement(published, plan(items, papers, **options))
        for options in (
            source.draw(readers(items, papers)),
            source.draw(readers(items, papers)),
        )
    )

    assert one.after == two.after
    assert [run.numbers for run in one.later] == [run.numbers for run in two.later]


@given(st.data(), agendas())
def test_plan_supplement_note_names_nothing_that_is_withheld(source, agenda):
    before = plan(*agenda)
    items, papers = source.draw(changed(agenda))
    now = plan(items, papers, **source.draw(readers(items, papers)))
    was_given = {key_of(e) for e in before.entries if source.draw(st.booleans())}
    found = plan_supplement(page_map(before), now, was_given=was_given)

    closed = {key_of(entry) for entry in now.withheld}
    named = {change.key for change in found.note}
    assert not named & closed
    assert named <= {key_of(entry) for entry in now.given} | was_given


@given(st.data(), agendas())
def test_plan_supplement_every_paper_of_now_stands_in_just_one_place(source, agenda):
    published = page_map(plan(*agenda))
    now = plan(*source.draw(changed(agenda)))
    after = plan_supplement(published, now).after

    standing = [(r.key, r.version, len(r.numbers)) for r in after.runs if not r.is_void]
    assert sorted(standing, key=str) == sorted(
        ((key_of(e), e.version, e.pages) for e in now.entries), key=str
    )


@given(agendas())
def test_plan_supplement_nothing_changed_nothing_later(agenda):
    before = plan(*agenda)
    found = plan_supplement(page_map(before), before)

    assert (found.later, found.note, found.pages) == ((), (), 0)
    assert found.after == page_map(before)


def test_plan_supplement_new_paper_follows_the_page_before_it():
    items = [item(1), item(2)]
    old = [paper(1, of=1), paper(9, of=2)]
    found = plan_supplement(
        page_map(plan(items, old)), plan(items, [*old, paper(5, of=1, pages=2)])
    )

    assert later(found) == [("Paper 5", ["5a", "5b"])]
    assert note(found) == [(5, ChangeKind.ADDED, ["5a", "5b"])]


def test_plan_supplement_paper_before_all_others_follows_the_front():
    found = plan_supplement(
        page_map(plan([item(2)], [paper(2, of=2)])),
        plan([item(1), item(2)], [paper(1, of=1, pages=1), paper(2, of=2)]),
    )

    assert later(found) == [("Paper 1", ["2a"])]


@pytest.mark.parametrize(
    ("pages", "numbers"), [(1, ["5a"]), (4, ["5a", "5b", "5c", "5d"])]
)
def test_plan_supplement_new_version_follows_the_one_it_replaces(pages, numbers):
    new = replace(paper(1, of=1, pages=pages), version=PaperVersionId(11))
    found = plan_supplement(
        page_map(plan([item(1)], [paper(1, of=1)])), plan([item(1)], [new])
    )

    assert note(found) == [
        (1, ChangeKind.REPLACED, ["3", "4", "5"]),
        (1, ChangeKind.NEW_VERSION, numbers),
    ]


def test_plan_supplement_second_supplement_goes_on_with_the_letters():
    agenda = [item(1)], [paper(1, of=1), paper(5, of=1, pages=2)]
    first = plan_supplement(page_map(plan([item(1)], [paper(1, of=1)])), plan(*agenda))
    agenda[1].append(paper(3, of=1, pages=1))
    second = plan_supplement(first.after, plan(*agenda))

    assert later(first) == [("Paper 5", ["5a", "5b"])]
    assert later(second) == [("Paper 3", ["5c"])]
    assert note(second) == [(3, ChangeKind.ADDED, ["5c"])]


def test_plan_supplement_earlier_version_that_comes_back_keeps_its_pages():
    old, new = (
        plan([item(1)], [replace(paper(1, of=1), version=PaperVersionId(version))])
        for version in (10, 11)
    )
    replaced = plan_supplement(page_map(old), new)
    back = plan_supplement(replaced.after, old)

    assert back.later == ()
    assert note(back) == [
        (1, ChangeKind.STANDS_AGAIN, ["3", "4", "5"]),
        (1, ChangeKind.REPLACED, ["5a", "5b", "5c"]),
    ]


def test_plan_supplement_changed_cover_sheet_follows_the_old_one():
    now = plan([item(1, cover_pages=1)], [paper(1, of=1)])
    found = plan_supplement(page_map(now), now, changed_covers={ItemId(1)})

    assert [written(run.numbers) for run in found.later] == [["3a"]]
    assert [change.kind for change in found.note] == [
        ChangeKind.REPLACED,
        ChangeKind.NEW_VERSION,
    ]


def test_plan_supplement_withdrawal_is_named_to_those_who_had_it_alone():
    before, now = plan([item(1)], [paper(1, of=1)]), plan([item(1)], [])
    key = (ItemId(1), EntryKind.PAPER, PaperId(1))
    had = plan_supplement(page_map(before), now, was_given={key})
    had_not = plan_supplement(page_map(before), now)

    assert note(had) == [(1, ChangeKind.WITHDRAWN, ["3", "4", "5"])]
    assert had_not.note == ()
    assert had.after == had_not.after


def test_plan_supplement_withheld_paper_is_placeholders_of_the_same_numbers():
    items = [item(1), item(2, part=Part.PRIVATE)]
    before = page_map(plan(items, [paper(1, of=1)]))
    papers = [paper(1, of=1), paper(2, of=2, pages=2)]
    found = plan_supplement(
        before, plan(items, papers, {ItemId(2): withheld(RULE)}), was_given=()
    )

    assert later(found) == [("Paper 2", ["5a", "5b"])]
    assert found.later[0].entry.is_withheld
    assert found.note == ()


def test_plan_supplement_changed_cover_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="cover sheet"):
        plan_supplement(
            page_map(plan([item(1)], [])), plan([item(1)], []), changed_covers={1}
        )


def test_page_map_refuses_two_pages_of_one_number_and_a_pack_without_a_front():
    run = PublishedRun(ItemId(1), EntryKind.PAPER, (PageNumber(3),), PaperId(1))
    with pytest.raises(ValueError, match="same number"):
        PageMap(2, (run, replace(run, paper_id=PaperId(2))))
    with pytest.raises(ValueError, match="front"):
        PageMap(0, (run,))


@pytest.mark.parametrize(
    ("place", "expected"),
    [(0, ""), (1, "a"), (26, "z"), (27, "aa"), (52, "az"), (53, "ba"), (703, "aaa")],
)
def test_letters(place, expected):
    assert letters(place) == expected


@given(st.integers(1, 5000), st.integers(0, 20_000))
def test_read_page_number_reads_what_is_written(number, suffix):
    page = PageNumber(number, suffix)
    assert read_page_number(str(page)) == page


@pytest.mark.parametrize("written", ["", "a", "0", "047", "47A", "47 a", "-1", "٤"])
def test_read_page_number_refuses_what_is_none(written):
    with pytest.raises(ValueError, match="no page number"):
        read_page_number(written)


@pytest.mark.parametrize("pair", [(0, 1), (1, -1)])
def test_page_number_starts_at_one(pair):
    with pytest.raises(ValueError, match="from 1"):
        PageNumber(*pair)


def test_plan_supplement_withdrawal_is_not_named_once_its_item_is_withheld():
    before = plan([item(1, cover_pages=1)], [paper(1, of=1)])
    now = plan([item(1, cover_pages=1)], [], {ItemId(1): withheld(RULE)})
    found = plan_supplement(
        page_map(before), now, was_given=[key_of(e) for e in before.entries]
    )

    assert found.note == ()


def test_plan_supplement_void_cover_sheet_never_comes_back_by_its_length():
    one, two = (plan([item(1, cover_pages=pages)], []) for pages in (1, 2))
    longer = plan_supplement(page_map(one), two)
    shorter = plan_supplement(longer.after, one)

    assert [written(run.numbers) for run in longer.later] == [["3a", "3b"]]
    assert [written(run.numbers) for run in shorter.later] == [["3c"]]
