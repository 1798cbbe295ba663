"""What a pack is made of, apart from its readers: the agenda, covers and papers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from packs.rules.plan import ItemFacts, PaperFacts
from packs.values import ItemId, WithholdingPolicy


if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from packs.rules.plan import PackEntry
    from packs.values import PaperId, PaperVersionId, TwinId


class BrokenPaper(Exception):
    """One paper cannot be put into the pack; the others can."""

    def __init__(
        self, title: str, reason: str, paper_id: PaperId | None = None
    ) -> None:
        super().__init__(f"{title}: {reason}")
        self.title = title
        self.reason = reason
        self.paper_id = paper_id


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One line of the agenda in the pack; headings have no item.

    `marks` say that it came late, and how its paper comes.
    """

    title: str
    item_id: ItemId | None = None
    number: str = ""
    reference: str = ""
    purpose: str = ""
    lead: str = ""
    time: str = ""
    part: str = ""
    scopes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """The cover sheet of one item: labels with words, empty ones left out."""

    item_id: ItemId
    title: str
    reference: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything that all copies of one edition share."""

    title: str
    held_on: str
    place: str
    committees: tuple[str, ...]
    agenda: tuple[AgendaLine, ...]
    items: tuple[ItemFacts, ...]
    papers: tuple[PaperFacts, ...]
    covers: Mapping[ItemId, CoverFacts] = field(default_factory=dict)
    files: Mapping[PaperVersionId, Path] = field(default_factory=dict)
    policy: WithholdingPolicy = WithholdingPolicy.HIDE_CONTENTS
    twin_files: Mapping[TwinId, Path] = field(default_factory=dict)

    @property
    def stamp(self) -> str:
        """Return the words under every page, before its number."""
        return f"{self.title}, {self.held_on}"

    def file_of(self, entry: PackEntry) -> Path | None:
        """Return where the pages of an entry lie: those in full, or the redacted ones."""
        if entry.twin is not None:
            return self.twin_files.get(entry.twin)
        return None if entry.version is None else self.files.get(entry.version)
