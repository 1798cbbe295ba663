"""Who has not confirmed: a page to narrow, and the same as a file."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from commissioning.models import Organisation
from conflicts.facts.cycle_missing import who_has_not
from conflicts.forms.cycle import MissingFilter
from conflicts.loaders.cycle import get_body_overseen
from conflicts.rules.registers import safe_cell
from conflicts.views.cycle_shown import back_to, missing_table, share_of
from core import clock
from notices.enums import Status
from people import door


if TYPE_CHECKING:
    from committees.views.requests import UserRequest
    from conflicts.facts.cycle_missing import Missing, WhoHasNot

A_PAGE = 50
HEADINGS = (
    "Name",
    "E-mail",
    "Positions",
    "Committees",
    "Last confirmed",
    "Last asked",
    "Due",
    "Days overdue",
    "Letter",
)


@login_required
@require_GET
def who_has_not_page(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_overseen(request.user, pk)
    found = who_has_not(organisation, clock.today())
    form = _filter(request, found)
    rows = form.narrow(found.rows)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    file_url = reverse("conflicts:who_has_not_file", args=[pk])
    context = {
        "organisation": organisation,
        "day": clock.today(),
        "share": share_of(found.count),
        "filter": form,
        "is_narrowed": len(rows) < len(found.rows),
        "total": len(rows),
        "page": page,
        "query": request.GET,
        "table": missing_table(
            page.object_list,
            request.GET,
            may_settle=bool(
                door.may(request.user, "ask_for_declarations", organisation)
            ),
        ),
        "file_url": f"{file_url}?{request.GET.urlencode()}",
        **back_to(organisation),
    }
    return TemplateResponse(request, "conflicts/who_has_not.html", context)


@login_required
@require_GET
def who_has_not_file(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_overseen(request.user, pk)
    day = clock.today()
    found = who_has_not(organisation, day)
    name = (
        f"not-confirmed-{(organisation.code or str(pk)).lower()}-{day.isoformat()}.csv"
    )
    response = HttpResponse(
        "\ufeff",  # tells a spreadsheet that what follows is UTF-8
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    written = csv.writer(response)
    written.writerow(HEADINGS)
    for row in _filter(request, found).narrow(found.rows):
        written.writerow(safe_cell(each) for each in _cells(row))
    return response


def _filter(request: UserRequest, found: WhoHasNot) -> MissingFilter:
    committees: dict[int, str] = {}
    practices: set[int] = set()
    for row in found.rows:
        committees.update(row.duty.committees)
        practices |= row.duty.practice_ids
    named = Organisation.objects.filter(pk__in=practices).values_list("pk", "name")
    return MissingFilter(
        request.GET,
        committees=sorted(committees.items(), key=lambda pair: pair[1]),
        practices=named.order_by("name", "pk"),
    )


def _cells(row: Missing) -> list[str]:
    asked = row.request
    letter = row.letter
    return [
        str(row.person),
        row.person.email,
        row.duty.positions,
        "; ".join(row.duty.committees.values()),
        row.last_confirmed_on.isoformat() if row.last_confirmed_on else "",
        asked.asked_on.isoformat() if asked else "",
        asked.due_on.isoformat() if asked else "",
        str(row.days_overdue),
        Status(letter.status).label if letter else "",
    ]
