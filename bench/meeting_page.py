"""The meeting page: its speed against a bare view, and its queries as items grow.

Processor time is counted: what the page costs the web process.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import django

from bench.figures import say


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
ITEMS, FEW = 40, 10
REQUESTS = 20
GOAL = 0.7


def main() -> None:
    """Measure, and print a line of JSON for each figure."""
    django.setup()
    from django.conf import settings

    from bench.bare import ratio, start_empty

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.ROOT_URLCONF = "bench.meeting_page_urls"
    settings.ALLOWED_HOSTS = ["testserver"]
    start_empty()
    client, url, growth = _page()
    found = ratio(client, url, {}, timer=time.process_time, requests=REQUESTS)
    say("meeting_page_vs_bare_view", found, "ratio", GOAL, is_met=found >= GOAL)
    say("meeting_page_queries", growth, "queries", 0, is_met=growth == 0)


def _page() -> tuple[Any, str, int]:
    """Set up a meeting, count its queries at few and at all items."""
    from django.test import Client

    from tests.factories.meetings import gather

    cast = gather(3)
    client = Client()
    client.force_login(cast.gp_seated)
    url = f"/meetings/{cast.gathering.pk}/"
    _add_items(cast, FEW)
    few = _queries(client, url)
    _add_items(cast, ITEMS - FEW)
    many = _queries(client, url)
    sys.stderr.write(f"{many} queries at {ITEMS} items\n")
    return client, url, many - few


def _add_items(cast: Any, number: int) -> None:
    from tests.factories.meetings import (
        CoverSheetFactory,
        ItemFactory,
        ItemScopeFactory,
        ItemSubjectFactory,
        PaperVersionFactory,
    )

    for place in range(number):
        item = ItemFactory(
            gathering=cast.gathering,
            title=f"Application {place} of two practices to merge their contracts",
            reference=f"PCC16/{cast.gathering.items.count() + 1:03}",
            reference_committee=cast.committees[0],
            lead=cast.chair.person,
            part="2" if place % 8 == 7 else "1",
            private_ground="Commercial rents.",
        )
        for sitting in cast.sittings[: 1 + place % 3]:
            ItemScopeFactory(item=item, sitting=sitting)
        CoverSheetFactory(item=item)
        ItemSubjectFactory(item=item)
        PaperVersionFactory(paper__item=item, uploaded_by=cast.officer)


def _queries(client: Any, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


if __name__ == "__main__":
    main()
