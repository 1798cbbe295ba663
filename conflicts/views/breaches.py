"""Pages on which possible breaches are reported, looked into, closed and published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import breach_cases, breaches
from conflicts.facts.breaches import people_named_in, public_text_of
from conflicts.facts.declaring import limits_of
from conflicts.facts.interests import organisations_of
from conflicts.forms.breaches import (
    YES,
    BreachFilter,
    CloseForm,
    InvestigationForm,
    PublishForm,
    SignedReportForm,
)
from conflicts.loaders.breaches import (
    bodies_to_report_to,
    breaches_for,
    get_breach_for,
    get_breach_to,
)
from conflicts.loaders.interests import (
    get_interest_for,
    organisations_with_registers_for,
)
from conflicts.models import Breach
from conflicts.rules.breaches import late_nature
from conflicts.rules.lateness import assess_lateness
from conflicts.views.breaches_shown import breach_rows, breach_table
from core import clock
from core.errors import StaleEdit
from core.web.forms import refusals_on
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpResponse

    from commissioning.models import Organisation
    from committees.views.requests import UserRequest
    from conflicts.models import Interest

A_PAGE = 50
SENT = "The report is with the guardian and the governance officers."


@login_required
@require_http_methods(["GET", "POST"])
def breach_report(request: UserRequest) -> HttpResponse:
    verdict = door.may(request.user, "report", Breach)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    interest = _interest(request)
    bodies = _bodies_for(interest)
    form = SignedReportForm(
        request.POST or None, bodies=bodies, initial=_drafted(interest, bodies)
    )
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        is_named = typed.pop("give_name") == YES
        with refusals_on(form):
            breaches.report(
                **typed,
                reporter=request.user.label if is_named else "",
                interest=interest,
                by=request.user,
            )
            messages.success(request, SENT)
            return redirect("conflicts:my_interests")

    back = reverse("conflicts:interest", args=[interest.pk]) if interest else "/"
    context = {
        "form": form,
        "interest": interest,
        "back_url": back,
        "back_text": interest.concern if interest else "Home",
    }
    return TemplateResponse(request, "conflicts/breach_report.html", context)


@login_required
@require_GET
def breach_list(request: UserRequest) -> HttpResponse:
    if not organisations_with_registers_for(request.user).exists():
        raise Http404
    form = BreachFilter(request.GET)
    page = Paginator(form.narrow(breaches_for(request.user)), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "filter": form,
        "page": page,
        "query": request.GET,
        "table": breach_table(page.object_list),
        "back_url": reverse("conflicts:guardian"),
        "back_text": "Oversight",
    }
    return TemplateResponse(request, "conflicts/breach_list.html", context)


@login_required
@require_GET
def breach_page(request: UserRequest, pk: int) -> HttpResponse:
    breach = get_breach_for(request.user, pk)
    may_read_all = door.may(request.user, "read_findings", breach)
    context = {
        "breach": breach,
        "rows": breach_rows(breach, with_findings=bool(may_read_all)),
        "kept_back": None if may_read_all else may_read_all,
        "verdict": door.may(request.user, "close", breach),
        "is_open": breach.closed_at is None,
        "may_publish": breach.state == "closed" and breach.published_at is None,
        "back_url": reverse("conflicts:breaches"),
        "back_text": "Possible breaches",
    }
    return TemplateResponse(request, "conflicts/breach_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def breach_investigate(request: UserRequest, pk: int) -> HttpResponse:
    breach = get_breach_to(request.user, "investigate", pk)
    form = InvestigationForm(request.POST or None, breach=breach)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            try:
                saved = breach_cases.investigate(
                    breach=breach,
                    found=form.investigation(),
                    seen=form.cleaned_data["seen"],
                    names_confirmed=form.cleaned_data.get("names_confirmed", False),
                    by=request.user,
                )
            except StaleEdit:
                form.add_error(
                    None,
                    "Somebody else wrote to this meanwhile. Open it in another window, "
                    "compare, and save again there: what you typed is below.",
                )
            else:
                _tell_of_names(request, saved)
                return redirect("conflicts:breach", breach.pk)

    return _case(request, breach, form, "Look into it", "Save")


@login_required
@require_http_methods(["GET", "POST"])
def breach_close(request: UserRequest, pk: int) -> HttpResponse:
    breach = get_breach_to(request.user, "close", pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            breach_cases.close(
                breach=breach,
                is_breach=form.cleaned_data["outcome"] == YES,
                by=request.user,
            )
            messages.success(request, "It is closed.")
            return redirect("conflicts:breach", breach.pk)

    return _case(request, breach, form, "Close it", "Close")


@login_required
@require_http_methods(["GET", "POST"])
def breach_publish(request: UserRequest, pk: int) -> HttpResponse:
    breach = get_breach_to(request.user, "publish", pk)
    form = PublishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            breach_cases.publish(
                breach=breach,
                names_confirmed=form.cleaned_data["names_confirmed"],
                by=request.user,
            )
            messages.success(request, "It is on the public site.")
            return redirect("conflicts:breach", breach.pk)

    return _case(request, breach, form, "Publish without names", "Publish")


def _case(
    request: UserRequest, breach: Breach, form: Any, title: str, button: str
) -> HttpResponse:
    context = {
        "breach": breach,
        "form": form,
        "title": title,
        "button": button,
        "rows": breach_rows(breach, with_findings=True),
        "named": people_named_in(public_text_of(breach)),
        "back_url": reverse("conflicts:breach", args=[breach.pk]),
        "back_text": "The breach",
    }
    return TemplateResponse(request, "conflicts/breach_case.html", context)


def _interest(request: UserRequest) -> Interest | None:
    """Return the interest that the address names; 404 for who may not read it."""
    key = request.GET.get("interest", "")
    if not key:
        return None
    if not (key.isascii() and key.isdigit()):
        raise Http404
    return get_interest_for(request.user, int(key[:18]))


def _bodies_for(interest: Interest | None) -> QuerySet[Organisation]:
    """Return the bodies that take a report, of an interest those of its person."""
    bodies = bodies_to_report_to()
    if interest is None:
        return bodies
    return bodies.filter(pk__in=organisations_of(interest.person_id, clock.today()))


def _drafted(interest: Interest | None, bodies: Any) -> dict[str, Any]:
    """Return the words that a late declaration is reported with."""
    only = bodies[:2]
    initial: dict[str, Any] = {"organisation": only[0].pk} if len(only) == 1 else {}
    if interest is None:
        return initial
    lateness = assess_lateness(
        arose_on=interest.arose_on,
        aware_on=interest.became_aware_on,
        declared_on=interest.declared_on,
        limit_days=limits_of(interest.person_id).days_on(interest.declared_on),
    )
    if lateness.is_late:
        initial |= {
            "happened_on": interest.declared_on,
            "nature": late_nature(lateness, interest.declared_on),
            "control_process": "Declaring interests within the time of the law.",
        }
    return initial


def _tell_of_names(request: UserRequest, breach: Breach) -> None:
    """Say that it is saved, and warn where the public words seem to name somebody."""
    named = people_named_in(public_text_of(breach))
    if named:
        messages.warning(
            request,
            f"Saved. The words for the public seem to name {', '.join(named)}: take "
            "the name out before you publish.",
        )
    else:
        messages.success(request, "Saved.")
