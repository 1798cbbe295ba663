"""What copies of one edition share, and what a manifest brings back."""

from __future__ import annotations

import hashlib
import io
import json
import time
from dataclasses import replace

import pikepdf
import pytest

from core.documents import CannotTypeset
from packs.build.copies import (
    Shelf,
    build_copy,
    plan_for,
    prepare,
    rebuild,
    write_copy,
)
from packs.build.edition import AgendaLine, BrokenPaper, CoverFacts, Edition
from packs.build.front import write_front
from packs.build.layout import pack_layout
from packs.build.manifest import plain, restore
from packs.build.stamps import RESERVED, marker_of
from packs.rules.plan import ItemFacts, PackPlan, PaperFacts, withheld
from packs.values import ItemId, PaperId, PaperVersionId, Part, WithholdingPolicy
from tests.fixtures.pdf_files import scanned, tagged
from tests.fixtures.pdf_reading import faults_of, text_of


BOTH = frozenset(Part)
RULE = "You are a partner in the practice that applies."
LONG = "Application of a practice with a very long name to move its branch surgery"


@pytest.fixture
def shelf():
    shelf = Shelf()
    yield shelf
    shelf.close()


def edition_of(folder, sources, *, titles=None, covers=True, headings=()):
    items, papers, lines, files = [], [], [], {}
    for key, content in sources.items():
        path = folder / f"{key}.pdf"
        path.write_bytes(content)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        pk, version = ItemId(key), PaperVersionId(key * 10)
        title = (titles or {}).get(key, f"Matter {key}")
        if key in headings:
            lines.append(AgendaLine(f"Heading before {key}"))
        items.append(ItemFacts(pk, f"PCC16/{key:03}", str(key), title, key))
        digest = hashlib.sha256(content).hexdigest()
        papers.append(
            PaperFacts(pk, PaperId(key), version, digest, pages, f"Paper {key}")
        )
        lines.append(AgendaLine(title, pk, str(key), f"PCC16/{key:03}", "For approval"))
        files[version] = path
    return Edition(
        title="Committees in common",
        held_on="15 June 2016",
        place="Ilford",
        committees=("Havering", "Redbridge"),
        agenda=tuple(lines),
        items=tuple(items),
        papers=tuple(papers),
        covers={
            item.item_id: CoverFacts(
                item.item_id, item.title, item.reference, (("Summary", "In short."),)
            )
            for item in items
            if covers
        },
        files=files,
    )


def plan_of(prepared, *items, policy=WithholdingPolicy.HIDE_CONTENTS):
    prepared = replace(prepared, edition=replace(prepared.edition, policy=policy))
    return plan_for(
        prepared,
        items={ItemId(key): withheld(RULE) for key in items},
        papers={},
        parts=BOTH,
    )


def copy_of(edition, shelf, *items, reader="Dr Okafor", **options):
    prepared = prepare(edition)
    plan = plan_of(prepared, *items, **options)
    return build_copy(prepared, plan, reader=reader, shelf=shelf)


def opened(content):
    return pikepdf.open(io.BytesIO(content))


@pytest.fixture
def sources():
    return {1: tagged("Alpha", 2), 2: scanned(2), 3: tagged("Gamma", 1, table=True)}


def test_write_copy_same_withholding_is_built_once_and_only_the_name_differs(
    tmp_path, sources, shelf
):
    prepared = prepare(edition_of(tmp_path, sources))
    plan = plan_of(prepared, 2)
    names = ["Dr Okafor", "Ms Łucja Ó Súilleabháin-Featherstonehaugh", ""]

    one, two, nobody = (
        write_copy(prepared, plan, reader=name, shelf=shelf).path.read_bytes()
        for name in names
    )

    assert len(shelf.nameless) == 1
    assert len(one) == len(two) == len(nobody)
    differing = [at for at in range(len(one)) if one[at] != two[at]]
    drawn = {
        at
        for form in ("label", "mark")
        for start in [one.find(marker_of(prepared.key, form))]
        for at in range(start, start + RESERVED)
    }
    identity = one.rfind(b"/ID")
    assert all(at in drawn or identity < at < identity + 80 for at in differing)
    assert "Copy of Ms Łucja Ó Súilleabháin-Featherstonehaugh" in text_of(two)
    assert "Copy of" not in text_of(nobody)


