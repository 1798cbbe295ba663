"""Which pages of a pack one reader is given, and under which number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packs.values import (
    EntryKind,
    Grant,
    ItemId,
    PaperId,
    PaperVersionId,
    Part,
    TwinId,
    WithholdingPolicy,
)


BOTH_PARTS = frozenset(Part)
PRIVATE_RULE = "It belongs to the private part of the meeting."


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One matter on the agenda; `cover_pages` counts the pages of its cover sheet."""

    item_id: ItemId
    reference: str
    number: str
    title: str
    position: int
    part: Part = Part.PUBLIC
    headings: tuple[str, ...] = ()
    cover_pages: int = 0


@dataclass(frozen=True, slots=True)
class TwinFacts:
    """The redacted form of a version, as long as it, by the title that it is given."""

    twin_id: TwinId
    sha256: str
    title: str


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """One version of one paper or appendix of an item, with its length in pages.

    `twin` is its redacted form, if one stands.
    """

    item_id: ItemId
    paper_id: PaperId
    version: PaperVersionId
    sha256: str
    pages: int
    title: str
    position: int = 0
    part: Part = Part.PUBLIC
    sensitivity: str = ""
    twin: TwinFacts | None = None


@dataclass(frozen=True, slots=True)
class PaperTreatment:
    """Whether a reader gets the papers; if not, the rule that withheld them, in words.

    `hides_title`: not even the title may be known, whatever the policy.
    """

    grant: Grant = Grant.GIVEN
    rule: str = ""
    hides_title: bool = False

    def __post_init__(self) -> None:
        if self.grant is not Grant.GIVEN and not self.rule.strip():
            raise ValueError("Papers are never left out without the reason in words.")

    @property
    def is_withheld(self) -> bool:
        """Say whether the reader goes without."""
        return self.grant is Grant.WITHHELD


GIVEN = PaperTreatment()


def withheld(rule: str, *, hides_title: bool = False) -> PaperTreatment:
    """Withhold, by the rule in words, and the title too if it may not be known."""
    return PaperTreatment(Grant.WITHHELD, rule, hides_title)


REDACTED = PaperTreatment(Grant.REDACTED, "It is given in its redacted form.")


def broken(reason: str) -> PaperTreatment:
    """Leave out what nobody can be given, for a reason in words: its file is broken."""
    return PaperTreatment(Grant.BROKEN, reason)


@dataclass(frozen=True, slots=True)
class PackEntry:
    """A run of pages of the pack, and what this reader finds on them."""

    item_id: ItemId
    kind: EntryKind
    title: str
    first_page: int
    last_page: int
    grant: Grant
    rule: str = ""
    hides_title: bool = False
    paper_id: PaperId | None = None
    version: PaperVersionId | None = None
    sha256: str = ""
    twin: TwinId | None = None

    @property
    def pages(self) -> int:
        """Count the pages, placeholders included."""
        return self.last_page - self.first_page + 1

    @property
    def is_withheld(self) -> bool:
        """Say whether this reader goes without what others are given."""
        return self.grant is Grant.WITHHELD

    @property
    def is_given(self) -> bool:
        """Say whether the pages are here, in full or redacted; else placeholders are."""
        return self.grant in {Grant.GIVEN, Grant.REDACTED}

    @property
    def is_whole(self) -> bool:
        """Say whether the pages are here as they were written."""
        return self.grant is Grant.GIVEN


@dataclass(frozen=True, slots=True)
class PackPlan:
    """One reader's pack, page by page: the front, then every entry in order."""

    front_pages: int
    policy: WithholdingPolicy
    entries: tuple[PackEntry, ...]
    hidden_items: tuple[ItemId, ...] = ()

    @property
    def pages(self) -> int:
        """Count the pages of the whole pack: the same for every reader."""
        return self.entries[-1].last_page if self.entries else self.front_pages

    @property
    def given(self) -> tuple[PackEntry, ...]:
        """List what the reader finds and may read."""
        return tuple(entry for entry in self.entries if entry.is_given)

    @property
    def gaps(self) -> tuple[PackEntry, ...]:
        """List where the reader finds placeholders: withheld, or broken for everybody."""
        return tuple(entry for entry in self.entries if not entry.is_given)

    @property
    def withheld(self) -> tuple[PackEntry, ...]:
        """List what the reader goes without, each with its rule."""
        return tuple(entry for entry in self.entries if entry.is_withheld)


def plan_pack(
    items: Iterable[ItemFacts],
    papers: Iterable[PaperFacts],
    *,
    treatments: Mapping[ItemId, PaperTreatment],
    policy: WithholdingPolicy,
    front_pages: int,
    paper_treatments: Mapping[PaperId, PaperTreatment] | None = None,
    parts: frozenset[Part] = BOTH_PARTS,
) -> PackPlan:
    """Plan one reader's pack; pages are counted from 1 and never depend on the reader.

    `treatments` holds for an item with its cover sheet and all its papers,
    `paper_treatments` for one paper; what neither names is given. Matter of a part
    that is not among `parts` is withheld with its title, whatever the policy. What is
    broken and withheld as well is withheld: its reader learns no more of it.

    Raises:
      ValueError: the facts contradict one another, or a treatment names nothing.
    """
    agenda = sorted(items, key=lambda item: (item.part, item.position, item.item_id))
    filed = sorted(papers, key=lambda paper: (paper.position, paper.paper_id))
    by_paper = paper_treatments or {}
    _check_facts(agenda, filed, front_pages)
    _check_treatments(agenda, filed, treatments, by_paper)

    entries: list[PackEntry] = []
    hidden: list[ItemId] = []
    next_page = front_pages + 1
    for item in agenda:
        reader = _Reader(item, treatments.get(item.item_id, GIVEN), policy, parts)
        if reader.hides_item:
            hidden.append(item.item_id)
        for part_of_item in _runs_of(item, filed):
            entry = reader.entry(part_of_item, next_page, by_paper)
            next_page = entry.last_page + 1
            entries.append(entry)
    return PackPlan(front_pages, policy, tuple(entries), tuple(hidden))


