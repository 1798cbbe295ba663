"""What went out with a pack: for its supplement, and for whoever cites its pages."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from packs.build.earlier import Earlier, after_pack, after_supplement
from packs.build.manifest import read_earlier, read_manifest, restore
from packs.models import PackCopy
from packs.rules.note import Held
from packs.rules.plan import PackPlan
from packs.rules.supplement import (
    PageMap,
    PublishedRun,
    key_of,
    page_map,
    plan_supplement,
)
from packs.values import ItemId


if TYPE_CHECKING:
    from collections.abc import Mapping

    from packs.models import Pack

NOTHING = Held()


def earlier_of(pack: Pack) -> Earlier:
    """Return what a supplement to a pack goes on from, in one query.

    Any reader's copy tells it: the page map is the same for all.

    Raises:
      LookupError: the pack has no copies.
    """
    manifests = PackCopy.objects.filter(pack=pack).values_list("manifest", flat=True)
    manifest = manifests.order_by("pk").first()
    if manifest is None:
        raise LookupError(f"{pack} has no copies.")
    edition, plan, _reader = read_manifest(manifest, {})
    earlier = read_earlier(manifest)
    if earlier is None:
        return after_pack(
            edition, plan, published=page_map(plan), key=_key_of(manifest)
        )
    planned = plan_supplement(
        earlier.published, plan, changed_covers=earlier.changed_covers(edition)
    )
    return after_supplement(earlier, edition, plan, planned=planned)


def _key_of(manifest: Mapping[str, Any]) -> str:
    """Name the marks as the copy has them, whatever the tools are by now."""
    facts = [manifest["edition"], manifest["engine"], manifest["tools"]]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def held_by_reader(pack: Pack) -> dict[int, Held]:
    """Return what each reader (key) has of what went out, in one query.

    Their copy and, through it, those before it; not what is withheld from them since.
    """
    rows = PackCopy.objects.filter(pack=pack, revoked_at__isnull=True).values_list(
        "person", "manifest", "contents__titles"
    )
    return {person: _held(manifest, titles) for person, manifest, titles in rows}


def runs_had(copy: PackCopy) -> list[PublishedRun]:
    """Return what the reader of a copy had been given before it came, in one query.

    Nothing for the copy of a pack; pages of their items that are void by now as well.
    """
    rows = PackCopy.objects.values_list(
        "manifest__earlier__published", "manifest__held"
    )
    published, held = rows.get(pk=copy.pk)
    if published is None:
        return []
    had = set(restore(Held, held or {}).runs)
    pages: PageMap = restore(PageMap, published)
    return [run for run in pages.runs if run.key in had]


def _held(manifest: Mapping[str, Any], titles: list[int]) -> Held:
    plan: PackPlan = restore(PackPlan, manifest)
    before: Held = restore(Held, manifest.get("held", {}))
    closed = {*plan.hidden_items, *(entry.item_id for entry in plan.withheld)}
    # Its withdrawal would be named by the title of the paper in full.
    given = [key_of(entry) for entry in plan.given if entry.is_whole]
    runs = [*given, *(key for key in before.runs if key[0] not in closed)]
    return Held(tuple(dict.fromkeys(runs)), tuple(ItemId(pk) for pk in titles))
