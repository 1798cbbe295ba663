"""Writes docs/states.md: the state diagrams, drawn from the tables the rules use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from meetings.rules import states


PAGE = """# States

Drawn by `python manage.py draw_states` from the tables that the rules use; `make check`
says when this page is out of date. Forward is free, back is open only with a reason,
which is kept, and there is no other way.

## A gathering

```mermaid
{gathering}```

## A conflict row

```mermaid
{conflict}```
"""


class Command(BaseCommand):
    help = "Write docs/states.md, or with --check say whether it is current."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "states.md"
        page = PAGE.format(
            gathering=states.draw(states.TRANSITIONS, states.WAYS_BACK),
            conflict=states.draw(states.CONFLICT_TRANSITIONS),
        )
        if not options["check"]:
            path.write_text(page, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != page:
            raise CommandError(
                "docs/states.md is out of date: run python manage.py draw_states."
            )
