"""What upper rooms tell of an item while the meeting runs: what was decided so far.

A room that decides registers one function; pages of this room show its words. They are
shown only to readers who may read the item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING


if TYPE_CHECKING:
    from collections.abc import Callable

    from meetings.models import Gathering, Item

    Asked = Callable[[Item], bool]
    Teller = Callable[[Gathering], dict[int, list[str]]]

_tellers: list[Teller] = []
_asked: list[Asked] = []


def tells(teller: Teller) -> Teller:
    """Register a function from a gathering to sentences, by item key."""
    if teller not in _tellers:
        _tellers.append(teller)
    return teller


def says_movable(asked: Asked) -> Asked:
    """Register a function that says of an item whether a committee has it to decide."""
    if asked not in _asked:
        _asked.append(asked)
    return asked


def may_go_elsewhere(item: Item) -> bool:
    """Say whether some committee still has an item to decide, and on no later agenda."""
    return any(asked(item) for asked in _asked)


def outcomes_of(gathering: Gathering) -> dict[int, list[str]]:
    """Return what was decided so far, a sentence for each committee, by item key."""
    found: dict[int, list[str]] = {}
    for teller in _tellers:
        for item_id, words in teller(gathering).items():
            found.setdefault(item_id, []).extend(words)
    return found
