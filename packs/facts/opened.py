"""From rows to facts: which reader of a pack has opened what they were given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Min, Q

from meetings.facts.assistants import members_read_for
from meetings.facts.readings import readers_of
from meetings.models import Item
from packs.facts.contents import read_contents
from packs.facts.editions import current_versions


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from meetings.models import PaperVersion
    from packs.models import Pack
    from people.models import Person


@dataclass(frozen=True, slots=True)
class ReaderOpened:
    """One reader: their pack, and how many of the papers in it they had open.

    `pack_opened_at` is the first time and `times` how often; an officer who checks the
    copy is not counted. `reads_for` says that they are an assistant.
    """

    person: Person
    reads_for: bool
    pack_opened_at: datetime | None
    times: int
    given: int
    opened: int


@dataclass(frozen=True, slots=True)
class PaperOpened:
    """One paper: who was given it and had it open, when, and who had not."""

    item: Item
    version: PaperVersion
    opened: Sequence[tuple[Person, datetime]]
    waiting: Sequence[Person]


@dataclass(frozen=True, slots=True)
class Opened:
    """What of a sent pack has been opened, by reader and by paper."""

    readers: Sequence[ReaderOpened]
    papers: Sequence[PaperOpened]


def opened_of(pack: Pack) -> Opened:
    """Return who has opened what of a sent pack, in seven queries however long it is.

    Papers count in their present version, opened in the pack or on their own page. From
    whom a paper is withheld, that reader is not waited for.
    """
    items = list(Item.objects.matters().filter(gathering=pack.gathering_id).in_order())
    versions = current_versions(items)
    when = readers_of([version.pk for version in versions])
    copies = _copies(pack)
    assisting = members_read_for(pack.gathering)
    given = {copy.pk: set(read_contents(copy.contents).papers) for copy in copies}
    return Opened(
        readers=[
            _reader(
                copy,
                [one for one in versions if one.paper_id in papers],
                when,
                reads_for=copy.person_id in assisting,
            )
            for copy, papers in zip(copies, given.values(), strict=True)
        ],
        papers=[
            _paper(
                item,
                version,
                [one.person for one in copies if version.paper_id in given[one.pk]],
                when.get(version.pk, {}),
            )
            for item in items
            for version in versions
            if version.paper.item_id == item.pk
        ],
    )


def _copies(pack: Pack) -> list[Any]:
    own = Q(openings__user__person=F("person"))
    return list(
        pack.copies.filter(revoked_at__isnull=True)
        .defer("manifest")
        .select_related("person")
        .annotate(
            first_opened_at=Min("openings__opened_at", filter=own),
            times_opened=Count("openings", filter=own),
        )
        .order_by("person__family_name", "person__given_name", "person")
    )


def _reader(
    copy: Any,
    versions: Sequence[PaperVersion],
    when: Mapping[int, Mapping[int, datetime]],
    *,
    reads_for: bool,
) -> ReaderOpened:
    return ReaderOpened(
        person=copy.person,
        reads_for=reads_for,
        pack_opened_at=copy.first_opened_at,
        times=copy.times_opened,
        given=len(versions),
        opened=sum(copy.person_id in when.get(one.pk, {}) for one in versions),
    )


def _paper(
    item: Item,
    version: PaperVersion,
    readers: Sequence[Person],
    when: Mapping[int, datetime],
) -> PaperOpened:
    return PaperOpened(
        item,
        version,
        opened=[(one, when[one.pk]) for one in readers if one.pk in when],
        waiting=[one for one in readers if one.pk not in when],
    )
