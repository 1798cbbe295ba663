"""The public register of gifts and hospitality of a body."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from conflicts.enums import Outcome
from conflicts.rules.gifts import pounds
from conflicts.views.gift_files import FORMATS, GiftFile, download, in_pounds
from core import clock
from core.web.dates import short_date
from core.web.tables import Column, Table
from publishing.facts.gifts import public_gifts
from publishing.rules.gifts import years_until
from publishing.views.bodies import get_public_body, public_bodies


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from publishing.rules.gifts import GiftEntry, Year

A_PAGE = 50
# The columns of Annex D (docs/field.md 5.8).
HEADINGS = (
    "Name",
    "Position",
    "Date of offer",
    "Declined or accepted",
    "Date of receipt",
    "Details",
    "Estimated value in pounds",
    "Offered by and nature of business",
    "Reason for accepting or declining",
)
COLUMNS = [
    Column("Name"),
    Column("Position"),
    Column("Date of offer"),
    Column("Declined or accepted"),
    Column("Date of receipt"),
    Column("Details"),
    Column("Estimated value", numeric=True),
    Column("Offered by"),
    Column("Reason"),
]


@require_GET
def conduct(request: HttpRequest) -> HttpResponse:
    context = {
        "organisations": public_bodies(),
        "back_url": reverse("publishing:home"),
        "back_text": "Meetings in public",
    }
    return TemplateResponse(request, "publishing/breaches_bodies.html", context)


@require_GET
def gift_register(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_public_body(pk)
    year = _year(request)
    entries = public_gifts(organisation, year, clock.today())
    page = Paginator(entries, A_PAGE).get_page(request.GET.get("page"))
    address = reverse("publishing:gifts", args=[pk])
    context = {
        "organisation": organisation,
        "year": year,
        "years": [
            (each, f"{address}?year={each.begins}")
            for each in years_until(clock.today())
        ],
        "page": page,
        "query": request.GET,
        "table": _table(page.object_list, year),
        "files": [
            (label, f"{_file(pk, kind)}?year={year.begins}")
            for kind, label in FORMATS.items()
        ],
        "back_url": reverse("publishing:conduct"),
        "back_text": "Gifts and breaches",
    }
    return TemplateResponse(request, "publishing/gifts_page.html", context)


@require_GET
def gift_register_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    organisation = get_public_body(pk)
    if kind not in FORMATS:
        raise Http404
    year = _year(request)
    entries = public_gifts(organisation, year, clock.today())
    name = f"gifts-{slugify(organisation.name)}-{year.label.replace('/', '-')}"
    return download(
        kind,
        GiftFile(
            name=name,
            title=f"Register of gifts and hospitality: {organisation.name}",
            period=f"Offers made in {year.label}",
            headings=HEADINGS,
            rows=(_row(entry) for entry in entries),
        ),
    )


def _year(request: HttpRequest) -> Year:
    """Return the year asked for, or the current one."""
    years = years_until(clock.today())
    wish = request.GET.get("year", "")
    return next((each for each in years if str(each.begins) == wish), years[0])


def _file(pk: int, kind: str) -> str:
    return reverse("publishing:gifts_file", args=[pk, kind])


def _table(entries: Iterable[GiftEntry], year: Year) -> Table:
    return Table(
        caption=f"Offers made in {year.label}",
        columns=COLUMNS,
        rows=[
            [
                entry.name,
                entry.position or "Not published",
                short_date(entry.offered_on),
                entry.outcome,
                _received(entry),
                entry.details,
                pounds(entry.value_pence),
                entry.giver,
                entry.reason or "None given",
            ]
            for entry in entries
        ],
        first_is_heading=True,
        empty=f"There are no entries for {year.label}: nothing was declared that is "
        "published.",
    )


def _received(entry: GiftEntry) -> str:
    if entry.received_on:
        return short_date(entry.received_on)
    return "Not received" if entry.outcome == Outcome.DECLINED.label else "Not stated"


def _row(entry: GiftEntry) -> tuple[str, ...]:
    return (
        entry.name,
        entry.position,
        entry.offered_on.isoformat(),
        entry.outcome,
        entry.received_on.isoformat() if entry.received_on else "",
        entry.details,
        in_pounds(entry.value_pence),
        entry.giver,
        entry.reason,
    )