def test_write_copy_each_copy_has_an_identity_of_its_own(tmp_path, sources, shelf):
    edition = edition_of(tmp_path, sources)

    made = [copy_of(edition, shelf, reader=name) for name in ("Ann", "Ben")]

    identities = [bytes(opened(each.content).trailer.ID[1]) for each in made]
    assert identities[0] != identities[1]
    assert made[0].sha256 != made[1].sha256


def test_rebuild_from_a_stored_manifest_gives_the_same_bytes(tmp_path, sources, shelf):
    edition = edition_of(tmp_path, sources)
    made = copy_of(edition, shelf, 1, policy=WithholdingPolicy.HIDE_TITLE)

    again = rebuild(json.loads(json.dumps(made.manifest)), edition.files)

    assert again.content == made.content
    assert again.sha256 == made.sha256
    assert again.manifest == made.manifest


def test_manifest_says_what_was_withheld_and_by_which_rule(tmp_path, sources, shelf):
    manifest = copy_of(edition_of(tmp_path, sources), shelf, 2).manifest

    told = [
        (entry["title"], entry["grant"], entry["rule"])
        for entry in manifest["entries"]
        if entry["kind"] == "paper"
    ]
    assert told == [
        ("Paper 1", "given", ""),
        ("Paper 2", "withheld", RULE),
        ("Paper 3", "given", ""),
    ]
    assert {"pikepdf", "qpdf", "typst"} <= set(manifest["tools"])
    assert str(tmp_path) not in json.dumps(manifest)


def test_restore_brings_facts_back(tmp_path, sources):
    prepared = prepare(edition_of(tmp_path, sources))
    plan = plan_of(prepared, 1)

    assert restore(PackPlan, json.loads(json.dumps(plain(plan)))) == plan
    back = restore(Edition, {**json.loads(json.dumps(prepared.facts)), "files": {}})
    assert back == replace(prepared.edition, files={})


def test_build_copy_never_opens_what_it_withholds(tmp_path, sources, shelf):
    edition = edition_of(tmp_path, sources)

    copy_of(edition, shelf, 1)

    opened = {one.sha256 for one in edition.papers if one.version in {20, 30}}
    assert set(shelf.ready) == opened


def test_build_copy_pads_a_front_that_is_shorter_without_the_titles(tmp_path, shelf):
    titles = dict.fromkeys(range(1, 41), LONG)
    sources = {key: scanned(1) for key in titles}
    edition = edition_of(tmp_path, sources, titles=titles, covers=False)
    prepared = prepare(edition)
    policy = WithholdingPolicy.HIDE_TITLE
    plan = plan_of(prepared, *titles, policy=policy)

    made = build_copy(prepared, plan, reader="Ann", shelf=shelf)

    whole = build_copy(prepared, plan_of(prepared), reader="Ann", shelf=shelf)
    assert made.pages == whole.pages == len(opened(made.content).pages)
    assert "This page is empty in your copy" in text_of(made.content)
    assert "This page is empty" not in text_of(whole.content)
    assert LONG[:20] not in text_of(made.content)


def test_write_front_that_does_not_fit_is_refused(tmp_path, sources):
    edition = edition_of(tmp_path, sources)
    plan = replace(plan_of(prepare(edition)), front_pages=1)

    with pytest.raises(CannotTypeset, match="longer"):
        write_front(edition, plan, pack_layout(plan))


def test_build_copy_heading_over_hidden_items_alone_is_hidden(tmp_path, sources, shelf):
    edition = edition_of(tmp_path, sources, headings=(1, 2))

    made = copy_of(edition, shelf, 1, policy=WithholdingPolicy.HIDE_TITLE)

    words = text_of(made.content)
    assert "Heading before 1" not in words
    assert "Heading before 2" in words


def test_build_copy_tags_leave_with_the_pages(tmp_path, sources, shelf):
    edition = edition_of(tmp_path, sources)

    made = copy_of(edition, shelf, 3, policy=WithholdingPolicy.HIDE_TITLE)

    pdf = opened(made.content)
    everything = " ".join(repr(each) for each in pdf.objects)
    assert "Gamma" not in everything
    assert "Matter 3" not in everything
    assert "Alpha" in everything


