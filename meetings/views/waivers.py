"""The waivers of the year, for who keeps or assures a body's record; as a file too."""

from __future__ import annotations

import csv
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from committees.models import Committee
from conflicts.rules.registers import safe_cell
from core import clock
from core.web.dates import long_date, short_date
from core.web.tables import Cell, Column, Table
from meetings.facts.assurers import bodies_assured_by, waivers_assured_by
from meetings.forms.preflight import WaiverFilter
from meetings.models import PreflightWaiver
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from people.requests import UserRequest

PER_PAGE = 50
YEARS_SHOWN = 7
HEADINGS = ("Day", "Meeting", "Held on", "Committee", "Check", "Item", "Found")
OF_THE_WAIVER = ("Reason", "Waived by")


@login_required
@require_GET
def waiver_list(request: UserRequest) -> HttpResponse:
    narrow = _filter(request)
    rows = _narrowed(request, narrow)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = f"?year={narrow.chosen['year']}&committee={narrow.chosen['committee']}"
    context = {
        "filter": narrow,
        "table": _table(page.object_list),
        "page": page,
        "query": request.GET,
        "total": page.paginator.count,
        "file_url": reverse("meetings:waivers_file") + query,
        "back_url": reverse("desk:home"),
        "back_text": "Home",
    }
    return TemplateResponse(request, "meetings/waiver_list.html", context)


@login_required
@require_GET
def waiver_file(request: UserRequest) -> HttpResponse:
    narrow = _filter(request)
    name = f"waivers-{narrow.chosen['year']}.csv"
    response = HttpResponse(
        "\ufeff",  # tells a spreadsheet that what follows is UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    written = csv.writer(response)
    written.writerow([*HEADINGS, *OF_THE_WAIVER])
    for row in _narrowed(request, narrow):
        written.writerow(safe_cell(each) for each in _cells(row))
    return response


def _filter(request: UserRequest) -> WaiverFilter:
    """Return what is asked for, once the door has let somebody in.

    Raises:
      Http404: an outsider.
    """
    person_id = request.user.person_id
    if not door.may(request.user, "list", PreflightWaiver) or person_id is None:
        raise Http404
    bodies = bodies_assured_by(person_id, clock.today()).order_by()
    committees = Committee.objects.of_organisations(bodies.values("pk"))
    newest = _year_of(clock.today())
    return WaiverFilter(
        request.GET,
        years=[
            (str(year), f"April {year} to March {year + 1}")
            for year in range(newest, newest - YEARS_SHOWN, -1)
        ],
        committees=[(str(one.pk), one.name) for one in committees.order_by("name")],
    )


def _narrowed(request: UserRequest, narrow: WaiverFilter) -> QuerySet[PreflightWaiver]:
    """Return the waivers of a year; one for all committees counts for each that sat."""
    year = int(narrow.chosen["year"])
    rows = waivers_assured_by(request.user.person_id or 0, clock.today()).filter(
        waived_at__date__gte=date(year, 4, 1), waived_at__date__lt=date(year + 1, 4, 1)
    )
    if not narrow.chosen["committee"]:
        return rows
    committee = int(narrow.chosen["committee"])
    of_all = PreflightWaiver.objects.filter(
        committee__isnull=True, gathering__sittings__committee=committee
    )
    return rows.filter(
        Q(committee=committee) | Q(pk__in=of_all.order_by().values("pk"))
    )


def _table(rows: Iterable[PreflightWaiver]) -> Table:
    return Table(
        caption="What was waived, and why",
        columns=[
            Column("Day"),
            Column("Meeting"),
            Column("Committee"),
            Column("What was found"),
            Column("Reason"),
        ],
        rows=[
            [
                short_date(timezone.localdate(row.waived_at)),
                Cell(row.gathering.title, note=long_date(row.gathering.held_on)),
                row.committee.short_name if row.committee else "All committees",
                Cell(row.get_check_code_display(), note=row.sentence),
                Cell(row.reason, note=f"Waived by {row.waived_by.label}"),
            ]
            for row in rows
        ],
        empty="Nothing was waived.",
    )


def _cells(row: PreflightWaiver) -> list[str]:
    return [
        timezone.localdate(row.waived_at).isoformat(),
        row.gathering.title,
        row.gathering.held_on.isoformat(),
        row.committee.name if row.committee else "All committees",
        row.get_check_code_display(),
        str(row.item) if row.item else "",
        row.sentence,
        row.reason,
        row.waived_by.label,
    ]


def _year_of(day: date) -> int:
    """Return the year in which the financial year of a day begins."""
    return day.year if day.month >= 4 else day.year - 1
