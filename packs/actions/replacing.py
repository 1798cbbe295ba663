"""The worker's part of a recall: the same edition again, without what is withheld."""

from __future__ import annotations

import hashlib
import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction

from core import clock
from core.actions import audit
from meetings.facts.redactions import shut_twins
from meetings.models import Item, PaperVersion, RedactedTwin
from packs.actions import recalls
from packs.actions.claims import BUILDER
from packs.actions.files import write_both
from packs.build.copies import layout_for, plan_for, prepare
from packs.build.manifest import plain, read_earlier, read_held, read_manifest
from packs.build.shelf import Shelf
from packs.facts.contents import contents_of
from packs.facts.editions import paths_of
from packs.facts.readers import reader_of
from packs.facts.scripts import script_of
from packs.models import PackCopy, PackRecall
from packs.rules.plan import BOTH_PARTS
from packs.values import PaperVersionId


if TYPE_CHECKING:
    from packs.actions.files import MadeCopy
    from packs.facts.contents import Contents

logger = logging.getLogger(__name__)

CANNOT = (
    "The replacement could not be built. Build a new edition and send it: it takes the "
    "place of all copies."
)


def replace_waiting() -> int:
    """Build another copy for every reader whose copy was taken back; say how many.

    Safe to repeat and to kill: a claim runs out, and one recall has one replacement.
    """
    taken = 0
    while (recall := recalls.claim_next()) is not None:
        _replace(recall)
        taken += 1
    return taken


def _replace(recall: PackRecall) -> None:
    shelf = Shelf()
    try:
        made, contents = _built(recall, shelf)
        _keep(recall, made, contents)
    except DatabaseError:
        # Nothing can be written down: the claim runs out and somebody begins again.
        raise
    except Exception:
        logger.exception("Recall %s could not be replaced", recall.pk)
        PackRecall.objects.filter(pk=recall.pk).update(failure=CANNOT)
        audit.record("copy.not_replaced", target=recall.copy, by=BUILDER)
    finally:
        shelf.close()


def _built(recall: PackRecall, shelf: Shelf) -> tuple[MadeCopy, Contents]:
    """Build the edition of the copy again as its reader may have it now.

    It is read from the copy's manifest: whatever has become of the agenda since, every
    page keeps its number.
    """
    copy = recall.copy
    versions = list(
        PaperVersion.objects.filter(
            pk__in=[paper["version"] for paper in copy.manifest["edition"]["papers"]]
        ).select_related("paper")
    )
    files = {
        PaperVersionId(one.pk): Path((one.clean_file or one.file).path)
        for one in versions
    }
    twins = _twins_of(copy)
    edition, _plan, name = read_manifest(copy.manifest, files, paths_of(twins))
    held = read_held(copy.manifest)
    items = list(
        Item.objects.filter(pk__in=[int(one.item_id) for one in edition.items])
    )
    reader = reader_of(
        copy.person,
        copy.pack.gathering,
        items,
        versions,
        [one.version_id for one in twins],
    )
    prepared = prepare(edition, read_earlier(copy.manifest))
    plan = plan_for(
        prepared, items=reader.items, papers=reader.papers, parts=BOTH_PARTS
    )
    # The script is no page that others have: it tells what holds now.
    script = script_of(copy.person_id, copy.pack.gathering)
    facts = [copy.contents["source"], plain(plan), plain(script)]
    source = json.dumps(facts, sort_keys=True)
    contents = contents_of(
        plan,
        items=[item.pk for item in items],
        excluded=reader.excluded,
        source=hashlib.sha256(source.encode()).hexdigest(),
        layout=layout_for(prepared, plan, held, is_alone=False),
        script=script,
    )
    made = write_both(
        prepared, plan, reader=name, shelf=shelf, held=held, script=script
    )
    return made, contents


def _twins_of(copy: PackCopy) -> list[RedactedTwin]:
    """Return the redacted forms of the edition that may still be given."""
    papers = copy.manifest["edition"]["papers"]
    keys = {one["twin"]["twin_id"] for one in papers if one.get("twin")}
    return list(RedactedTwin.objects.filter(pk__in=keys - shut_twins(keys)))


@transaction.atomic
def _keep(recall: PackRecall, made: MadeCopy, contents: Contents) -> None:
    """Give the reader the copy, unless another worker was faster."""
    locked = PackRecall.objects.select_for_update(of=("self",)).get(pk=recall.pk)
    if locked.replacement_id is not None:
        return
    copy = PackCopy(
        pack=recall.copy.pack,
        person=recall.copy.person,
        contents=contents.as_json(),
        built_at=clock.now(),
    )
    made.put_into(copy)
    copy.save()
    locked.replacement = copy
    locked.save(update_fields=["replacement"])
    audit.record("copy.replaced", target=copy, by=BUILDER)
