"""The script in the chair's copy: pages of its own, in no other copy, built again."""

from __future__ import annotations

import io

import pikepdf
import pytest

from packs.build.copies import build_copy, plan_for, prepare, rebuild
from packs.build.shelf import Shelf
from packs.rules.script import Asked, Turn, write_script
from packs.values import Ask, ItemId, Part
from tests.fixtures.pdf_files import scanned, tagged
from tests.fixtures.pdf_reading import faults_of, pages_of, text_of, told_by_tags
from tests.unit.packs.built.test_copies import _edition


BOTH = frozenset(Part)
WORDS = "Havering is asked to agree what is recommended"


def script(items=(1, 2), recommendation="Close the branch."):
    turns = [
        Turn(
            ItemId(key),
            str(key),
            f"Matter {key}",
            when="14:00, 10 minutes",
            asked=(Asked("Havering", Ask.DECIDE),),
            recommendation=recommendation,
        )
        for key in items
    ]
    return write_script(turns, committees={1: "Havering"})


@pytest.fixture
def edition(tmp_path):
    return _edition(tmp_path, {1: tagged("Alpha words", 2), 2: scanned(3)})


def make(edition, said=None, reader="Mrs Cora Chair", shelf=None):
    prepared = prepare(edition)
    own = shelf or Shelf()
    plan = plan_for(prepared, items={}, papers={}, parts=BOTH)
    try:
        return build_copy(prepared, plan, reader=reader, shelf=own, script=said)
    finally:
        if shelf is None:
            own.close()


def test_script_follows_the_agenda_and_moves_no_page_number(edition):
    plain, chairs = make(edition), make(edition, script())

    pages, theirs = pages_of(chairs.content), pages_of(plain.content)
    front = plain.manifest["front_pages"]
    extra = chairs.pages - plain.pages

    assert extra >= 1
    assert "Script for the chair" in pages[front]
    assert "Script, page 1" in pages[front]
    assert f"Page {front + 1} " in pages[front + extra]
    assert pages[:front] == theirs[:front]
    assert pages[front + extra :] == theirs[front:]
    assert chairs.manifest["pages"] == plain.manifest["pages"]


def test_script_tells_what_is_asked_and_links_to_the_papers(edition):
    made = make(edition, script())

    text = " ".join(text_of(made.content).split())
    assert WORDS in text
    assert "Close the branch." in text
    assert "14:00, 10 minutes" in text
    assert WORDS in " ".join(told_by_tags(made.content).split())
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        front = made.manifest["front_pages"]
        notes = [one.Contents for one in pdf.pages[front].obj.Annots]
        with pdf.open_outline() as outline:
            titles = [node.title for node in outline.root]
    assert [str(one) for one in notes] == [
        f"Page {entry['first_page']}"
        for entry in made.manifest["entries"]
        if entry["kind"] == "cover_sheet"
    ]
    assert titles[:2] == ["Agenda", "Script for the chair"]
    assert faults_of(made.content) == []


def test_script_of_many_pages_is_numbered_through(edition):
    made = make(edition, script(recommendation="Close it. " * 900))

    numbered = [page for page in pages_of(made.content) if "Script, page" in page]

    assert len(numbered) > 2
    assert f"Script, page {len(numbered)} " in numbered[-1]


def test_script_is_in_no_other_copy_of_the_same_shelf(edition):
    shelf = Shelf()
    try:
        chairs = make(edition, script(), shelf=shelf)
        others = make(edition, reader="Dr Okafor", shelf=shelf)
    finally:
        shelf.close()

    assert WORDS in " ".join(text_of(chairs.content).split())
    assert "Script" not in text_of(others.content)
    assert "script" not in others.manifest


def test_script_copy_is_built_again_from_its_manifest_byte_for_byte(edition):
    made = make(edition, script())

    again = rebuild(made.manifest, edition.files)

    assert again.content == made.content
    assert again.manifest == made.manifest


def test_script_of_whoever_only_convenes_says_that_it_tells_no_rulings(edition):
    turn = Turn(ItemId(1), "1", "Matter 1")

    made = make(edition, write_script([turn], committees={}))

    words = " ".join(text_of(made.content).split())
    assert "You chair no committee here, so it tells no rulings." in words