def test_build_copy_part_of_the_tags_for_every_entry_in_order(tmp_path, sources, shelf):
    made = copy_of(edition_of(tmp_path, sources), shelf, 2)

    pdf = opened(made.content)
    titles = [str(part.T) for part in pdf.Root.StructTreeRoot.K[0].K]
    assert titles == [
        "Agenda",
        "Matter 1",
        "Paper 1",
        "Withheld",
        "Withheld",
        "Matter 3",
        "Paper 3",
    ]


def test_build_copy_claims_to_be_accessible_only_if_all_papers_do(
    tmp_path, sources, shelf
):
    edition = edition_of(tmp_path, sources)

    claims = []
    for key in ((), (2,)):
        pdf = opened(copy_of(edition, shelf, *key).content)
        with pdf.open_metadata() as found:
            claims.append(found.get("pdfuaid:part"))

    # Item 2 is a scan: without it, all that is left is tagged.
    assert claims == [None, "1"]


def test_build_copy_keeps_links_inside_a_paper(tmp_path, sources, shelf):
    made = copy_of(edition_of(tmp_path, sources), shelf)

    pdf = opened(made.content)
    first = next(
        e["first_page"] for e in made.manifest["entries"] if e["paper_id"] == 1
    )
    note = pdf.pages[first - 1].obj.Annots[0]
    assert note.Dest[0].objgen == pdf.pages[first].objgen


def test_build_copy_tells_its_progress(tmp_path, sources, shelf):
    told = []
    prepared = prepare(edition_of(tmp_path, sources))

    build_copy(
        prepared,
        plan_of(prepared),
        reader="Ann",
        shelf=shelf,
        progress=lambda *step: told.append(step),
    )

    assert [done for done, _, _ in told] == list(range(8))
    assert {total for _, total, _ in told} == {8}
    assert told[-1][2] == "Page numbers and bookmarks"


def test_build_copy_of_an_agenda_without_papers(tmp_path, shelf):
    edition = edition_of(tmp_path, {})

    made = copy_of(edition, shelf)

    assert made.pages == 2
    assert "Agenda" in text_of(made.content)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda path, paper: path.unlink(), "not where it was kept"),
        (lambda path, paper: path.write_bytes(b"other"), "not what was uploaded"),
    ],
    ids=["gone", "changed"],
)
def test_build_copy_names_the_broken_paper(tmp_path, sources, shelf, change, reason):
    edition = edition_of(tmp_path, sources)
    change(tmp_path / "2.pdf", edition.papers[1])

    with pytest.raises(BrokenPaper, match=reason) as told:
        copy_of(edition, shelf)

    assert told.value.title == "Paper 2"
    assert told.value.paper_id == 2


@pytest.mark.parametrize(
    ("content", "pages", "reason"),
    [
        (b"%PDF-1.7 nothing", 2, "cannot be opened"),
        (scanned(2), 5, "has 2 pages and was recorded with 5"),
        (None, 2, "has no file"),
    ],
    ids=["damaged", "another length", "no version"],
)
def test_build_copy_names_the_paper_that_was_broken_before(
    tmp_path, sources, shelf, content, pages, reason
):
    edition = edition_of(tmp_path, sources)
    paper = replace(edition.papers[1], pages=pages)
    if content is None:
        paper = replace(paper, version=None)
    else:
        (tmp_path / "2.pdf").write_bytes(content)
        paper = replace(paper, sha256=hashlib.sha256(content).hexdigest())
    papers = (edition.papers[0], paper, edition.papers[2])

    with pytest.raises(BrokenPaper, match=reason):
        copy_of(replace(edition, papers=papers), shelf)


def test_shelf_close_leaves_no_file_behind(tmp_path, sources):
    shelf = Shelf()
    copy_of(edition_of(tmp_path, sources), shelf)
    folder = shelf.folder

    shelf.close()
    shelf.close()

    assert not folder.exists()
    assert not shelf.ready


def test_build_copy_two_hundred_mixed_pages_in_seconds(tmp_path, shelf):
    kinds = [
        tagged("Tagged", 20, paragraphs=4, table=True),
        scanned(20),
        scanned(10, landscape=True, turned=90),
        tagged("More", 10, paragraphs=6),
    ]
    edition = edition_of(tmp_path, dict(enumerate(kinds * 4, start=1)))

    started = time.perf_counter()
    made = copy_of(edition, shelf, 5)
    spent = time.perf_counter() - started

    assert faults_of(made.content) == []
    assert made.pages > 240
    assert spent < 20, "far above what it takes, for machines under load"
