"""Settling an agenda as the site does it: from the database, and back into it.

A gathering of six committees of a synthetic England (`seed_national`), 60 people at the
table with ties to what the committees' CCGs hold, 40 items. What the pure figures of
`bench.matrix_national` leave out is in it: no index is kept between two settlings, so
interests and organisations near the items are read each time, rows are compared with
what is there, and written. Processor time of this process is counted, the server's is
not. Queries may grow with what is written, 500 rows at a time, and with nothing else.
"""

from __future__ import annotations

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

import django

from bench.figures import say


if TYPE_CHECKING:
    from desk.national.england import England
    from meetings.models import Gathering, Item, Sitting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
SCALE = 0.1
COMMITTEES, AT_THE_TABLE, ITEMS = 6, 60, 40
# As many as touch a practice, a network's and a federation: every step is walked.
FEW = 4
ROUNDS = 5
HELD_ON = date(2026, 7, 1)


def main() -> None:
    """Measure, and print a line of JSON for each figure."""
    django.setup()
    from bench.bare import start_empty
    from meetings.actions.conflict_rows import settle_items
    from meetings.models import ConflictRow

    start_empty()
    gathering = _gathering()
    items = list(gathering.items.matters())
    whole = _measure(lambda: settle_items(items))
    few, few_written = _queries(items[:FEW])
    many, many_written = _queries(items)
    settle_items(items)
    rows = ConflictRow.objects.filter(item__in=items).count()
    one = _measure(lambda: _settle_wider(items[0]))
    idle = _measure(lambda: settle_items(items))
    batches = many_written - few_written
    sys.stderr.write(
        f"{rows:,} rows; {few} queries for {FEW} items, {many} for all; whole {whole:.0f} "
        f"ms, one item that gained an organisation {one:.0f} ms, all with nothing new "
        f"{idle:.0f} ms, of this process\n"
    )
    say("settling_whole_vs_idle", round(whole / idle, 2), "ratio", 2.0)
    say("settling_one_vs_whole", round(one / whole, 3), "ratio", 0.5)
    say("settling_queries_beyond_batches", many - few - batches, "queries", 0)


def _settle_wider(item: Item) -> None:
    """Put one more organisation on an item, and settle that item."""
    from commissioning.models import Organisation
    from meetings.actions.conflict_rows import settle_items
    from meetings.models import ItemSubject

    federation = Organisation.objects.filter(kind="federation").first()
    ItemSubject.objects.create(item=item, organisation=federation, role="bidder")
    settle_items([item])


def _measure(work: Callable[[], object]) -> float:
    """Return the median CPU milliseconds of some rounds, each undone."""
    from django.db import transaction

    spent = []
    for _round in range(ROUNDS + 1):
        gc.collect()
        with transaction.atomic():
            began = time.process_time()
            work()
            spent.append((time.process_time() - began) * 1000)
            transaction.set_rollback(True)
    return statistics.median(spent[1:])


def _queries(items: list[Item]) -> tuple[int, int]:
    """Settle items, and return how many queries that took, and how many wrote a batch."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from meetings.actions.conflict_rows import settle_items

    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        settle_items(items)
        transaction.set_rollback(True)
    wrote = sum("INSERT INTO" in one["sql"] for one in asked.captured_queries)
    return len(asked), wrote


def _gathering() -> Gathering:
    """Fill the database, and plan a gathering of its first committees."""
    from desk.national.england import build_england
    from desk.national.meetings import build_committees
    from desk.national.population import build_population
    from desk.national.sizes import Sizes
    from meetings.enums import GatheringState
    from meetings.models import Gathering, Sitting

    sizes, chance = Sizes.at(SCALE), Random(20160601)
    england = build_england(sizes, chance)
    population = build_population(sizes, england, chance)
    made = build_committees(england, population)[:COMMITTEES]
    gathering = Gathering.objects.create(
        title="In common",
        held_on=HELD_ON,
        starts_at_time="14:00",
        venue="Imagined Town Hall",
        state=GatheringState.DRAFT,
    )
    sittings = [
        Sitting.objects.create(gathering=gathering, committee=committee, position=place)
        for place, committee in enumerate(made)
    ]
    _attend(sittings, population.people[-AT_THE_TABLE:], england, chance)
    _items(gathering, sittings, england, chance)
    return gathering


def _attend(
    sittings: list[Sitting], people: list[Any], england: England, chance: Random
) -> None:
    """Put people at the tables, tied to a practice or the federation of their area."""
    from conflicts.models import Interest
    from meetings.models import Attendance

    for place, person in enumerate(people):
        area = england.ccgs[place % len(sittings)]
        tied = (
            england.federations[area.pk]
            if place % 3 == 0
            else chance.choice(england.practices[area.pk])
        )
        Interest.objects.filter(person=person).update(organisation=tied)
        for sitting in sittings:
            Attendance.objects.create(
                sitting=sitting, person=person, capacity="in_attendance"
            )


def _items(
    gathering: Gathering, sittings: list[Sitting], england: England, chance: Random
) -> None:
    """Plan items for all committees, on practices, networks and federations."""
    from meetings.models import Item, ItemScope, ItemSubject

    for place in range(ITEMS):
        area = england.ccgs[place % len(sittings)]
        touched = [*chance.sample(england.practices[area.pk], k=3)]
        if place % 4 == 3:
            touched = [england.federations[area.pk]]
        item = Item.objects.create(
            gathering=gathering, position=place + 1, title=f"Application {place + 1}"
        )
        ItemScope.objects.bulk_create(
            ItemScope(item=item, sitting=one, role="decide") for one in sittings
        )
        ItemSubject.objects.bulk_create(
            ItemSubject(item=item, organisation=one, role="applicant")
            for one in touched
        )


if __name__ == "__main__":
    main()
