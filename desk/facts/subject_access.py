"""From the rooms to one file: everything held about a person."""

from __future__ import annotations

import json
import tempfile
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Case, F, Q, TextField, Value, When
from django.template.loader import render_to_string

from conflicts.facts.persons import entries_of
from core import clock
from core.models import AuditEvent
from core.web.dates import long_date
from desk.facts.holdings import HOLDINGS
from desk.facts.rows_not_loaded import TITLE, rows_not_loaded
from meetings.enums import ConflictState, PaperHandling, Participation


if TYPE_CHECKING:
    from collections.abc import Iterator

    from desk.facts.holding import Holding
    from people.models import Person

Row = dict[str, object]
BATCH = 500
IN_MEMORY = 2_000_000
PIECE = 65_536
WITHHELD = "Withheld: the person is kept from this item"
README = (
    "Everything that is held about {name}, as at {day}.\n\n"
    "summary.html is to be read; each file in json/ holds the same for programs.\n"
    "What would tell of other people is left out: who reported a breach, whom a\n"
    "ruling concerned, what others wrote. The words of an investigation name others;\n"
    "the conflicts of interest guardian goes through them with the person.\n"
)


def export_pieces(
    person: Person, *, is_own: bool, bodies: frozenset[int]
) -> Iterator[bytes]:
    """Yield a ZIP of everything held about a person: JSON by room, and a summary.

    `is_own` when the person reads it; otherwise `bodies` (ids) are those of the
    officer or guardian, and what belongs to other bodies' meetings is left out.
    """
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as kept:
        with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
            day = clock.today()
            found = gather(person, is_own=is_own, bodies=bodies)
            packed.writestr(
                "README.txt", README.format(name=person, day=long_date(day))
            )
            for room, sections in found.items():
                packed.writestr(
                    f"json/{room}.json",
                    json.dumps(sections, ensure_ascii=False, indent=1, default=str),
                )
            summary = {"person": person, "day": day, "rooms": _shown(found)}
            packed.writestr(
                "summary.html",
                render_to_string("desk/subject_access_summary.html", summary),
            )
        kept.seek(0)
        yield from iter(lambda: kept.read(PIECE), b"")


def gather(
    person: Person, *, is_own: bool, bodies: frozenset[int]
) -> dict[str, dict[str, list[Row]]]:
    """Return what is held about a person by room and title, in a query for each."""
    keys = list(entries_of([person.pk]).values_list("pk", flat=True))
    found: dict[str, dict[str, list[Row]]] = {}
    for holding in HOLDINGS:
        rows = list(_rows(holding, keys, is_own=is_own, bodies=bodies))
        found.setdefault(holding.room, {})[holding.title] = rows
    found["conflicts"][TITLE] = list(
        rows_not_loaded(keys, is_own=is_own, bodies=bodies)
    )
    found["audit"] = {
        "Acts of this person": list(_acts(person)),
        "Acts about this person": list(_about(keys)),
    }
    return found


def _rows(
    holding: Holding, keys: list[int], *, is_own: bool, bodies: frozenset[int]
) -> Iterator[Row]:
    model = apps.get_model(holding.model)
    theirs = Q()
    for way in holding.person:
        theirs |= Q(**{f"{way}__in": keys})
    rows: Any = model._default_manager.filter(theirs)
    if holding.body and not is_own:
        rows = rows.filter(**{f"{holding.body}__in": bodies})
    fields = [*holding.fields, *(holding.own if is_own else ())]
    if holding.unless_withheld:
        prefix = "" if holding.model == "meetings.ConflictRow" else "row__"
        for name in holding.unless_withheld:
            told = f"told_{name}"
            rows = rows.annotate(
                **{
                    told: Case(
                        When(_kept_from(prefix), then=Value(WITHHELD)),
                        default=F(name),
                        output_field=TextField(),
                    )
                }
            )
            fields.append(told)
    ordered = rows.order_by("pk").distinct().values(*fields)
    for row in ordered.iterator(chunk_size=BATCH):
        yield {name.removeprefix("told_"): _plain(value) for name, value in row.items()}


def _kept_from(prefix: str) -> Q:
    """Return the condition for an item the person may not read (docs/field.md 9.10)."""
    alive = Q(
        **{f"{prefix}state__in": [ConflictState.PROPOSED, ConflictState.ACCEPTED]}
    )
    withheld = (
        Q(**{f"{prefix}papers": ""})
        | Q(**{f"{prefix}papers": PaperHandling.WITHHELD})
        | Q(**{f"{prefix}participation": Participation.NOT_ATTEND})
    )
    return alive & withheld


def _acts(person: Person) -> Iterator[Row]:
    """Yield what a person did, by the label the trail keeps; not to whom."""
    rows = AuditEvent.objects.filter(actor_label=str(person)).order_by("pk")
    for event, happened_at in rows.values_list("event", "happened_at").iterator():
        yield {"event": event, "happened_at": _plain(happened_at)}


def _about(keys: list[int]) -> Iterator[Row]:
    """Yield what was done to a person's entries and interests; not by whom."""
    interests = apps.get_model("conflicts.Interest")._default_manager.filter(
        person__in=keys
    )
    mine = [str(key) for key in interests.values_list("pk", flat=True)]
    rows = AuditEvent.objects.filter(
        Q(target_type="people.Person", target_key__in=[str(key) for key in keys])
        | Q(target_type="conflicts.Interest", target_key__in=mine)
    ).order_by("pk")
    for event, label, happened_at in rows.values_list(
        "event", "target_label", "happened_at"
    ).iterator():
        yield {
            "event": event,
            "about": label,
            "happened_at": _plain(happened_at),
        }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _shown(
    found: dict[str, dict[str, list[Row]]],
) -> list[tuple[str, list[tuple[str, list[list[tuple[str, object]]]]]]]:
    """Return what was found as the summary shows it: words for fields, no blanks."""
    return [
        (
            room.capitalize(),
            [
                (title, [_told(row) for row in rows])
                for title, rows in sections.items()
                if rows
            ],
        )
        for room, sections in found.items()
    ]


def _told(row: Row) -> list[tuple[str, object]]:
    return [
        (name.replace("__", ", ").replace("_", " ").capitalize(), value)
        for name, value in row.items()
        if value not in ("", None)
    ]
