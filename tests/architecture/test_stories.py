"""The table of user stories says "yes" where tests of the story's name say so as well.

Names are all that this compares: what such a test proves is read in the test itself.
"""

from __future__ import annotations

import re

from tests.architecture.rooms import ROOT


ROW = re.compile(r"^\| (\d+) \| .* \| (.*) \|$", re.MULTILINE)
TEST = re.compile(r"^def test_story_(\d\d)_\w+", re.MULTILINE)


def _rows() -> dict[int, bool]:
    """Return the number of each story, and whether the table says that it is built."""
    table = (ROOT / "docs/stories.md").read_text(encoding="utf-8")
    return {
        int(number): re.match(r"yes\b", now) is not None
        for number, now in ROW.findall(table)
    }


def _tested() -> set[int]:
    """Return the numbers of the stories that tests are named after."""
    return {
        int(number)
        for path in (ROOT / "tests").rglob("test_*.py")
        for number in TEST.findall(path.read_text(encoding="utf-8"))
    }


def test_every_story_is_in_the_table_once_and_in_order():
    assert list(_rows()) == list(range(1, len(_rows()) + 1))
    assert len(ROW.findall((ROOT / "docs/stories.md").read_text())) == len(_rows())


def test_stories_that_are_built_have_a_test_of_their_name():
    built = {number for number, is_built in _rows().items() if is_built}

    assert sorted(built - _tested()) == []


def test_stories_with_a_test_of_their_name_are_said_to_be_built():
    built = {number for number, is_built in _rows().items() if is_built}

    assert sorted(_tested() - built) == []
