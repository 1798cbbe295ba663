"""What a copy gives, written down and read back."""

from __future__ import annotations

import json

from packs.facts.contents import contents_of, read_contents
from packs.rules.plan import ItemFacts, PaperFacts, plan_pack, withheld
from packs.values import ItemId, PaperId, PaperVersionId, WithholdingPolicy


def planned(**options):
    items = [
        ItemFacts(ItemId(n), f"PCC16/{n}", str(n), f"Matter {n}", n, cover_pages=1)
        for n in (1, 2, 3)
    ]
    papers = [
        PaperFacts(ItemId(n), PaperId(n * 10), PaperVersionId(n), "0" * 64, 2, f"P{n}")
        for n in (1, 2, 3)
    ]
    return plan_pack(
        items,
        papers,
        policy=WithholdingPolicy.HIDE_CONTENTS,
        front_pages=2,
        **{"treatments": {}, **options},
    )


def of(plan, **options):
    facts = {"items": [1, 2, 3], "excluded": [], "source": "abc", **options}
    return contents_of(plan, **facts)


def test_contents_of_everything_given():
    found = of(planned())

    assert (found.items, found.papers, found.titles) == (
        (1, 2, 3),
        (10, 20, 30),
        (1, 2, 3),
    )
    assert found.withheld == ()


def test_contents_of_withheld_item_is_one_run_of_pages():
    found = of(planned(treatments={ItemId(1): withheld("A tie.")}), excluded={1})

    assert found.items == (2, 3)
    assert found.titles == (1, 2, 3)
    assert found.excluded == (1,)
    assert [str(run) for run in found.withheld] == ["Pages 3 to 5: Matter 1"]
    assert found.withheld[0].rule == "A tie."


def test_contents_of_hidden_item_is_not_named():
    found = of(planned(treatments={ItemId(2): withheld("A tie.", hides_title=True)}))

    assert found.titles == (1, 3)


def test_contents_of_single_withheld_paper():
    found = of(planned(paper_treatments={PaperId(20): withheld("For members.")}))

    assert found.items == (1, 2, 3)
    assert found.papers == (10, 30)
    assert [str(run) for run in found.withheld] == ["Pages 7 to 8: P2"]


def test_contents_of_given_paper_between_withheld_ones_is_not_in_a_run():
    items = [ItemFacts(ItemId(1), "", "1", "Matter", 1, cover_pages=1)]
    papers = [
        PaperFacts(
            ItemId(1), PaperId(n), PaperVersionId(n), "0" * 64, 1, f"P{n}", position=n
        )
        for n in (1, 2, 3)
    ]
    plan = plan_pack(
        items,
        papers,
        policy=WithholdingPolicy.HIDE_CONTENTS,
        front_pages=2,
        treatments={},
        paper_treatments={PaperId(n): withheld("Members.") for n in (1, 3)},
    )

    found = of(plan, items=[1])

    assert [str(run) for run in found.withheld] == ["Page 4: P1", "Page 6: P3"]


def test_contents_survive_the_database():
    found = of(planned(treatments={ItemId(1): withheld("A tie.")}), excluded={1})

    assert read_contents(json.loads(json.dumps(found.as_json()))) == found
