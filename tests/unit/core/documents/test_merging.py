"""Merging keeps tags, links and layers, and tags of nothing that was left out."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from core.documents.merging import (
    carry_layers,
    hang_up,
    lead_links,
    merge,
    take_down,
)
from core.documents.tags import TagForest, first_page_of, prune
from tests.fixtures.pdf_files import scanned, tagged
from tests.fixtures.pdf_reading import tags_of, told_by_tags


@pytest.fixture
def merged(tmp_path):
    """Merge sources, or some of their pages, as a pack does."""

    def merge_all(*sources, kept=None):
        spans = [_kept_in(tmp_path, at, *each) for at, each in _wanted(sources, kept)]
        pdf = merge(spans)
        forest, parts, first = TagForest(pdf), [], 0
        for at, (_, numbers) in enumerate(spans):
            pages = list(pdf.pages)[first : first + len(numbers)]
            first += len(numbers)
            found = take_down(pages)
            lead_links(pages)
            if found.layers is not None:
                carry_layers(pdf, found.layers)
            if found.tags is not None:
                kids = forest.adopt(found.tags, pages)
            else:
                kids = [forest.describe_page(page, "A picture") for page in pages]
            parts.append(forest.part(kids, f"Source {at}"))
        forest.plant(parts)
        made = io.BytesIO()
        pdf.save(made)
        return made.getvalue()

    return merge_all


def _wanted(sources, kept):
    """Pair each source with the first so many of its pages: all, unless `kept` says."""
    for at, source in enumerate(sources):
        yield at, (source, kept[at] if kept else len(source.pages))


def _kept_in(folder, at, source, pages):
    if pages < len(source.pages):
        prune(source, list(source.pages)[:pages])
    hang_up(source, last=pages - 1)
    path = folder / f"{at}.pdf"
    source.save(path)
    return path, range(pages)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def test_adopt_keeps_the_text_of_every_source_in_order(merged):
    words = told_by_tags(
        merged(opened(tagged("First", 2)), opened(tagged("Second", 1)))
    )

    order = [words.index(each) for each in ("First, page 1", "First, page 2", "Second")]
    assert order == sorted(order)


def test_adopt_gives_every_page_and_link_a_key_of_its_own(merged):
    made = opened(merged(opened(tagged("First", 3)), opened(tagged("Second", 2))))

    numbers = [int(key) for key in list(made.Root.StructTreeRoot.ParentTree.Nums)[::2]]
    links = [n for p in made.pages for n in p.obj.get("/Annots", [])]
    keys = [int(p.obj.StructParents) for p in made.pages]
    keys += [int(link.StructParent) for link in links]
    assert sorted(keys) == sorted(numbers) == sorted(set(numbers))


def test_adopt_leads_every_element_to_a_page_of_the_merged_file(merged):
    made = opened(merged(opened(tagged("First", 2)), opened(tagged("Second", 1))))

    pages = {page.objgen for page in made.pages}
    for part in made.Root.StructTreeRoot.K[0].K:
        assert first_page_of(part).objgen in pages


def test_adopt_renames_table_headers_that_two_sources_name_alike(merged):
    made = opened(
        merged(opened(tagged("One", table=True)), opened(tagged("Two", table=True)))
    )

    names = [bytes(name) for name in list(made.Root.StructTreeRoot.IDTree.Names)[::2]]
    assert len(names) == len(set(names)) == 4
    headers = [
        bytes(name)
        for each in made.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TD"
        for attribute in each.get("/A", [])
        for name in attribute.get("/Headers", [])
    ]
    assert set(headers) == set(names)


def test_adopt_renames_a_role_that_means_something_else(merged):
    sources = [opened(tagged("One")), opened(tagged("Two"))]
    for source, meaning in zip(sources, (Name.P, Name.H1), strict=True):
        source.Root.StructTreeRoot.RoleMap = Dictionary(Odd=meaning)
        source.Root.StructTreeRoot.K[0].K[0].S = Name.Odd

    made = opened(merged(*sources))

    tree = made.Root.StructTreeRoot
    first, second = (part.K[0].K[0] for part in tree.K[0].K)
    assert tree.RoleMap[str(first.S)] == Name.P
    assert tree.RoleMap[str(second.S)] == Name.H1


def test_adopt_shifts_a_form_used_on_two_pages_once(merged):
    source = opened(tagged("One", 2))
    form = source.make_stream(b"", Type=Name.XObject, Subtype=Name.Form)
    form.StructParents = 0
    for page in source.pages:
        page.obj.Resources.XObject = Dictionary(Fm=form)

    made = opened(merged(opened(tagged("Before", 2)), source))

    shared = made.pages[2].obj.Resources.XObject.Fm
    assert int(shared.StructParents) < len(made.Root.StructTreeRoot.ParentTree.Nums) / 2
    assert shared.objgen == made.pages[3].obj.Resources.XObject.Fm.objgen


def test_describe_page_scan_becomes_a_figure_with_words(merged):
    made = merged(opened(scanned(2)), opened(tagged("Second")))

    assert tags_of(made).count("Figure") == 2
    pdf = opened(made)
    figures = pdf.Root.StructTreeRoot.K[0].K[0].K
    assert [str(figure.Alt) for figure in figures] == ["A picture", "A picture"]


def test_describe_page_untagged_text_is_read_as_a_paragraph(merged):
    source = opened(tagged("Plain words"))
    del source.Root.StructTreeRoot
    del source.pages[0].obj.StructParents
    untag(source)

    assert "Plain words" in told_by_tags(merged(source))


def untag(source: pikepdf.Pdf) -> None:
    for page in source.pages:
        kept = [
            (operands, operator)
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) not in {"BDC", "BMC", "EMC"}
        ]
        page.obj.Contents = source.make_stream(pikepdf.unparse_content_stream(kept))


def test_prune_leaves_no_tag_of_pages_left_out(merged):
    source = opened(tagged("Secret", 3, table=True))
    source.Root.StructTreeRoot.K[0].K[-1].Alt = String("Described secret")

    made = merged(source, opened(tagged("Open")), kept=[1, 1])

    pdf = opened(made)
    titles = " ".join(repr(each) for each in pdf.objects)
    assert "Described secret" not in titles
    assert "Secret, page 2" not in told_by_tags(made)
    assert "Secret, page 1" in told_by_tags(made)
    assert len(pdf.Root.StructTreeRoot.IDTree.Names) == 4


def test_links_inside_a_source_lead_to_its_own_copied_pages(merged):
    made = opened(merged(opened(tagged("First", 3)), opened(tagged("Second", 2))))

    targets = [
        note.Dest[0].objgen
        for page in made.pages
        for note in page.obj.get("/Annots", [])
    ]
    assert targets == [made.pages[2].objgen, made.pages[4].objgen]


@pytest.mark.parametrize("old_style", [True, False], ids=["old table", "name tree"])
def test_hang_up_follows_names(merged, old_style):
    source = opened(tagged("First", 3))
    place = Array([source.pages[1].obj, Name.Fit])
    note = source.pages[0].obj.Annots[0]
    if "/A" in note:
        del note["/A"]
    if old_style:
        note.Dest = Name.Annex
        source.Root.Dests = Dictionary(Annex=Dictionary(D=place))
    else:
        note.Dest = String("/Annex")
        tree = pikepdf.NameTree.new(source)
        tree["/Annex"] = place
        source.Root.Names = Dictionary(Dests=tree.obj)

    made = opened(merged(source))

    assert made.pages[0].obj.Annots[0].Dest[0].objgen == made.pages[1].objgen


def test_hang_up_a_name_that_leads_nowhere_is_dropped(merged):
    source = opened(tagged("First", 2))
    note = source.pages[0].obj.Annots[0]
    if "/A" in note:
        del note["/A"]
    note.Dest = String("nowhere")

    made = opened(merged(source))

    assert "/Dest" not in made.pages[0].obj.Annots[0]


def test_adopt_leads_tags_of_links_to_the_links_on_the_pages(merged):
    made = opened(merged(opened(tagged("First", 3)), opened(tagged("Second", 2))))

    links = {n.objgen for p in made.pages for n in p.obj.get("/Annots", [])}
    told = {
        each.Obj.objgen
        for each in made.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/OBJR"
    }
    told |= {
        kid.Obj.objgen
        for each in made.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/StructElem"
        for kid in _kids_of(each)
        if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
    }
    assert links
    assert told == links


def _kids_of(element):
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def test_merge_leaves_nothing_of_its_own_on_the_pages(merged):
    made = opened(merged(opened(tagged("First", 2)), opened(scanned(1))))

    words = " ".join(repr(each) for each in made.objects)
    assert "/Quorate" not in words
    assert made.check_pdf_syntax() == []


def test_merge_does_not_believe_what_a_file_brings_along(tmp_path, merged):
    forged = opened(tagged("Forged", 2))
    for page in forged.pages:
        page.obj.QuorateKept = Dictionary(Lang=String("xx"))
    note = forged.pages[0].obj.Annots[0]
    note.QuorateLeads = Array([1, Name.Fit])
    for key in ("/A", "/Dest"):
        if key in note:
            del note[key]

    made = opened(merged(forged))

    assert "/Dest" not in made.pages[0].obj.Annots[0]
    assert "/Quorate" not in " ".join(repr(each) for each in made.objects)


@pytest.mark.filterwarnings("ignore::pikepdf._exceptions.PageCopyWarning")
def test_merge_keeps_no_field_of_a_form(merged):
    source = opened(scanned(1))
    box = source.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Tx,
            T=String("name"),
            V=String("typed"),
            Rect=Array([0, 0, 10, 10]),
        )
    )
    source.pages[0].obj.Annots = Array([box])
    source.Root.AcroForm = Dictionary(Fields=Array([box]))

    made = opened(merged(source))

    assert "/AcroForm" not in made.Root
    assert len(made.pages[0].obj.Annots) == 1


def test_carry_layers_keeps_what_is_hidden_hidden(merged):
    sources = [opened(tagged("One")), opened(tagged("Two"))]
    for source in sources:
        layer = source.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
        source.Root.OCProperties = Dictionary(
            OCGs=Array([layer]), D=Dictionary(OFF=Array([layer]))
        )

    made = opened(merged(*sources))

    layers = made.Root.OCProperties
    assert len(layers.OCGs) == 2
    assert len(layers.D.OFF) == 2