def _runs_of(
    item: ItemFacts, filed: Sequence[PaperFacts]
) -> list[ItemFacts | PaperFacts]:
    """List what fills pages for an item: its cover sheet, then its papers."""
    cover: list[ItemFacts | PaperFacts] = [item] if item.cover_pages else []
    return cover + [paper for paper in filed if paper.item_id == item.item_id]


@dataclass(frozen=True, slots=True)
class _Reader:
    """One reader before one item."""

    item: ItemFacts
    treatment: PaperTreatment
    policy: WithholdingPolicy
    parts: frozenset[Part]

    @property
    def hides_item(self) -> bool:
        return self.item.part not in self.parts or self._is_secret(self.treatment)

    def entry(
        self,
        run: ItemFacts | PaperFacts,
        first_page: int,
        by_paper: Mapping[PaperId, PaperTreatment],
    ) -> PackEntry:
        if isinstance(run, ItemFacts):
            treatment = self._treatment_in(run.part, GIVEN)
            return PackEntry(
                item_id=run.item_id,
                kind=EntryKind.COVER_SHEET,
                title=run.title,
                first_page=first_page,
                last_page=first_page + run.cover_pages - 1,
                grant=treatment.grant,
                rule=treatment.rule,
                hides_title=self._hides_title(run.part, treatment),
            )
        own = by_paper.get(run.paper_id, GIVEN)
        if own.grant is Grant.REDACTED and not self._takes_redacted(run):
            own = withheld(PRIVATE_RULE, hides_title=True)
        if own.grant is Grant.REDACTED and run.twin is not None:
            return _redacted(run, run.twin, first_page, own)
        treatment = self._treatment_in(run.part, own)
        return PackEntry(
            item_id=run.item_id,
            kind=EntryKind.PAPER,
            title=run.title,
            first_page=first_page,
            last_page=first_page + run.pages - 1,
            grant=treatment.grant,
            rule=treatment.rule,
            hides_title=self._hides_title(run.part, treatment),
            paper_id=run.paper_id,
            version=run.version,
            sha256=run.sha256,
        )

    def _takes_redacted(self, run: PaperFacts) -> bool:
        """Say whether the redacted form is there, and the item is open to the reader."""
        is_open = self.item.part in self.parts and self.treatment.grant is Grant.GIVEN
        return is_open and run.twin is not None

    def _treatment_in(self, part: Part, own: PaperTreatment) -> PaperTreatment:
        if part not in self.parts or self.item.part not in self.parts:
            return withheld(PRIVATE_RULE)
        return own if self.treatment.grant is Grant.GIVEN else self.treatment

    def _hides_title(self, part: Part, treatment: PaperTreatment) -> bool:
        if self.hides_item or part not in self.parts:
            return True
        return self._is_secret(treatment)

    def _is_secret(self, treatment: PaperTreatment) -> bool:
        return treatment.is_withheld and (
            treatment.hides_title or self.policy is WithholdingPolicy.HIDE_TITLE
        )


def _redacted(
    run: PaperFacts, twin: TwinFacts, first_page: int, own: PaperTreatment
) -> PackEntry:
    return PackEntry(
        item_id=run.item_id,
        kind=EntryKind.PAPER,
        title=twin.title,
        first_page=first_page,
        last_page=first_page + run.pages - 1,
        grant=own.grant,
        rule=own.rule,
        paper_id=run.paper_id,
        version=run.version,
        sha256=twin.sha256,
        twin=twin.twin_id,
    )


def _check_facts(
    agenda: Sequence[ItemFacts], filed: Sequence[PaperFacts], front_pages: int
) -> None:
    known = {item.item_id for item in agenda}
    if len(known) != len(agenda):
        raise ValueError("An item stands on the agenda twice.")
    if len({paper.paper_id for paper in filed}) != len(filed):
        raise ValueError("A paper is in the pack twice.")
    if front_pages < 0 or any(item.cover_pages < 0 for item in agenda):
        raise ValueError("Pages are counted from nought upwards.")
    for paper in filed:
        if paper.item_id not in known:
            raise ValueError(f"Paper {paper.paper_id} belongs to no item of this pack.")
        if paper.pages < 1:
            raise ValueError(f"Paper {paper.paper_id} has no pages.")


def _check_treatments(
    agenda: Sequence[ItemFacts],
    filed: Sequence[PaperFacts],
    treatments: Mapping[ItemId, PaperTreatment],
    by_paper: Mapping[PaperId, PaperTreatment],
) -> None:
    # A treatment of an unknown id would silently give what somebody meant to withhold.
    items = treatments.keys() - {item.item_id for item in agenda}
    papers = by_paper.keys() - {paper.paper_id for paper in filed}
    if items or papers:
        raise ValueError("A treatment names an item or paper that is not in the pack.")
