"""The worker's part: build every copy of a claimed pack, one after the other."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.db import transaction

from core import clock
from core.documents import CannotTypeset
from meetings.models import Item
from packs.actions import packs
from packs.build.copies import BuiltCopy, Shelf, build_copy, plan_for, prepare
from packs.build.edition import BrokenPaper
from packs.facts.editions import edition_of
from packs.facts.readers import reader_of, readers_of
from packs.models import Pack, PackCopy


if TYPE_CHECKING:
    from people.models import Person

logger = logging.getLogger(__name__)


def build_waiting() -> int:
    """Build every pack that waits, oldest first, and say how many were taken up.

    Safe to repeat and to kill: copies that exist are kept, a lost claim runs out.
    """
    taken = 0
    while (pack := packs.claim_next()) is not None:
        build(pack=pack)
        taken += 1
    return taken


def build(*, pack: Pack) -> None:
    """Build all copies of a claimed pack; what goes wrong is said on the pack's page."""
    shelf = Shelf()
    try:
        _build_copies(pack, shelf)
    except BrokenPaper as broken:
        words = f"{broken.title}: {broken.reason} Replace the paper and try again."
        packs.fail(pack=pack, sentence=words)
    except CannotTypeset as trouble:
        logger.exception("A page of pack %s could not be written", pack.pk)
        packs.fail(pack=pack, sentence=f"A page could not be written: {trouble}")
    finally:
        shelf.close()


def _build_copies(pack: Pack, shelf: Shelf) -> None:
    gathering = pack.gathering
    edition, versions = edition_of(gathering)
    prepared = prepare(edition)
    items = list(Item.objects.matters().filter(gathering=gathering, is_withdrawn=False))
    people = readers_of(gathering)
    for number, person in enumerate(people):
        label = f"Copy {number + 1} of {len(people)}"
        packs.report(pack=pack, done=number, total=len(people), label=label)
        if pack.copies.filter(person=person).exists():
            continue
        reader = reader_of(person, gathering, items, versions)
        plan = plan_for(
            prepared, items=reader.items, papers=reader.papers, parts=reader.parts
        )
        made = build_copy(prepared, plan, reader=str(person), shelf=shelf)
        _keep(pack, person, made)
    packs.report(pack=pack, done=len(people), total=len(people), label="Built")
    packs.finish(pack=pack)


@transaction.atomic
def _keep(pack: Pack, person: Person, made: BuiltCopy) -> None:
    """Keep one copy; a worker that lost its claim meanwhile writes no second one."""
    Pack.objects.select_for_update().get(pk=pack.pk)
    if pack.copies.filter(person=person).exists():
        return
    copy = PackCopy(
        pack=pack,
        person=person,
        sha256=made.sha256,
        pages=made.pages,
        size_bytes=len(made.content),
        manifest=made.manifest,
        built_at=clock.now(),
    )
    copy.file.save(f"{made.sha256}.pdf", ContentFile(made.content), save=False)
    copy.save(force_insert=True)
