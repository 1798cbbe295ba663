"""The names of what a pack is made of: ids without their rows."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import NewType


ItemId = NewType("ItemId", int)
PaperId = NewType("PaperId", int)
PaperVersionId = NewType("PaperVersionId", int)
TwinId = NewType("TwinId", int)


# What a PDF takes as its password, in ASCII characters (ISO 32000-2, 7.6.4.3.2).
LONGEST_PASSWORD = 127


class Part(IntEnum):
    """Which part of the meeting a matter belongs to."""

    PUBLIC = 1
    PRIVATE = 2


class Grant(StrEnum):
    """What one reader gets of one paper; a broken one nobody gets.

    Redacted: the same pages with words blacked out, as everybody may have them.
    """

    GIVEN = "given"
    REDACTED = "redacted"
    WITHHELD = "withheld"
    BROKEN = "broken"


class WithholdingPolicy(StrEnum):
    """What a committee hides of a withheld matter."""

    HIDE_CONTENTS = "hide_contents"
    HIDE_TITLE = "hide_title"


class EntryKind(StrEnum):
    """What a run of pages in a pack holds."""

    COVER_SHEET = "cover_sheet"
    PAPER = "paper"


class Ask(StrEnum):
    """What an item asks of one committee."""

    DECIDE = "decide"
    RECOMMEND = "recommend"
    NOTE = "note"

    @property
    def label(self) -> str:
        """Say it after the name of the committee."""
        return {"decide": "decides", "recommend": "recommends", "note": "notes"}[self]
