"""The bare view that a page is measured against: as many bytes from five queries.

It goes through the same middleware and sign-in, asks for forty rows five times and
writes them with a plain template; a filler makes it as long as the page. The two take
turns, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth.decorators import login_required
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from config.ready import settle


if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ADDRESS = "/bare/"
ROWS, ROUNDS = 40, 5
TEMPLATE = """<!DOCTYPE html><html lang="en"><head><title>{{ user }}</title></head><body>
{% for rows in lists %}<table>{% for row, words in rows %}<tr>
<td>{{ row.pk }}</td><td><a href="/rows/{{ row.pk }}/">{{ words }}</a></td><td>{{ filler }}</td>
</tr>{% endfor %}</table>{% endfor %}</body></html>"""
_filler = {"words": ""}


def start_empty() -> None:
    """Bring up a database with nothing in it but the national rule sets."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    migration = import_module("conflicts.migrations.0002_national_rule_sets")
    migration.enter_national_rule_sets(apps, None)


def bare_path(shown: Sequence[tuple[Any, str]]) -> Any:
    """Return the address of a bare view of five models, each with a column to show."""
    template = engines["django"].from_string(TEMPLATE)

    @login_required
    def bare(request: HttpRequest) -> HttpResponse:
        lists = [
            [(row, getattr(row, name)) for row in model.objects.order_by("pk")[:ROWS]]
            for model, name in shown
        ]
        user: Any = request.user
        context = {"lists": lists, "filler": _filler["words"], "user": user.email}
        return HttpResponse(template.render(context, request))

    return path(ADDRESS.strip("/") + "/", bare)


def ratio(
    client: Any,
    url: str,
    query: dict[str, str],
    *,
    timer: Callable[[], float],
    requests: int,
) -> float:
    """Return how many pages are served in the time of one bare page as long."""
    size = len(client.get(url, query).content)
    settle()
    _filler["words"] = ""
    empty = len(client.get(ADDRESS).content)
    _filler["words"] = "·" * max(0, (size - empty) // (2 * 5 * ROWS))
    as_many = len(client.get(ADDRESS).content)

    def seconds(address: str, asked: dict[str, str]) -> float:
        start = timer()
        client.get(address, asked)
        return timer() - start

    # One by one in turn: whatever else the machine does then falls on both alike.
    taken = [
        (seconds(url, query), seconds(ADDRESS, {})) for _ in range(requests * ROUNDS)
    ]
    page = statistics.median(one for one, _ in taken)
    plain = statistics.median(other for _, other in taken)
    sys.stderr.write(
        f"page {size:,} bytes in {page * 1000:.1f} ms, "
        f"bare view {as_many:,} bytes in {plain * 1000:.1f} ms\n"
    )
    return plain / page
