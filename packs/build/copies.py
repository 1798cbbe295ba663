"""One reader's copy, byte for byte the same whenever it is built from the same facts."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from core.documents.merging import save
from packs.build.assembly import (
    AS_IT_IS,
    Assembly,
    CoverPages,
    Papers,
    Progress,
    silent,
)
from packs.build.earlier import Sheets
from packs.build.front import count_front, write_front, write_sheets
from packs.build.layout import pack_layout, supplement_layout
from packs.build.manifest import (
    ENGINE,
    NO_TWINS,
    manifest_of,
    plain,
    read_earlier,
    read_held,
    read_manifest,
    read_script,
    scripted,
    tools,
)
from packs.build.places import BLANK_ID, digest_before, places_of
from packs.build.shelf import Nameless, Shelf, kept, made_ready
from packs.build.stamps import reader_drawings
from packs.rules.note import Held, note_of
from packs.rules.plan import GIVEN, PackPlan, broken, plan_pack
from packs.rules.supplement import plan_supplement
from packs.values import PaperId


if TYPE_CHECKING:
    from packs.build.earlier import Earlier
    from packs.build.edition import Edition
    from packs.build.layout import Layout
    from packs.rules.note import NoteLine
    from packs.rules.plan import ItemFacts, PaperTreatment
    from packs.rules.script import Script
    from packs.rules.supplement import SupplementPlan
    from packs.values import ItemId, PaperVersionId, Part, TwinId

NOTHING_HELD = Held()
NO_FAULTS: Mapping[PaperId, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Prepared:
    """An edition with what all its copies share: cover sheets and page counts.

    `earlier` is what went out, if this is a supplement to it.
    """

    edition: Edition
    items: tuple[ItemFacts, ...]
    sheets: CoverPages
    front_pages: int
    facts: dict[str, Any]
    key: str
    earlier: Earlier | None = None


@dataclass(frozen=True, slots=True)
class BuiltCopy:
    """The bytes of one copy, with the manifest that says what is in it and why."""

    content: bytes
    sha256: str
    pages: int
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class WrittenCopy:
    """One copy in a file, for packs too large to be held in memory."""

    path: Path
    sha256: str
    pages: int
    manifest: dict[str, Any]


def prepare(edition: Edition, earlier: Earlier | None = None) -> Prepared:
    """Count the pages that everybody has: the front and every cover sheet.

    The agenda is counted with the whole of its titles; a reader's own agenda is never
    longer, and is filled up where it is shorter. In a supplement the pages that went
    out are counted, and what stands of them is typeset as it was then.
    """
    groups = [Sheets(edition.title, edition.covers)]
    if earlier is not None:
        groups = [*earlier.sheets, earlier.later_sheets(edition)]
    written = tuple(write_sheets(one.title, one.covers) for one in groups)
    places = {
        item_id: (at, section)
        for at, one in enumerate(groups)
        for section, item_id in enumerate(one.covers)
    }
    lengths = {pk: len(written[at].section(n)) for pk, (at, n) in places.items()}
    items = tuple(
        replace(
            item,
            cover_pages=lengths[item.item_id] if item.item_id in edition.covers else 0,
        )
        for item in edition.items
    )
    facts = plain(edition)
    return Prepared(
        edition=edition,
        items=items,
        sheets=CoverPages(written, places),
        front_pages=(
            earlier.published.front_pages if earlier else count_front(edition)
        ),
        facts=facts,
        # A page that went out has the same marks in every supplement.
        key=earlier.key if earlier else _key_of(facts),
        earlier=earlier,
    )


def plan_for(
    prepared: Prepared,
    *,
    items: Mapping[ItemId, PaperTreatment],
    papers: Mapping[PaperId, PaperTreatment],
    parts: frozenset[Part],
    faults: Mapping[PaperId, str] = NO_FAULTS,
) -> PackPlan:
    """Plan one reader's copy of a prepared edition.

    `faults` says of papers whose files are broken what is wrong with them: nobody is
    given these, and from whom they are withheld, they are withheld.
    """
    known_items = {item.item_id for item in prepared.items}
    known_papers = {paper.paper_id for paper in prepared.edition.papers}
    given = {pk: one for pk, one in papers.items() if pk in known_papers}
    for pk, reason in faults.items():
        if not given.get(pk, GIVEN).is_withheld:
            given[pk] = broken(reason)
    return plan_pack(
        prepared.items,
        prepared.edition.papers,
        treatments={pk: one for pk, one in items.items() if pk in known_items},
        paper_treatments=given,
        policy=prepared.edition.policy,
        front_pages=prepared.front_pages,
        parts=parts,
    )


def later_of(prepared: Prepared, plan: PackPlan, held: Held) -> SupplementPlan:
    """Plan one reader's supplement to what went out.

    Raises:
      ValueError: nothing went out.
    """
    earlier = prepared.earlier
    if earlier is None:
        raise ValueError("There is no supplement to a pack that did not go out.")
    return plan_supplement(
        earlier.published,
        plan,
        changed_covers=earlier.changed_covers(prepared.edition),
        was_given=held.runs,
    )


def note_for(prepared: Prepared, plan: PackPlan, held: Held) -> tuple[NoteLine, ...]:
    """Write what a supplement changes for one reader.

    Raises:
      ValueError: nothing went out.
    """
    planned = later_of(prepared, plan, held)
    assert prepared.earlier is not None  # noqa: S101 # or later_of has refused
    return note_of(
        planned,
        plan,
        items=prepared.items,
        before=prepared.earlier.items,
        titles=prepared.earlier.titles,
        named=held.items,
    )


def layout_for(
    prepared: Prepared, plan: PackPlan, held: Held, *, is_alone: bool
) -> Layout:
    """Lay out one reader's copy, or what is later in it `is_alone`."""
    if prepared.earlier is None:
        return pack_layout(plan)
    return supplement_layout(
        plan,
        later_of(prepared, plan, held),
        prepared.earlier,
        held=held,
        note=note_for(prepared, plan, held),
        is_alone=is_alone,
    )


