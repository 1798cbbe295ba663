"""The rows of a register as HTML, written in Python: as a template they are slow.

A page of fifty entries has some 600 places to fill. Every text goes through `escape`,
here, once; the marks below hold nothing else but numbers and addresses of our own.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from conflicts.enums import PublicationState
from conflicts.rules.lateness import assess_lateness
from core.web.dates import short_date
from core.web.tables import Column, Table


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import QueryDict

    from conflicts.rules.registers import RegisterEntry

ROW = '<tr class="nhsuk-table__row" role="row">%s%s</tr>\n'
FIRST = (
    '<th class="nhsuk-table__header" scope="row" role="rowheader">'
    '<span class="nhsuk-table__heading" aria-hidden="true">Name </span>%s</th>'
)
CELL = (
    '<td class="nhsuk-table__cell" role="cell">'
    '<span class="nhsuk-table__heading" aria-hidden="true">%s </span>%s</td>'
)
LINK = '<a href="%s">%s</a>'
NOTE = ' <span class="quorate-note">%s</span>'
TAG = ' <strong class="nhsuk-tag nhsuk-tag--%s">%s</strong>'
FULL_COLUMNS = (
    Column("Name", sort_key="name"),
    Column("Organisation", sort_key="organisation"),
    Column("Type"),
    Column("Nature of interest"),
    Column("Held", sort_key="from"),
    Column("Action taken"),
    Column("Declared", sort_key="declared"),
)
PUBLIC_COLUMNS = tuple(Column(each.heading) for each in FULL_COLUMNS)


def full_table(
    entries: Sequence[RegisterEntry],
    query: QueryDict,
    *,
    limits: Mapping[int, int],
    sorted_by: str,
) -> SafeString:
    """Return a page of a full register: each entry leads to its person and itself.

    `limits` say of each by its key within how many days it was to be declared.
    """
    head = Table(
        caption="Interests",
        columns=FULL_COLUMNS,
        rows=[],
        sorted_by=sorted_by or "name",
        query=query,
    )
    person_url, entry_url = _pattern("person_interests"), _pattern("interest")
    rows = [
        _row(
            entry,
            name=LINK % (person_url % entry.person_id, escape(entry.name)),
            organisation=LINK
            % (entry_url % entry.reference, escape(entry.organisation)),
            declared=_declared(entry, limits[entry.reference or 0]),
        )
        for entry in entries
    ]
    return _table(head, rows)


def public_table(entries: Sequence[RegisterEntry], caption: str) -> SafeString:
    """Return a public register as it stands in the public form, without links."""
    head = Table(caption=caption, columns=PUBLIC_COLUMNS, rows=[])
    rows = [
        _row(
            entry,
            name=escape(entry.name),
            organisation=escape(entry.organisation),
            declared=escape(_days(entry)),
        )
        for entry in entries
    ]
    return _table(head, rows)


def _table(head: Table, rows: list[str]) -> SafeString:
    return SafeString(
        render_to_string(
            "conflicts/register_table.html",
            # Each cell was escaped above.
            {"table": head, "rows": SafeString("".join(rows))},  # nosec B703
        )
    )


def _row(entry: RegisterEntry, *, name: str, organisation: str, declared: str) -> str:
    business = " ".join(
        filter(None, (entry.business, entry.organisation_code, entry.company_number))
    )
    first = name + (NOTE % escape(entry.position) if entry.position else "")
    cells = [
        CELL % ("Organisation", organisation + _note(business)),
        CELL % ("Type", escape(_type(entry))),
        CELL % ("Nature of interest", escape(entry.description) + _tag(entry)),
        CELL % ("Held", escape(held_words(entry))),
        CELL % ("Action taken", escape(_action(entry))),
        CELL % ("Declared", declared),
    ]
    return ROW % (FIRST % first, "".join(cells))


def held_words(entry: RegisterEntry) -> str:
    """Say from when to when, with "not stated" where the start is not."""
    if entry.is_withheld("from_on"):
        return "Not published"
    first = short_date(entry.from_on) if entry.from_on else "not stated"
    last = short_date(entry.to_on) if entry.to_on else "now"
    return f"From {first} to {last}"


def _action(entry: RegisterEntry) -> str:
    if entry.is_withheld("mitigation"):
        return "Not published"
    return entry.mitigation or "None recorded"


def _type(entry: RegisterEntry) -> str:
    if not entry.is_indirect:
        return f"{entry.nature.label}, direct"
    return f"{entry.nature.label}, indirect ({entry.relationship})"


def _tag(entry: RegisterEntry) -> str:
    if entry.publication == PublicationState.PUBLISH or entry.reference is None:
        return ""
    return TAG % ("grey", escape(entry.publication.label))


def _declared(entry: RegisterEntry, limit_days: int) -> str:
    late = ""
    if entry.declared_on is not None:
        lateness = assess_lateness(
            arose_on=entry.arose_on,
            aware_on=entry.became_aware_on,
            declared_on=entry.declared_on,
            limit_days=limit_days,
        )
        if lateness.is_late:
            days = lateness.days_late
            noun = "day" if days == 1 else "days"
            late = TAG % ("red", f"{days} {noun} late")
        elif lateness.is_late_by_form_only:
            late = TAG % ("yellow", "Late by the form only")
    agreed = f"Action agreed by {entry.agreed_by}" if entry.agreed_by else ""
    return escape(_days(entry)) + late + _note(agreed)


def _days(entry: RegisterEntry) -> str:
    declared = short_date(entry.declared_on) if entry.declared_on else "Not published"
    if entry.last_confirmed_on is None:
        return declared
    return f"{declared}, confirmed {short_date(entry.last_confirmed_on)}"


def _note(words: str) -> str:
    return NOTE % escape(words) if words else ""


def _pattern(name: str) -> str:
    """Return an address with a place for a number, worked out once a page."""
    return reverse(f"conflicts:{name}", args=[0]).replace("/0/", "/%d/")
