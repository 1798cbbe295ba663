"""Offers of gifts and hospitality as tables and lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from conflicts.enums import GiverKind, OfferKind, Outcome, PublicationState, SourceKind
from conflicts.facts.gifts import lateness_in_days
from conflicts.rules.gifts import pounds
from conflicts.rules.naming import name_hint, names_published
from core.web.dates import local_day, long_date, long_moment, short_date
from core.web.tables import Cell, Column, SummaryRow, Table


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from django.http import QueryDict

    from conflicts.models import GiftOffer

AGAINST = "Against the advice"
NONE_YET = "No offer is recorded."
REGISTER_COLUMNS = [
    Column("Name"),
    Column("Position"),
    Column("Offer"),
    Column("Worth", numeric=True),
    Column("From"),
    Column("Offered"),
    Column("Outcome"),
]


def own_gifts(entries: Iterable[GiftOffer]) -> Table:
    """Return one person's entries, each with the link to its page."""
    return Table(
        caption="Offers recorded",
        columns=[
            Column("Offer"),
            Column("From"),
            Column("Worth", numeric=True),
            Column("Offered"),
            Column("Outcome"),
        ],
        rows=[
            [
                Cell(entry.description, reverse("conflicts:gift", args=[entry.pk])),
                entry.giver_name,
                pounds(entry.value_pence),
                short_date(entry.offered_on),
                outcome_cell(entry),
            ]
            for entry in entries
        ],
        first_is_heading=True,
        empty=NONE_YET,
    )


def flagged_table(entries: Iterable[GiftOffer]) -> Table:
    """Return the entries that a guardian should see, without the rest of a register."""
    return Table(
        caption="Accepted against the advice",
        columns=[
            Column("Offer"),
            Column("Name"),
            Column("Worth", numeric=True),
            Column("From"),
            Column("Offered"),
            Column("Reason given"),
        ],
        rows=[
            [
                Cell(entry.description, reverse("conflicts:gift", args=[entry.pk])),
                str(entry.person),
                pounds(entry.value_pence),
                giver_words(entry),
                short_date(entry.offered_on),
                entry.reason,
            ]
            for entry in entries
        ],
        first_is_heading=True,
        empty="No offer was accepted against the advice.",
    )


def register_table(
    entries: Iterable[GiftOffer],
    names: Mapping[int, str],
    positions: Mapping[int, str],
    query: QueryDict,
) -> Table:
    """Return a page of a body's register; names by entry, positions by person."""
    return Table(
        caption="Gifts, hospitality and sponsorship",
        columns=REGISTER_COLUMNS,
        rows=[
            [
                Cell(names[entry.pk], f"?{_of_person(query, entry.person_id)}"),
                positions.get(entry.person_id, ""),
                Cell(entry.description, reverse("conflicts:gift", args=[entry.pk])),
                pounds(entry.value_pence),
                giver_words(entry),
                short_date(entry.offered_on),
                outcome_cell(entry),
            ]
            for entry in entries
        ],
        first_is_heading=True,
        query=query,
        empty="There are no entries in this period.",
    )


def _of_person(query: QueryDict, person_id: int) -> str:
    """Return the same question, asked of one person's entries alone."""
    asked = query.copy()
    asked.pop("page", None)
    asked["person"] = str(person_id)
    return asked.urlencode()


def outcome_cell(entry: GiftOffer) -> Cell:
    """Return what became of it, with what the guardian should see."""
    words = Outcome(entry.outcome).label
    if entry.is_against_advice:
        return Cell(words, tag=AGAINST, colour="red")
    late = lateness_in_days(entry)
    if late:
        return Cell(words, tag=f"{_days(late)} late", colour="orange")
    return Cell(words)


def entry_rows(entry: GiftOffer) -> list[SummaryRow]:
    """Return all that is known of one entry, with the advice of its day."""
    rows = [
        SummaryRow("Person", str(entry.person)),
        SummaryRow("Register of", str(entry.organisation)),
        SummaryRow("What was offered", OfferKind(entry.kind).label),
        SummaryRow("Details", entry.description),
        SummaryRow("Estimated value", pounds(entry.value_pence)),
        SummaryRow("Offered by", giver_words(entry)),
        SummaryRow("Kind of giver", GiverKind(entry.giver_kind).label),
        SummaryRow("Date of offer", long_date(entry.offered_on)),
        SummaryRow("Outcome", Outcome(entry.outcome).label),
    ]
    if entry.received_on:
        rows.append(SummaryRow("Date of receipt", long_date(entry.received_on)))
    rows += [
        SummaryRow("Reason", entry.reason or "None recorded"),
        SummaryRow(
            "Advice of the day",
            f"{entry.advice} ({entry.rule_set.name})",
            **_tag(AGAINST if entry.is_against_advice else "", "red"),
        ),
    ]
    return [*rows, *_approval_rows(entry), *_record_rows(entry)]


def giver_words(entry: GiftOffer) -> str:
    """Name the giver and their business, for those who may read all of it."""
    if entry.giver_business:
        return f"{entry.giver_name} ({entry.giver_business})"
    return entry.giver_name


def saved_sentence(entry: GiftOffer) -> str:
    """Say that an entry is in the register, and what the guardian will see."""
    late = lateness_in_days(entry)
    words = "The entry is in the register."
    if late:
        words += f" It came {_days(late)} late."
    if entry.is_against_advice:
        words += " It goes against the advice, which the guardian sees."
    return words + name_hint(names_in(entry))


def names_in(entry: GiftOffer) -> list[str]:
    """Return what in the published words of an entry looks like another's name.

    A patient as giver is never published; nor is a private person without a business.
    """
    is_business = entry.giver_kind != GiverKind.PATIENT and entry.giver_business
    giver = entry.giver_name if is_business and not entry.giver_organisation_id else ""
    return names_published(
        texts=(entry.description, entry.reason, giver),
        given_name=entry.person.given_name,
        family_name=entry.person.family_name,
    )


def _approval_rows(entry: GiftOffer) -> list[SummaryRow]:
    if not entry.senior_approver:
        return []
    day = entry.senior_approval_on
    told = long_date(day) if day else "day not recorded"
    return [SummaryRow("Approved by", f"{entry.senior_approver}, {told}")]


def _record_rows(entry: GiftOffer) -> list[SummaryRow]:
    late = lateness_in_days(entry)
    source = SourceKind(entry.source).label
    if entry.source_on:
        source += f", {long_date(entry.source_on)}"
    rows = [
        SummaryRow(
            "Declared",
            long_date(entry.declared_on),
            **_tag(f"{_days(late)} late" if late else "", "orange"),
        ),
        SummaryRow("Reached the record by", f"{source}; {entry.recorded_by}"),
        SummaryRow("Publication", PublicationState(entry.publication).label),
        SummaryRow(
            "Reviewed",
            _reviewed(entry),
        ),
    ]
    if entry.corrects_id:
        rows.append(SummaryRow("Why it was corrected", entry.correction_reason))
    return rows


def _reviewed(entry: GiftOffer) -> str:
    if not entry.reviewed_at:
        return "Not yet"
    if entry.reviewed_by is None:
        return f"{long_date(local_day(entry.reviewed_at))}, by the register taken in"
    return f"{long_moment(entry.reviewed_at)}, {entry.reviewed_by}"


def _tag(words: str, colour: str) -> dict[str, Any]:
    return {"tag": words, "colour": colour} if words else {}


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"
