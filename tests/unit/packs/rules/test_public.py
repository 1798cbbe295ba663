"""What of a plan is for everybody, with its page numbers."""

from __future__ import annotations

from packs.rules.plan import ItemFacts, PaperFacts, plan_pack
from packs.rules.public import COVER_RULE, as_published, shown_publicly
from packs.values import (
    EntryKind,
    ItemId,
    PaperId,
    PaperVersionId,
    Part,
    WithholdingPolicy,
)


def item(key, *, reference="PCC16/001", part=Part.PUBLIC):
    return ItemFacts(
        ItemId(key), reference, str(key), f"Matter {key}", key, part, cover_pages=1
    )


def paper(key, of, part=Part.PUBLIC):
    version = PaperVersionId(key)
    return PaperFacts(
        ItemId(of), PaperId(key), version, "0" * 64, 2, f"Paper {key}", part=part
    )


def plan(items, papers):
    return plan_pack(
        items,
        papers,
        treatments={},
        policy=WithholdingPolicy.HIDE_CONTENTS,
        front_pages=2,
        parts=frozenset({Part.PUBLIC}),
    )


def test_shown_publicly_leaves_out_the_private_part_and_what_was_not_announced():
    items = [item(1), item(2, part=Part.PRIVATE), item(3, reference="")]

    assert shown_publicly(items) == {1}


def test_as_published_keeps_the_numbers_of_what_stays():
    items = [item(1), item(2, reference=""), item(3), item(4, part=Part.PRIVATE)]
    whole = plan(items, [paper(n, of=n) for n in (1, 2, 3)] + [paper(4, 4)])

    public = as_published(whole, shown_publicly(items))

    assert [(e.item_id, e.first_page, e.last_page) for e in public.entries] == [
        (1, 3, 3),
        (1, 4, 5),
        (3, 9, 9),
        (3, 10, 11),
    ]
    assert public.hidden_items == ()


def test_as_published_gives_public_papers_and_nothing_else():
    items = [item(1)]
    whole = plan(items, [paper(1, 1), paper(2, 1, Part.PRIVATE)])

    public = as_published(whole, {ItemId(1)})

    assert [e.paper_id for e in public.given] == [1]
    cover, _given, private = public.entries
    assert (cover.kind, cover.rule) == (EntryKind.COVER_SHEET, COVER_RULE)
    assert private.hides_title
