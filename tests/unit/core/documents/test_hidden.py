"""Words that nobody sees and everybody can copy: where they lie, and where none do."""

from __future__ import annotations

import io
from itertools import product

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from core.documents import hidden, render
from core.documents.hidden import pages_with_hidden_text
from tests.fixtures.pdf_files import scanned, tagged


WORDS = b"BT /F1 12 Tf 50 700 Td (Dr Illingworth earns 96400) Tj ET "
BLACK_BAR = b"q 0 g 45 695 200 18 re f Q "


def drawn(*contents, notes=(), turned=0, box=None, shade=b"\x80"):
    """Return a PDF with a page for each drawing; /P is a picture of one shade."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    picture = pdf.make_stream(
        shade,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=1,
        Height=1,
        ColorSpace=Name.DeviceGray,
        BitsPerComponent=8,
    )
    for content in contents:
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1].obj
        page.Resources = Dictionary(
            Font=Dictionary(F1=font),
            XObject=Dictionary(P=picture),
            ExtGState=Dictionary(Half=Dictionary(ca=0.4), Times=multiplied()),
        )
        page.Contents = pdf.make_stream(content)
        page.Rotate = turned
        if box:
            page.CropBox = Array(list(box))
        if notes:
            page.Annots = Array([pdf.make_indirect(one) for one in notes])
    made = io.BytesIO()
    pdf.save(made)
    return made.getvalue()


def multiplied():
    return Dictionary(BM=Name.Multiply)


def note(kind, **fields):
    return Dictionary(
        Type=Name.Annot,
        Subtype=Name(f"/{kind}"),
        Rect=Array([45, 695, 245, 713]),
        F=4,
        **fields,
    )


def pages_of(content):
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            return len(pdf.pages)
    except pikepdf.PdfError:
        return 1


@pytest.fixture
def found(tmp_path):
    def look(content, pages=None):
        path = tmp_path / "looked-at.pdf"
        path.write_bytes(content)
        return pages_with_hidden_text(path, pages=pages or pages_of(content))

    return look


HIDING = {
    "black bar over words": WORDS + BLACK_BAR,
    "bar just as high as the words": WORDS + b"q 0 g 48 700 200 9 re f Q",
    "white box over words": WORDS + b"q 1 g 45 695 200 18 re f Q",
    "bar under words of its colour": BLACK_BAR + b"0 g " + WORDS,
    "white words on paper": b"1 g " + WORDS,
    "thick line": WORDS + b"q 14 w 0 G 45 704 m 245 704 l S Q",
    "picture over words": WORDS + b"q 200 0 0 18 45 695 cm /P Do Q",
    "bar over a recognised scan": b"q 595 0 0 842 0 0 cm /P Do Q 3 Tr "
    + WORDS
    + BLACK_BAR,
    "turned words under a turned bar": b"q 0 1 -1 0 800 0 cm "
    + WORDS
    + BLACK_BAR
    + b"Q",
    "words in one word": WORDS + b"q 0 g 66 695 60 18 re f Q",
    "words that are never drawn, on a dark picture": b"q 595 0 0 842 0 0 cm /P Do Q "
    b"3 Tr " + WORDS,
}
SEEN = {
    "words": WORDS,
    "bar under words of another colour": BLACK_BAR + b"1 g " + WORDS,
    "shaded table": b"q 0.8 g 40 690 300 30 re f Q 0 g " + WORDS,
    "bar beside words": WORDS + b"q 0 g 45 600 200 18 re f Q",
    "line under words": WORDS + b"q 1 w 45 697 m 245 697 l S Q",
    "line through words": WORDS + b"q 1 w 45 704 m 245 704 l S Q",
    "see-through box": WORDS + b"q /Half gs 0 g 45 695 200 18 re f Q",
    "yellow marker": WORDS + b"q /Times gs 1 1 0 rg 45 695 200 18 re f Q",
    "pale words": b"0.7 g " + WORDS,
    "two hidden letters": WORDS.replace(b"96400", b"964")
    + b"q 0 g 49 695 15 18 re f Q",
    "thin letters": WORDS.replace(b"Dr Illingworth", b"Ill 1111 Ii|l"),
    "small letters": WORDS.replace(b"12 Tf", b"5 Tf"),
    "no words": b"q 0 g 45 695 200 18 re f Q",
    "recognised words on the paper of a scan": b"3 Tr " + WORDS,
    "nothing": b"",
}


@pytest.mark.parametrize(("what", "turned"), list(product(HIDING, [0, 90, 180, 270])))
def test_hidden_text_is_found(found, what, turned):
    assert found(drawn(HIDING[what], turned=turned)) == (1,)


@pytest.mark.parametrize(("what", "turned"), list(product(SEEN, [0, 90, 180, 270])))
def test_text_that_is_seen_is_not_hidden(found, what, turned):
    assert found(drawn(SEEN[what], turned=turned)) == ()


def test_hidden_text_is_found_on_its_pages(found):
    bar = WORDS + BLACK_BAR

    assert found(drawn(WORDS, bar, b"", bar)) == (2, 4)


def test_hidden_text_is_found_on_a_page_that_is_cut(found):
    cut = (30, 500, 400, 800)

    assert found(drawn(WORDS + BLACK_BAR, box=cut)) == (1,)
    assert found(drawn(WORDS, box=cut)) == ()


@pytest.mark.parametrize("kind", ["Square", "Redact", "Stamp"])
def test_hidden_text_is_found_under_a_note(found, kind):
    pdf = pikepdf.open(io.BytesIO(drawn(WORDS)))
    look = pdf.make_stream(
        b"0 g 0 0 200 18 re f",
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, 200, 18]),
    )
    box = note(kind, AP=Dictionary(N=look))
    pdf.pages[0].obj.Annots = Array([pdf.make_indirect(box)])
    made = io.BytesIO()
    pdf.save(made)

    assert found(made.getvalue()) == (1,)


def test_hidden_text_is_not_where_a_link_lies(found):
    link = note("Link", Border=Array([0, 0, 1]))

    assert found(drawn(WORDS, notes=[link])) == ()


def test_typeset_and_scanned_papers_hide_nothing(found):
    assert found(tagged("The practice asks for two consulting rooms.", 3)) == ()
    assert found(scanned(2)) == ()
    report = {
        "title": "Finance report, month 11",
        "meeting": "Invented committee, 13 April 2016",
        "author": "Ines Ill",
        "purpose": "For noting",
        "sections": [
            {
                "heading": "1. Position",
                "text": "Illicit words: I, l, 1, i and j. " * 40,
                "points": ["First", "Second"],
                "table": {"header": ["Part", "£"], "rows": [["Rent", "1,111"]] * 60},
            }
        ],
    }
    assert found(render("desk/demo/paper.typ", report)) == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 invented", b"GIF89a"])
def test_file_that_cannot_be_opened_is_not_called_clean(found, content):
    assert found(content) is None


def test_file_that_takes_too_long_is_not_called_clean(found, monkeypatch):
    monkeypatch.setattr(hidden, "SECONDS", 0.01)

    assert found(drawn(WORDS)) is None


def test_file_with_a_page_that_is_not_found_is_not_called_clean(found):
    content = drawn(WORDS, WORDS)

    assert found(content, pages=2) == ()
    assert found(content, pages=3) is None
