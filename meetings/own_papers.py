"""What upper rooms have for one reader of a meeting beside their pack.

A room that makes papers of one's own registers a function; the page of the meeting
links to what it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple


if TYPE_CHECKING:
    from collections.abc import Callable

    from meetings.models import Gathering

    Finder = Callable[[int, Gathering], "list[OwnPaper]"]

_finders: list[Finder] = []


class OwnPaper(NamedTuple):
    """A link to something that one reader alone may open."""

    text: str
    url: str


def finds(finder: Finder) -> Finder:
    """Register a function from a person (key) and a gathering to links, in one query."""
    if finder not in _finders:
        _finders.append(finder)
    return finder


def own_papers(person_id: int, gathering: Gathering) -> list[OwnPaper]:
    """Return the links for a person (key) to what was made for them alone."""
    return [link for find in _finders for link in find(person_id, gathering)]
