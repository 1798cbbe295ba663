"""What code and tests cite is there: a section of the field, a decision record, a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.docs_links import pages
from tests.architecture.rooms import ROOMS, ROOT


FIELD = "docs/field.md"
HEADING = re.compile(r"^#{2,3} (\d+(?:\.\d+)?)\.? \w", re.MULTILINE)
NUMBER = r"\d+(?:\.\d+)?(?:,? [CV]\d+)?"
CITED = re.compile(rf"{re.escape(FIELD)} ({NUMBER}(?:(?:, | and |, and ){NUMBER})*)")
STAGES = re.compile(rf"{re.escape(FIELD)} 6, stages? (\d+)(?: to (\d+))?")
RECORD = re.compile(r"\bADR (\d+)\b|\bdocs/adr/(\d{4})")
PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
# They cite pages that they make, or make up.
MAKES_PAGES = {
    "tests/architecture/test_citations.py",
    "tests/unit/config/test_docs_links.py",
}


def _sources() -> list[tuple[str, str]]:
    """Return the name and the text, each on one line, of what may cite."""
    return [(name, _joined(text)) for name, text in _texts()]


def _texts() -> Iterator[tuple[str, str]]:
    for folder in (*ROOMS, "templates", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix in {".py", ".html"} and name not in MAKES_PAGES:
                yield name, path.read_text(encoding="utf-8")


def _joined(text: str) -> str:
    """Put a citation that goes on in the next line into one, comments as well."""
    return re.sub(r"\s*\n\s*(?:#: ?|# ?)?", " ", text)


SOURCES = _sources()


def _headings(text: str) -> list[str]:
    return HEADING.findall(text)


def _rows_of(text: str, number: str) -> set[str]:
    """Return the first cells of the tables in one section: C1, V3 or a stage."""
    start = re.search(rf"^#+ {re.escape(number)}\.? ", text, re.MULTILINE)
    if start is None:
        return set()
    section = re.split(r"^#", text[start.end() :], maxsplit=1, flags=re.MULTILINE)[0]
    return set(re.findall(r"^\| ([CV]?\d+) \|", section, re.MULTILINE))


def cited(text: str) -> list[tuple[str, str]]:
    """Return what a text cites of the field: the section, and its row or nothing."""
    found = []
    for run in CITED.findall(text):
        for one in re.findall(NUMBER, run):
            number, _, row = one.replace(",", "").partition(" ")
            found.append((number, row))
    for first, last in STAGES.findall(text):
        stages = range(int(first), int(last or first) + 1)
        found += [("6", str(stage)) for stage in stages]
    return found


def leads_nowhere(text: str, field: str) -> list[str]:
    """Name what a text cites of the field and the page does not have."""
    there = set(_headings(field))
    return [
        f"{number} {row}".strip()
        for number, row in cited(text)
        if number not in there or (row and row not in _rows_of(field, number))
    ]


@pytest.fixture(scope="module")
def field():
    return (ROOT / FIELD).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("docs/field.md 1.1 and 2", []),
        ("docs/field.md 1.1, 1.2, and 3", ["1.2", "3"]),
        ("docs/field.md 1.1, V1 and 2", []),
        ("docs/field.md 1.1 V2", ["1.1 V2"]),
        ("docs/field.md 6, stages 1 to 3", ["6 3"]),
        ("# see docs/field.md\n    # 1.2", ["1.2"]),
    ],
)
def test_leads_nowhere_tells(text, missing):
    page = "## 1. A\n### 1.1 B\n| V1 | c |\n## 2. D\n## 6. E\n| 1 | f |\n| 2 | g |\n"

    assert leads_nowhere(_joined(text), page) == missing


def test_every_section_of_the_field_that_is_cited_is_there(field):
    found = {name: leads_nowhere(text, field) for name, text in SOURCES}

    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert sum(len(cited(text)) for _name, text in SOURCES) > 100


def test_field_is_cited_with_a_section():
    bare = re.compile(rf"{re.escape(FIELD)}(?! \d)")

    assert [name for name, text in SOURCES if bare.search(text)] == []


def test_sections_of_the_field_are_numbered_once_and_without_a_gap(field):
    expected: list[str] = []
    numbers = _headings(field)
    for number in numbers:
        _chapter, _, section = number.partition(".")
        before = expected[-1].partition(".") if expected else ("0", "", "")
        if section:
            expected.append(f"{before[0]}.{int(before[2] or 0) + 1}")
        else:
            expected.append(f"{int(before[0]) + 1}")

    assert numbers == expected


def test_every_decision_record_that_is_cited_is_there():
    there = {int(path.name[:4]) for path in (ROOT / "docs/adr").glob("*.md")}
    found = {
        (name, int(short or long))
        for name, text in SOURCES
        for short, long in RECORD.findall(text)
    }

    assert sorted(one for one in found if one[1] not in there) == []
    assert found


def test_every_page_that_is_cited_is_there():
    found = {(name, page) for name, text in SOURCES for page in PAGE.findall(text)}

    assert sorted(one for one in found if not (ROOT / one[1]).is_file()) == []
    assert found


def test_the_list_of_pages_names_every_page():
    listed = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    written = [
        path.relative_to(ROOT / "docs").as_posix()
        for path in pages(ROOT)
        if path.is_relative_to(ROOT / "docs") and path != Path(ROOT, "docs/README.md")
    ]

    assert [name for name in written if f"({name})" not in listed] == []
    assert "field.md" in written
