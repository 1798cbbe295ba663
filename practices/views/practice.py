"""One practice: its contract, its sites, its list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from commissioning.enums import SourceKind
from commissioning.views.directory import organisation_context
from core import clock
from core.web.dates import day_range, long_date
from core.web.tables import Column, SummaryRow, Table
from practices.loaders import get_practice_for
from practices.rules.settings import setting_label


if TYPE_CHECKING:
    from django.http import HttpResponse

    from commissioning.models import Organisation
    from people.requests import UserRequest
    from practices.models import PracticeRecord


@login_required
@require_GET
def practice_page(request: UserRequest, organisation_id: int) -> HttpResponse:
    organisation, record = get_practice_for(request.user, organisation_id)
    context = {
        **organisation_context(organisation, clock.today()),
        "contract": _contract(record) if record else [],
        "record": record,
        "sites": _sites_table(organisation),
        "lists": _lists_table(organisation),
    }
    return TemplateResponse(request, "practices/practice_page.html", context)


def _contract(record: PracticeRecord) -> list[SummaryRow]:
    return [
        SummaryRow("Prescribing setting", setting_label(record.prescribing_setting)),
        SummaryRow("Status in that file", record.get_status_display()),
        SummaryRow("Telephone", record.telephone or "Not stated"),
        SummaryRow("Commissioner’s code", record.commissioner_code or "None"),
        SummaryRow("Prescribes for", record.provider_code or "Not stated"),
    ]


def _sites_table(organisation: Organisation) -> Table:
    return Table(
        caption="Branch surgeries",
        columns=[
            Column("Site"),
            Column("Code"),
            Column("Address"),
            Column("With this practice"),
        ],
        rows=[
            [
                site.name,
                site.code,
                ", ".join([*site.address.splitlines(), site.postcode]),
                day_range(site.practice_from_on, site.practice_to_on),
            ]
            for site in organisation.sites.all()
        ],
        first_is_heading=True,
        empty="No branch surgery is recorded.",
    )


def _lists_table(organisation: Organisation) -> Table:
    return Table(
        caption="Registered patients",
        columns=[Column("On"), Column("Patients", numeric=True), Column("Source")],
        rows=[
            [
                long_date(size.as_at),
                f"{size.patients:,}",
                SourceKind(size.source).label,
            ]
            for size in organisation.list_sizes.all()
        ],
        empty="No list size is recorded.",
    )
