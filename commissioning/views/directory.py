"""The directory of organisations: search, and one page for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from commissioning.enums import OrganisationKind, OrganisationStatus
from commissioning.forms.directory import DirectoryForm
from commissioning.loaders import get_organisation_for
from commissioning.models import Organisation
from commissioning.values import Level, LinkKind
from core import clock
from core.web.dates import day_range, long_date
from core.web.tables import Cell, Column, SummaryRow, Table
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpResponse

    from commissioning.models import OrganisationLink
    from people.requests import UserRequest


PER_PAGE = 25
# A common word has thousands of hits that nobody pages through: stop counting here.
MOST_FOUND = 500
# Practices of a CCG and the like; the rest are told in a number.
MOST_LINKS = 300
COLOURS = {
    OrganisationStatus.CLOSED: "grey",
    OrganisationStatus.DORMANT: "yellow",
    OrganisationStatus.PROPOSED: "blue",
}


@login_required
@require_GET
def directory(request: UserRequest) -> HttpResponse:
    form = DirectoryForm(request.GET or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid() and (words := form.cleaned_data["q"]):
        found = Organisation.objects.found_by(words)
        if kind := form.cleaned_data["kind"]:
            found = found.filter(kind=kind)
        page = Paginator(list(found[:MOST_FOUND]), PER_PAGE).get_page(
            request.GET.get("page")
        )
        context |= {
            "words": words,
            "page": page,
            "query": request.GET,
            "count": page.paginator.count,
            "is_capped": page.paginator.count >= MOST_FOUND,
            "table": _found_table(page.object_list, clock.today()),
        }
    return TemplateResponse(request, "commissioning/directory_page.html", context)


@login_required
@require_GET
def organisation_page(request: UserRequest, organisation_id: int) -> HttpResponse:
    organisation = get_organisation_for(request.user, organisation_id)
    context = {
        **organisation_context(organisation, clock.today()),
        "may_record_ties": bool(door.may(request.user, "tie", organisation)),
    }
    return TemplateResponse(request, "commissioning/organisation_page.html", context)


def organisation_context(organisation: Organisation, day: date) -> dict[str, Any]:
    """Return what every page about one organisation shows."""
    links_out = list(organisation.links_out.select_related("target"))
    links_in = list(
        organisation.links_in.select_related("source").order_by(
            "kind", "source__name", "from_on", "pk"
        )[: MOST_LINKS + 1]
    )
    is_practice = organisation.kind in (
        OrganisationKind.PRACTICE,
        OrganisationKind.PRESCRIBER,
    )
    return {
        "organisation": organisation,
        "kind": organisation.get_kind_display(),
        "facts": _facts(organisation, day),
        "names": _names_table(organisation),
        "links_out": _links_table(links_out, outwards=True),
        "links_in": _links_table(links_in[:MOST_LINKS], outwards=False),
        "more_links": len(links_in) > MOST_LINKS,
        "levels": _levels_table(organisation),
        "practice_url": reverse("practices:practice", args=[organisation.pk])
        if is_practice
        else "",
        "breadcrumbs": [
            {"text": "Organisations", "url": reverse("commissioning:directory")}
        ],
    }


def organisation_cell(organisation: Organisation) -> Cell:
    """Return a cell that leads to an organisation's page."""
    return Cell(
        organisation.label,
        url=reverse("commissioning:organisation", args=[organisation.pk]),
        tag="Invented" if organisation.is_invented else "",
        colour="yellow",
    )


def status_cell(organisation: Organisation, day: date) -> Cell:
    """Return a cell with the organisation's state on a day."""
    status = organisation.status_on(day)
    return Cell(tag=status.label, colour=COLOURS.get(status, "green"))


def _found_table(found: Iterable[Organisation], day: date) -> Table:
    return Table(
        caption="Organisations found",
        columns=[
            Column("Organisation"),
            Column("Kind"),
            Column("Postcode"),
            Column("State"),
        ],
        rows=[
            [
                organisation_cell(one),
                one.get_kind_display(),
                one.postcode,
                status_cell(one, day),
            ]
            for one in found
        ],
        first_is_heading=True,
        empty="Nothing found. Try part of the name, the ODS code or the postcode.",
    )


def _facts(organisation: Organisation, day: date) -> list[SummaryRow]:
    status = organisation.status_on(day)
    rows = [
        SummaryRow(
            "State on this day", tag=status.label, colour=COLOURS.get(status, "green")
        ),
        SummaryRow("ODS code", organisation.code or "None"),
    ]
    for key, text in (
        ("Opened", organisation.opened_on and long_date(organisation.opened_on)),
        ("Last day", organisation.closed_on and long_date(organisation.closed_on)),
        ("Address", ", ".join(organisation.address.splitlines())),
        ("Postcode", organisation.postcode),
        ("Company number", organisation.company_number),
    ):
        if text:
            rows.append(SummaryRow(key, text))
    return rows


def _names_table(organisation: Organisation) -> Table:
    return Table(
        caption="Names",
        columns=[Column("Name"), Column("When")],
        rows=[
            [one.name, day_range(one.from_on, one.to_on)]
            for one in organisation.names.all()
        ],
        empty="No dated name is recorded.",
    )


def _links_table(links: Iterable[OrganisationLink], *, outwards: bool) -> Table:
    """Read links as sentences, from the organisation's side."""
    return Table(
        caption="Its ties" if outwards else "Organisations tied to it",
        columns=[Column("How"), Column("Organisation"), Column("When")],
        rows=[
            [
                _words(link, outwards=outwards),
                organisation_cell(link.target if outwards else link.source),
                day_range(link.from_on, link.to_on),
            ]
            for link in links
        ],
        empty="None is recorded.",
    )


def _words(link: OrganisationLink, *, outwards: bool) -> str:
    words = LinkKind(link.kind).label
    return words[0].upper() + words[1:] if outwards else f"… {words} this one"


def _levels_table(organisation: Organisation) -> Table:
    return Table(
        caption="Level of co-commissioning",
        columns=[Column("Level"), Column("When"), Column("Agreement")],
        rows=[
            [
                Level(row.level).label,
                day_range(row.from_on, row.to_on),
                row.agreement_ref,
            ]
            for row in organisation.levels.all()
        ],
        empty="No level is recorded.",
    )
