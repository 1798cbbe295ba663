"""The public pages of breaches: what was learned, and reporting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import breaches
from conflicts.facts.breaches import published_breaches, standing_statements
from conflicts.forms.breaches import PublicReportForm
from conflicts.loaders.breaches import bodies_to_report_to
from core.web.dates import long_date
from core.web.forms import refusals_on
from core.web.tables import SummaryRow
from people.actors import PUBLIC
from publishing.limits import is_within_limit
from publishing.views.bodies import get_public_body


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from conflicts.models import Breach

A_PAGE = 20
REPORTS_AN_HOUR = 5
AN_HOUR = 3600
TOO_MANY = (
    "Several reports came from your network within the hour. Nothing was sent: please "
    "send it later, or ring the body."
)


@require_GET
def breach_register(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_public_body(pk)
    page = Paginator(published_breaches(organisation), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "organisation": organisation,
        "cases": [_case(breach) for breach in page.object_list],
        "page": page,
        "query": request.GET,
        "statements": standing_statements(organisation),
        "back_url": reverse("publishing:conduct"),
        "back_text": "Gifts and breaches",
    }
    return TemplateResponse(request, "publishing/breaches_page.html", context)


@require_http_methods(["GET", "POST"])
def report_breach(request: HttpRequest) -> HttpResponse:
    form = PublicReportForm(request.POST or None, bodies=bodies_to_report_to())
    if request.method == "POST" and form.is_valid():
        if not _is_within_limit(request):
            form.add_error(None, TOO_MANY)
            return _report_page(request, form, status=429)
        with refusals_on(form):
            breaches.report(**form.cleaned_data, by=PUBLIC)
            return redirect("publishing:breach_reported")

    return _report_page(request, form)


@require_GET
def breach_reported(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "publishing/breaches_reported.html", {})


def _report_page(
    request: HttpRequest, form: PublicReportForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "back_url": reverse("publishing:conduct"),
        "back_text": "Gifts and breaches",
    }
    return TemplateResponse(
        request, "publishing/breaches_report.html", context, status=status
    )


def _is_within_limit(request: HttpRequest) -> bool:
    return is_within_limit(
        "breach_report",
        get_adapter().get_client_ip(request),
        most=REPORTS_AN_HOUR,
        seconds=AN_HOUR,
    )


def _case(breach: Breach) -> dict[str, Any]:
    """Return the fields that bodies publish of a breach (docs/field.md 5.10)."""
    investigated = breach.investigated_on
    return {
        "heading": long_date(breach.happened_on),
        "rows": [
            SummaryRow("Date of the event", long_date(breach.happened_on)),
            SummaryRow("Nature of the breach", breach.public_words),
            SummaryRow(
                "Decision or control process", breach.control_process or "Not stated"
            ),
            SummaryRow(
                "Investigated",
                f"Yes, on {long_date(investigated)}" if investigated else "Yes",
            ),
            SummaryRow("Learning points", breach.learning or "None stated"),
            SummaryRow("Actions", breach.actions_taken or "None stated"),
        ],
    }
