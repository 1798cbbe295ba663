"""Office files are opened with distrust; what they hide is counted, never repeated."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from core.errors import RuleBroken
from core.office import (
    LeftOutKind,
    OfficeKind,
    OfficeLimits,
    check_office,
    looks_like_office,
)
from core.office.package import Package
from core.office.refusals import field_codes
from tests.fixtures.office_files import (
    FAMILY,
    HEAD,
    MAIN_SLIDES,
    OFFICE,
    WORD,
    commented,
    excel,
    flood,
    locked,
    old_format,
    packed,
    powerpoint,
    relation,
    relations,
    run,
    tracked,
    word,
)
from tests.fixtures.pdf_files import tagged


def check(folder, content: bytes, **limits):
    upload = folder / "upload"
    upload.write_bytes(content)
    allowed = OfficeLimits(**limits) if limits else None
    return check_office(upload, into=folder / "copy", limits=allowed)


def field(*codes: str) -> str:
    """Return a Word field whose instruction stands in several runs."""
    runs = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in codes)
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def with_formula(text: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = text
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def with_name(name: str) -> bytes:
    """Return a Word file with a part of this name, or with one twice."""
    made = io.BytesIO(word())
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"x")
    return made.getvalue()


def with_entities() -> bytes:
    flood = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return word(
        more={"word/header1.xml": f'{flood}<w:hdr xmlns:w="{WORD}">&b;</w:hdr>'},
        types={"word/header1.xml": f"{FAMILY}.wordprocessingml.header+xml"},
    )


def chart_in(kind: str) -> bytes:
    """Return a Word file with a part that brings a workbook; a chart may."""
    owner = "word/charts/chart1.xml"
    return word(
        more={
            owner: f'{HEAD}<c:chartSpace xmlns:c="urn:chart"/>',
            "word/charts/_rels/chart1.xml.rels": relations(
                relation(1, "package", "../embeddings/book1.xlsx")
            ),
            "word/embeddings/book1.xlsx": b"not looked at",
        },
        types={owner: kind},
    )


def svg(address: str) -> dict[str, str]:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:x="http://www.w3.org/1999/xlink"'
    return {"word/media/a.svg": f'<svg {space}><image x:href="{address}"/></svg>'}


ACTS = {
    "macros by type": (
        word(main="application/vnd.ms-word.document.macroEnabled.main+xml"),
        "office_macros",
    ),
    "macros by name": (word(more={"word/vbaProject.bin": b"x"}), "office_macros"),
    "macros by relation": (
        word(more={"word/x.bin": b"x"}, links=(relation(1, "vbaProject", "x.bin"),)),
        "office_macros",
    ),
    "object": (
        word(links=(relation(1, "oleObject", "embeddings/o.bin"),)),
        "office_embedded",
    ),
    "other document": (
        word(links=(relation(1, "aFChunk", "other.html"),)),
        "office_embedded",
    ),
    "workbook not of a chart": (
        chart_in("application/xml"),
        "office_embedded",
    ),
    "picture elsewhere": (
        word(links=(relation(1, "image", "http://x.test/a.png", external=True),)),
        "office_linked",
    ),
    "relation nobody leads to": (
        word(
            more={
                "word/_rels/none.xml.rels": relations(
                    relation(1, "image", "file:///etc/passwd", external=True)
                )
            }
        ),
        "office_linked",
    ),
    "field in pieces": (
        word(field("INCLUDE", "TEXT ", '"/etc/passwd"')),
        "office_linked",
    ),
    "field in one": (
        word('<w:fldSimple w:instr=" LINK Excel.Sheet &quot;a.xlsx&quot;"/>'),
        "office_linked",
    ),
    "formula that fetches": (
        with_formula('=WEBSERVICE("http://x.test/")'),
        "office_linked",
    ),
    "formula that calls": (with_formula("=cmd|'/c calc'!A1"), "office_linked"),
    "drawing that fetches": (word(more=svg("http://x.test/a.png")), "office_linked"),
    "tracked changes": (tracked(), "office_tracked"),
}
ODD = {
    "empty": (b"", "office_empty"),
    "text": (b"hello", "office_unknown"),
    "pdf": (tagged("A PDF"), "office_unknown"),
    "locked": (locked(), "office_encrypted"),
    "old": (old_format(), "office_old"),
    "cut off": (word()[:-40], "office_broken"),
    "archive without parts": (packed({"a.txt": "x"}, {}), "office_unknown"),
    "slide show": (
        word(main=MAIN_SLIDES.replace("presentation.main", "slideshow.main")),
        "office_unknown",
    ),
    "main part that is not there": (
        packed(
            {"_rels/.rels": relations(relation(1, "officeDocument", "word/d.xml"))},
            {"word/d.xml": f"{FAMILY}.wordprocessingml.document.main+xml"},
        ),
        "office_unknown",
    ),
    "way out of the folder": (with_name("../../evil"), "office_broken"),
    "same part twice": (with_name("WORD/document.xml"), "office_broken"),
    "entities": (with_entities(), "office_broken"),
    "flood": (flood(), "office_swollen"),
}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (word(), OfficeKind.WORD),
        (excel(), OfficeKind.EXCEL),
        (powerpoint(), OfficeKind.POWERPOINT),
    ],
    ids=["word", "excel", "powerpoint"],
)
def test_check_office_takes_a_plain_file(tmp_path, content, kind):
    found = check(tmp_path, content)

    assert (found.kind, found.left_out) == (kind, ())
    assert found.sha256 == hashlib.sha256(content).hexdigest()
    assert found.size_bytes == len(content)


@pytest.mark.parametrize(("content", "code"), ACTS.values(), ids=ACTS)
def test_check_office_refuses_what_acts(tmp_path, content, code):
    with pytest.raises(RuleBroken) as told:
        check(tmp_path, content)

    assert told.value.verdict.code == code
    assert str(told.value).endswith(".")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(("content", "code"), ODD.values(), ids=ODD)
def test_check_office_refuses_what_it_cannot_trust(tmp_path, content, code):
    with pytest.raises(RuleBroken) as told:
        check(tmp_path, content)

    assert told.value.verdict.code == code
    assert str(told.value).endswith(".")
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"bytes_": 100}, "office_too_large"),
        ({"parts": 2}, "office_swollen"),
        ({"unpacked": 500}, "office_swollen"),
        ({"part": 100}, "office_swollen"),
    ],
)
def test_check_office_keeps_its_bounds(tmp_path, limits, code):
    with pytest.raises(RuleBroken) as told:
        check(tmp_path, word(), **limits)

    assert told.value.verdict.code == code


@pytest.mark.parametrize(
    "content",
    [
        word(links=(relation(1, "hyperlink", "https://x.test/", external=True),)),
        word(field("HYPERLINK ", '"https://x.test/"')),
        word(field("PAGE")),
        word(more=svg("data:image/png;base64,AA==")),
        with_formula('=IF(A2="a|b","x",SUM(B1:B3))'),
    ],
    ids=["link", "field of a link", "field", "drawing", "formula"],
)
def test_check_office_takes_what_fetches_nothing(tmp_path, content):
    assert check(tmp_path, content).left_out == ()


def test_check_office_counts_what_word_keeps_beside_its_pages(tmp_path):
    found = check(tmp_path, commented())

    assert [str(one) for one in found.left_out] == [
        "2 comments",
        "1 piece of hidden text",
    ]


def test_check_office_counts_text_hidden_by_its_style(tmp_path):
    style = '<w:style w:styleId="Quiet"><w:rPr><w:vanish/></w:rPr></w:style>'
    content = word(
        run("concealed", '<w:rStyle w:val="Quiet"/>'),
        run("open", '<w:rStyle w:val="Loud"/>'),
        more={"word/styles.xml": f'<w:styles xmlns:w="{WORD}">{style}</w:styles>'},
        types={"word/styles.xml": f"{FAMILY}.wordprocessingml.styles+xml"},
    )

    (only,) = check(tmp_path, content).left_out
    assert (only.kind, only.count) == (LeftOutKind.HIDDEN_TEXT, 1)


def test_check_office_counts_what_excel_hides(tmp_path):
    """A hidden row in which nothing stands hides nothing."""
    found = check(tmp_path, excel(hiding=True))

    assert {one.kind: one.count for one in found.left_out} == {
        LeftOutKind.COMMENTS: 1,
        LeftOutKind.HIDDEN_SHEETS: 1,
        LeftOutKind.HIDDEN_ROWS: 1,
        LeftOutKind.HIDDEN_COLUMNS: 1,
    }


def test_check_office_counts_what_powerpoint_does_not_show(tmp_path):
    found = check(tmp_path, powerpoint(hiding=True))

    assert [str(one) for one in found.left_out] == [
        "1 hidden slide",
        "1 slide with speaker notes",
    ]


def test_check_office_counts_workbooks_behind_charts(tmp_path):
    content = chart_in(f"{FAMILY}.drawingml.chart+xml")

    (only,) = check(tmp_path, content).left_out
    assert str(only) == "1 workbook behind a chart"


def test_check_office_copy_knows_no_template(tmp_path):
    """Nearly every Word file names the template of its author's computer."""
    content = word(
        more={
            "word/settings.xml": (
                f'<w:settings xmlns:w="{WORD}" xmlns:r="{OFFICE}">'
                '<w:attachedTemplate r:id="rId1"/></w:settings>'
            ),
            "word/_rels/settings.xml.rels": relations(
                relation(1, "attachedTemplate", "file:///C:/t.dotm", external=True),
                relation(2, "hyperlink", "https://x.test/?a=1&amp;b=2", external=True),
            ),
        },
        links=(relation(1, "settings", "settings.xml"),),
    )
    check(tmp_path, content)

    with zipfile.ZipFile(tmp_path / "copy") as copy:
        kept = copy.read("word/_rels/settings.xml.rels")
        package = Package(copy, OfficeLimits())
        left = [one.kind for one in package.relations("word/settings.xml")]
        assert copy.read("word/settings.xml") == zipfile.ZipFile(
            io.BytesIO(content)
        ).read("word/settings.xml")
    assert b"dotm" not in kept
    assert left == ["hyperlink"]


def test_field_codes_puts_nested_fields_together(tmp_path):
    nested = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>IF </w:instrText></w:r>"
        f"{field('PA', 'GE')}"
        "<w:r><w:instrText>= 1</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    with zipfile.ZipFile(io.BytesIO(word(nested))) as archive:
        package = Package(archive, OfficeLimits())
        assert field_codes(package, "word/document.xml") == ["PAGE", "IF = 1"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [(word(), True), (old_format(), True), (tagged("A PDF"), False), (b"", False)],
)
def test_looks_like_office(content, expected):
    assert looks_like_office(content[:8]) is expected
