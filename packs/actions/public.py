"""The worker's part of the public pack: one file for everybody, kept with its pack."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction

from core import clock
from packs.actions import claims
from packs.build.copies import write_copy
from packs.build.manifest import ENGINE, plain, tools
from packs.build.public import READER, prepare_public
from packs.models import PublicPack
from packs.values import EntryKind


if TYPE_CHECKING:
    from collections.abc import Mapping

    from packs.build.assembly import Progress
    from packs.build.copies import Prepared, WrittenCopy
    from packs.build.shelf import Shelf
    from packs.models import Pack
    from packs.rules.plan import PackPlan
    from packs.values import PaperId


def build_public(
    pack: Pack,
    prepared: Prepared,
    *,
    faults: Mapping[PaperId, str],
    shelf: Shelf,
    progress: Progress,
) -> None:
    """Build the public pack of an edition, unless it is there and would be the same.

    An agenda without a matter that the public may know of has none.

    Raises:
      BrokenPaper: a paper cannot be opened or is not what it was; names it.
      CannotTypeset: a page of our own cannot be written.
      ClaimLost: another worker builds the pack by now.
    """
    public, plan = prepare_public(prepared, faults)
    source = _source(public, plan)
    kept = PublicPack.objects.filter(pack=pack).defer("manifest").first()
    if kept is not None and kept.source == source:
        return
    if not public.edition.items:
        return
    made = write_copy(public, plan, reader=READER, shelf=shelf, progress=progress)
    _keep(pack, made, public, plan, source)
    made.path.unlink(missing_ok=True)


def _source(public: Prepared, plan: PackPlan) -> str:
    facts = [public.facts, plain(plan), plain(public.earlier), ENGINE, tools()]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _keep(
    pack: Pack, made: WrittenCopy, public: Prepared, plan: PackPlan, source: str
) -> None:
    """Keep it in the place of one of an earlier attempt.

    Raises:
      ClaimLost: another worker builds the pack by now; nothing is written.
    """
    with transaction.atomic():
        claims.held(pack)
        row = PublicPack.objects.filter(pack=pack).first() or PublicPack(pack=pack)
        replaced = row.file.name
        row.sha256, row.pages, row.manifest = made.sha256, made.pages, made.manifest
        row.size_bytes = made.path.stat().st_size
        row.items = sorted(int(one.item_id) for one in public.edition.items)
        row.versions = sorted(
            int(one.version)
            for one in plan.given
            if one.kind is EntryKind.PAPER and one.is_whole and one.version is not None
        )
        row.twins = sorted(int(one.twin) for one in plan.given if one.twin is not None)
        row.source, row.built_at = source, clock.now()
        with made.path.open("rb") as opened:
            row.file.save(f"{made.sha256}.pdf", File(opened), save=False)
        row.save()
    if replaced:
        row.file.storage.delete(replaced)