def build_copy(
    prepared: Prepared,
    plan: PackPlan,
    *,
    reader: str,
    shelf: Shelf,
    held: Held = NOTHING_HELD,
    is_alone: bool = False,
    script: Script | None = None,
    progress: Progress = silent,
) -> BuiltCopy:
    """Build one reader's copy in memory; the options are those of `write_copy`.

    Raises:
      BrokenPaper: a paper cannot be opened or is not what it was; names it.
      CannotTypeset: a page of our own cannot be written.
    """
    made = write_copy(
        prepared,
        plan,
        reader=reader,
        shelf=shelf,
        held=held,
        is_alone=is_alone,
        script=script,
        progress=progress,
    )
    content = made.path.read_bytes()
    made.path.unlink()
    return BuiltCopy(content, made.sha256, made.pages, made.manifest)


def rebuild(
    manifest: Mapping[str, Any],
    files: Mapping[PaperVersionId, Path],
    twin_files: Mapping[TwinId, Path] = NO_TWINS,
    *,
    is_alone: bool = False,
) -> BuiltCopy:
    """Build a copy again from its manifest: the same bytes, given the same tools.

    `is_alone`: the supplement without the pages that went out before.

    Raises:
      BrokenPaper: a paper is no longer what the manifest says.
    """
    edition, plan, reader = read_manifest(manifest, files, twin_files)
    shelf = Shelf()
    try:
        return build_copy(
            prepare(edition, read_earlier(manifest)),
            plan,
            reader=reader,
            shelf=shelf,
            held=read_held(manifest),
            is_alone=is_alone,
            script=read_script(manifest),
        )
    finally:
        shelf.close()


def write_copy(
    prepared: Prepared,
    plan: PackPlan,
    *,
    reader: str,
    shelf: Shelf,
    into: Path | None = None,
    held: Held = NOTHING_HELD,
    is_alone: bool = False,
    script: Script | None = None,
    progress: Progress = silent,
) -> WrittenCopy:
    """Build one reader's copy into a file, by default one that goes with the shelf.

    Of a supplement, `held` is what the reader has of what went out, and the copy is the
    whole pack as it stands now, or `is_alone` what is later in it. The `script` is for
    the chair's copy alone.

    Raises:
      BrokenPaper: a paper cannot be opened or is not what it was; names it.
      CannotTypeset: a page of our own cannot be written.
    """
    kind = prepared.key if script is None else _key_of([prepared.key, plain(script)])
    nameless = shelf.nameless.get((kind, plan, held, is_alone))
    if nameless is None:
        layout = layout_for(prepared, plan, held, is_alone=is_alone)
        nameless = _build_nameless(prepared, plan, layout, script, shelf, progress)
        shelf.nameless[kind, plan, held, is_alone] = nameless
    name = hashlib.sha256(f"{nameless.key} {reader}".encode()).hexdigest()
    path = into or shelf.place(f"{name}.pdf")
    shutil.copyfile(nameless.path, path)
    with path.open("r+b") as file:
        for form, drawing in reader_drawings(prepared.key, reader).items():
            file.seek(nameless.places[form])
            file.write(drawing)
        file.seek(nameless.places[BLANK_ID])
        file.write(name[: len(BLANK_ID)].encode())
    return WrittenCopy(
        path,
        nameless.digest_of(path),
        nameless.pages,
        _manifest(prepared, plan, reader, held) | scripted(script),
    )


def _manifest(
    prepared: Prepared, plan: PackPlan, reader: str, held: Held
) -> dict[str, Any]:
    manifest = manifest_of(prepared.facts, plan, reader)
    if prepared.earlier is None:
        return manifest
    layout = layout_for(prepared, plan, held, is_alone=False)
    numbers = [run.numbers for run in map(layout.by_entry.__getitem__, plan.entries)]
    return {
        **manifest,
        "earlier": plain(prepared.earlier),
        "held": plain(held),
        "numbers": [[str(one[0]), str(one[-1])] for one in numbers],
    }


def _build_nameless(
    prepared: Prepared,
    plan: PackPlan,
    layout: Layout,
    script: Script | None,
    shelf: Shelf,
    progress: Progress,
) -> Nameless:
    edition = prepared.edition
    # Marks are named by the edition alone: the same page is the same in every copy.
    facts = [prepared.facts, plain(plan)]
    if prepared.earlier is not None:
        facts.append(plain(layout))
    if script is not None:
        facts.append(plain(script))
    key = _key_of(facts)
    front = write_front(edition, plan, layout, script)
    layout = replace(layout, script_pages=front.script_pages)
    pdf = Assembly(edition, plan, layout, prepared.key, shelf.place).weave(
        front,
        prepared.sheets,
        Papers(
            lambda entry: kept(edition, entry, shelf),
            lambda entry: made_ready(edition, entry, shelf),
        ),
        progress,
    )
    path = shelf.place(f"{key}.nameless.pdf")
    pages = len(pdf.pages)
    save(pdf, path, static_id=True, **AS_IT_IS)
    pdf.close()
    places = places_of(path, prepared.key)
    begun = digest_before(path, min(places.values()))
    return Nameless(path, key, places, begun, pages)


def _key_of(facts: Any) -> str:
    """Name something by everything its bytes depend on."""
    known = json.dumps([facts, ENGINE, tools()], sort_keys=True)
    return hashlib.sha256(known.encode()).hexdigest()
