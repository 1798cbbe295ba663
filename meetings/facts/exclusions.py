"""Which items conflicts of interest keep from whom, for a whole gathering at once."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Q

from meetings.enums import PaperHandling, Participation
from meetings.facts.assistants import members_read_for
from meetings.facts.keepers import keepers_of
from meetings.models import ConflictRow


if TYPE_CHECKING:
    from meetings.models import Gathering, Item


def excluded_by_person(gathering: Gathering) -> dict[int, set[int]]:
    """Return the items that conflicts keep from people, by keys, in five queries.

    A part is kept with its item, and from whoever a duplicate was merged into. What is
    kept from a member is kept from who reads for them.

    The record keeper is never excluded (docs/field.md 9.10); a test holds this against
    the door's own answers.
    """
    rows = (
        ConflictRow.objects.alive()
        .filter(item__gathering=gathering, item__is_withdrawn=False)
        .filter(
            Q(treated_at__isnull=True)
            | Q(papers=PaperHandling.WITHHELD)
            | Q(participation=Participation.NOT_ATTEND)
        )
    )
    keepers = keepers_of(gathering)
    parts = _parts(gathering)
    found: dict[int, set[int]] = defaultdict(set)
    keys = rows.values_list("person_id", "person__merged_into_id", "item_id")
    for person_id, merged_into_id, item_id in keys:
        for one in {person_id, merged_into_id or person_id} - keepers:
            found[one] |= {item_id, *parts.get(item_id, ())}
    kept = {person: frozenset(items) for person, items in found.items()}
    for assistant, members in members_read_for(gathering).items():
        for member in members & kept.keys():
            found[assistant] |= kept[member]
    return dict(found)


def is_kept_from(person_id: int, item: Item) -> bool:
    """Say whether a conflict keeps an item, or the one it is a part of, from a person.

    Whoever keeps the record is asked about before.
    """
    whole = [key for key in (item.pk, item.parent_id) if key is not None]
    own = Q(person=person_id) | Q(person__merged_into=person_id)
    return ConflictRow.objects.excluding().filter(own, item__in=whole).exists()


def _parts(gathering: Gathering) -> dict[int | None, set[int]]:
    """Return the parts of items that are on the agenda, by the key of their item."""
    rows = gathering.items.filter(parent__isnull=False, is_withdrawn=False).order_by()
    found: dict[int | None, set[int]] = defaultdict(set)
    for parent_id, pk in rows.values_list("parent_id", "pk"):
        found[parent_id].add(pk)
    return dict(found)
