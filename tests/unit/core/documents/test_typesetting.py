"""Documents come out tagged, titled, reproducible, and never stop on odd letters."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from core.documents import CannotTypeset, render
from core.documents.typesetting import ROOT, displayable
from tests.fixtures.pdf_reading import pages_of, tags_of, text_of


EXAMPLE = Path(__file__).parent.relative_to(ROOT) / "example.typ"
FILLED = Path(__file__).parent.relative_to(ROOT) / "filled.typ"
FACTS = {
    "title": "Minutes & more <held> on 1 June 2016",
    "words": "One.\n\n*Not bold* #panic() $x$ = no heading.\nSecond line.",
    "owner": "Łucja Ó Súilleabháin",
    "rows": [{"number": str(n), "name": f"Practice {n}"} for n in range(60)],
}


def test_render_is_tagged_with_headings_lists_of_rows_and_links():
    tags = set(tags_of(render(EXAMPLE, FACTS)))

    assert {"Document", "H1", "H2", "Table", "THead", "TH", "Link"} <= tags


def test_render_says_its_title_language_and_standard():
    with pikepdf.open(io.BytesIO(render(EXAMPLE, FACTS))) as pdf:
        assert str(pdf.docinfo.Title) == FACTS["title"]
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as found:
            assert found["pdfuaid:part"] == "1"


def test_render_embeds_every_font_and_takes_none_from_the_system():
    with pikepdf.open(io.BytesIO(render(EXAMPLE, FACTS))) as pdf:
        fonts = [
            each
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary)
            and each.get("/Type") == "/FontDescriptor"
        ]

    assert fonts
    assert all("OpenSans" in str(font.FontName) for font in fonts)


def test_render_never_reads_facts_as_markup():
    words = text_of(render(EXAMPLE, FACTS))

    assert "*Not bold* #panic() $x$ = no heading." in words


def test_render_same_facts_give_the_same_bytes():
    assert render(EXAMPLE, FACTS) == render(EXAMPLE, FACTS)


def test_render_repeats_the_header_on_every_page_of_a_table():
    words = text_of(render(EXAMPLE, FACTS))

    assert words.count("Number") == words.count("Page ") - words.count("Page 0") >= 2


def test_render_a_letter_no_font_has_becomes_a_question_mark():
    odd = {**FACTS, "owner": "会议 😀 Ann", "rows": [{"number": "1", "name": "议"}]}

    words = text_of(render(EXAMPLE, odd))

    assert "? Ann" in words
    assert "议" not in words


@pytest.mark.parametrize("title", ["", "  ", None], ids=["empty", "blank", "none"])
def test_render_without_a_title_is_refused(title):
    with pytest.raises(CannotTypeset, match="title"):
        render(EXAMPLE, {**FACTS, "title": title} if title is not None else {})


def test_render_missing_fact_names_the_template():
    with pytest.raises(CannotTypeset, match=r"example\.typ"):
        render(EXAMPLE, {"title": "Minutes"})


def test_displayable_keeps_european_names_and_line_breaks():
    assert displayable("Łódź – Şahin\nÅse’s “½”") == "Łódź – Şahin\nÅse’s “½”"


@pytest.mark.parametrize("points", range(560, 700, 10))
def test_render_leaves_no_label_alone_at_the_end_of_a_page(points):
    facts = {"title": "Filled", "points": points, "words": "Bodyword"}

    pages = pages_of(render(FILLED, facts))

    for page in pages:
        lines = [one.strip() for one in page.splitlines() if "word" in one]
        assert not lines or lines[-1] != "Labelword"
