"""A reader's copy: same numbers for all, nothing withheld inside, tags kept."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import pikepdf
import pytest

from packs.build.copies import Shelf, build_copy, plan_for, prepare
from packs.build.edition import AgendaLine, BrokenPaper, CoverFacts, Edition
from packs.rules.plan import ItemFacts, PaperFacts, withheld
from packs.values import (
    ItemId,
    PaperId,
    PaperVersionId,
    Part,
    WithholdingPolicy,
)
from tests.fixtures.pdf_files import scanned, tagged
from tests.fixtures.pdf_reading import faults_of, letters_of, text_of, told_by_tags


BOTH = frozenset(Part)
RULE = "The chair ruled that the papers are withheld."


def _edition(folder, sources, *, policy=WithholdingPolicy.HIDE_CONTENTS, part=None):
    items, papers, agenda, files, covers = [], [], [], {}, {}
    for key, content in sources.items():
        path = folder / f"{key}.pdf"
        path.write_bytes(content)
        with pikepdf.open(path) as pdf:
            pages = len(pdf.pages)
        item_id = ItemId(key)
        its_part = (part or {}).get(key, Part.PUBLIC)
        items.append(
            ItemFacts(
                item_id, f"PCC16/{key:03}", str(key), f"Matter {key}", key, its_part
            )
        )
        papers.append(
            PaperFacts(
                item_id,
                PaperId(key),
                PaperVersionId(key),
                hashlib.sha256(content).hexdigest(),
                pages,
                f"Paper number {key}",
                part=its_part,
            )
        )
        files[PaperVersionId(key)] = path
        covers[item_id] = CoverFacts(
            item_id, f"Matter {key}", f"PCC16/{key:03}", (("Summary", f"Cover {key}"),)
        )
        agenda.append(
            AgendaLine(
                f"Matter {key}",
                item_id,
                str(key),
                f"PCC16/{key:03}",
                "For approval",
                part=f"Part {int(its_part)}",
                scopes=("Decide", ""),
            )
        )
    return Edition(
        "Committees in common",
        "15 June 2016",
        "Ilford",
        ("Havering", "Redbridge"),
        tuple(agenda),
        tuple(items),
        tuple(papers),
        covers,
        files,
        policy,
    )


@pytest.fixture
def sources():
    return {
        1: tagged("Alpha words", 2),
        2: scanned(3),
        3: tagged("Gamma words", 1),
        4: scanned(1, landscape=True, turned=90),
    }


def _copy(edition, *, reader="Dr Samuel Okafor", items=None, papers=None, parts=BOTH):
    prepared = prepare(edition)
    shelf = Shelf()
    try:
        plan = plan_for(prepared, items=items or {}, papers=papers or {}, parts=parts)
        return build_copy(prepared, plan, reader=reader, shelf=shelf)
    finally:
        shelf.close()


def test_build_copy_has_every_page_stamped_with_its_number(tmp_path, sources):
    made = _copy(_edition(tmp_path, sources))

    text = text_of(made.content)

    assert all(f"Page {number}" in text for number in range(1, made.pages + 1))
    assert text.count("Copy of Dr Samuel Okafor") >= made.pages
    assert "Alpha words" in text
    assert "Cover 3" in text


def test_build_copy_agenda_is_a_table_with_a_column_for_each_committee(
    tmp_path, sources
):
    edition = replace(
        _edition(tmp_path, sources),
        committees=("Havering", "Redbridge", "Newham"),
    )
    lines = [replace(one, scopes=("Decide", "Note", "")) for one in edition.agenda]
    made = _copy(replace(edition, agenda=tuple(lines)))

    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        rows = [_kinds(row) for row in _tagged(pdf.Root.StructTreeRoot, "/TR")]
        said = " ".join(text_of(made.content).split())

    # Number, item, purpose, three committees and the page.
    assert rows.count(["/TH"] * 7) == 1
    assert rows.count(["/TD"] * 7) == len(lines)
    # On the cover, and over a column.
    assert all(said.count(name) == 2 for name in ("Havering", "Redbridge", "Newham"))
    assert said.count("Decide") == said.count("Note") == len(lines)


def _tagged(node, kind):
    """Find the elements of one kind below a node of the structure tree."""
    if not isinstance(node, pikepdf.Dictionary):
        return
    if node.get("/S") == kind:
        yield node
    below = node.get("/K", [])
    for child in below if isinstance(below, pikepdf.Array) else [below]:
        yield from _tagged(child, kind)


def _kinds(row):
    cells = row.K if isinstance(row.K, pikepdf.Array) else [row.K]
    return [str(cell.S) for cell in cells]


def test_build_copy_passes_qpdf_check(tmp_path, sources):
    made = _copy(_edition(tmp_path, sources))

    assert faults_of(made.content) == []


def test_build_copy_is_the_same_byte_for_byte(tmp_path, sources):
    first = _copy(_edition(tmp_path, sources))
    second = _copy(_edition(tmp_path, sources))

    assert first.content == second.content
    assert first.manifest == second.manifest


def test_build_copy_withheld_item_leaves_no_trace_of_contents(tmp_path, sources):
    edition = _edition(tmp_path, sources)

    made = _copy(edition, items={ItemId(1): withheld(RULE)})

    text = text_of(made.content)
    assert "Alpha words" not in text
    assert "Cover 1" not in text
    assert RULE in text.replace("\n", " ")
    assert "Gamma words" in text
    assert b"Alpha" not in _everything_in(made.content)


def test_build_copy_hidden_title_is_nowhere(tmp_path, sources):
    edition = _edition(tmp_path, sources, policy=WithholdingPolicy.HIDE_TITLE)

    made = _copy(edition, items={ItemId(1): withheld(RULE)})

    found = _everything_in(made.content) + text_of(made.content).encode()
    for secret in (b"Matter 1", b"Paper number 1", b"PCC16/001", b"Alpha"):
        assert secret not in found
    assert b"Matter 3" in found


def test_build_copy_without_private_part_hides_it_whatever_the_policy(
    tmp_path, sources
):
    edition = _edition(tmp_path, sources, part={3: Part.PRIVATE})

    made = _copy(edition, parts=frozenset({Part.PUBLIC}))

    found = _everything_in(made.content) + text_of(made.content).encode()
    assert b"Matter 3" not in found
    assert b"Gamma" not in found


def test_two_readers_differ_only_in_placeholders_and_reader(tmp_path, sources):
    edition = _edition(tmp_path, sources)
    whole = _copy(edition, reader="Dr Samuel Okafor")
    partial = _copy(
        edition, reader="Dr Samuel Okafor", items={ItemId(2): withheld(RULE)}
    )
    hidden = {
        page
        for entry in partial.manifest["entries"]
        if entry["grant"] == "withheld"
        for page in range(entry["first_page"], entry["last_page"] + 1)
    }

    ours, theirs = _contents(whole.content), _contents(partial.content)

    assert whole.pages == partial.pages
    assert len(ours) == len(theirs) == whole.pages
    front = whole.manifest["front_pages"]
    differing = {
        number
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1)
        if one != other and number > front
    }
    assert differing == hidden


def test_build_copy_keeps_the_tags_of_every_tagged_source(tmp_path, sources):
    made = _copy(_edition(tmp_path, sources))

    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        tree = pdf.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)[::2]
        tagged_pages = {page.objgen for page in pdf.pages if "/StructParents" in page}
        keys = [
            int(page.obj.StructParents)
            for page in pdf.pages
            if "/StructParents" in page
        ]

    told = told_by_tags(made.content)
    assert "Alpha words" in told
    assert "Gamma words" in told
    assert len(numbers) == len({int(one) for one in numbers})
    assert len(keys) == len(set(keys)) == len(tagged_pages)


def test_agenda_links_lead_to_pages_of_the_copy(tmp_path, sources):
    made = _copy(_edition(tmp_path, sources))

    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        notes = [note for page in pdf.pages for note in page.obj.get("/Annots", [])]
        pages = {page.obj.objgen for page in pdf.pages}
        targets = [note.Dest[0].objgen for note in notes]

    assert len(targets) >= 4
    assert set(targets) <= pages
    assert b"pack.invalid" not in _everything_in(made.content)


def test_outline_names_items_and_papers(tmp_path, sources):
    made = _copy(_edition(tmp_path, sources))

    with pikepdf.open(io.BytesIO(made.content)) as pdf, pdf.open_outline() as outline:
        titles = [node.title for node in outline.root]

    assert titles[0] == "Agenda"
    assert "1 Matter 1" in titles


def test_build_copy_names_a_paper_that_changed_on_disk(tmp_path, sources):
    edition = _edition(tmp_path, sources)
    (tmp_path / "2.pdf").write_bytes(scanned(3) + b"%tampered")

    with pytest.raises(BrokenPaper) as told:
        _copy(edition)

    assert told.value.title == "Paper number 2"


def test_withheld_broken_paper_does_not_stop_the_copy(tmp_path, sources):
    edition = _edition(tmp_path, sources)
    (tmp_path / "2.pdf").write_bytes(b"broken")

    made = _copy(edition, items={ItemId(2): withheld(RULE)})

    assert made.pages == prepare(edition).front_pages + 7 + 4


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_stamp_is_inside_the_visible_page(tmp_path, turned):
    edition = _edition(tmp_path, {1: scanned(1, landscape=True, turned=turned)})

    made = _copy(edition)

    page, letters = letters_of(made.content, made.pages)
    assert page == ((440, 620) if turned in (90, 270) else (620, 440))
    for _, left, top, right, bottom in letters:
        assert 0 <= left < right <= page[0] + 0.5
        assert 0 <= top < bottom <= page[1] + 0.5
    # The reader's name lies across the page; the stamp is at the foot of what is seen.
    foot = "".join(each.sign for each in letters if each.top > page[1] * 0.8)
    across = "".join(each.sign for each in letters if each.top <= page[1] * 0.8)
    assert foot.startswith(f"Page{made.pages}·")
    assert foot.endswith("CopyofDrSamuelOkafor")
    assert across == "DrSamuelOkafor"


def _contents(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return [
            b"".join(
                one.read_bytes()
                for one in (
                    list(page.obj.Contents)
                    if isinstance(page.obj.Contents, pikepdf.Array)
                    else [page.obj.Contents]
                )
            )
            for page in pdf.pages
        ]


def _everything_in(content):
    """Return every string, name and stream of a PDF, decoded."""
    found = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    found.append(one.read_bytes())
                except pikepdf.PdfError:
                    found.append(one.read_raw_bytes())
            found += _strings(one, depth=0)
    return b"\n".join(found)


def _strings(one, depth):
    if depth > 20 or (getattr(one, "is_indirect", False) and depth):
        return []
    if isinstance(one, pikepdf.String):
        return [str(one).encode()]
    if isinstance(one, pikepdf.Array):
        return [text for each in one for text in _strings(each, depth + 1)]
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        return [text for key in dict(one) for text in _strings(one[key], depth + 1)]
    return []
