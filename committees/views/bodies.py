"""Pages of committees: my committees, one committee on a day, establishing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from committees.actions import committees
from committees.actions.committees import CommitteeDraft
from committees.enums import CommitteeKind
from committees.facts.appointed import appointed_on
from committees.facts.committees import committee_facts, seat_facts
from committees.forms.bodies import DayForm, DisestablishForm, EstablishForm
from committees.loaders import (
    committees_for,
    get_committee_for,
    get_committee_to_administer,
    groups_for,
    organisations_to_establish_for,
    require_officer_somewhere,
)
from committees.models import Committee
from committees.rules.appointed import check_appointed
from committees.rules.sentences import describe_terms
from committees.views.seats_table import (
    committees_table,
    seats_table,
    terms_rows,
)
from core import clock
from core.web.forms import refusals_on
from people import door


if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from committees.facts.committees import CommitteeFacts
    from committees.rules.composition import Finding
    from committees.views.requests import UserRequest


@login_required
@require_GET
def committee_list(request: UserRequest) -> HttpResponse:
    mine = list(committees_for(request.user).prefetch_related("organisations"))
    context = {
        "table": committees_table(mine, committee_facts(mine, clock.today())),
        "groups": groups_for(request.user),
        "may_establish": organisations_to_establish_for(request.user).exists(),
    }
    return TemplateResponse(request, "committees/committee_list.html", context)


@login_required
@require_GET
def committee_page(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_for(request.user, slug)
    asked = DayForm(request.GET if request.GET else None)
    day = asked.day if asked.is_bound else clock.today()
    facts = seat_facts(committee, day)
    verdict = door.may(request.user, "administer", committee)
    context = {
        "committee": committee,
        "organisations": committee.organisations.all(),
        "day": day,
        "form": asked if asked.errors else DayForm(initial={"on": day}),
        "is_today": day == clock.today(),
        "facts": facts,
        "terms_rows": terms_rows(facts.terms) if facts.terms else [],
        "quorum": describe_terms(facts.quorum),
        "findings": _findings(committee, facts, day),
        "table": seats_table(committee, facts, may_change=bool(verdict)),
        "versions": list(committee.terms.order_by("-version")),
        "may_change": bool(verdict),
        "back_url": reverse("committees:committees"),
        "back_text": "Committees",
    }
    return TemplateResponse(request, "committees/committee_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def establish_committee(request: UserRequest) -> HttpResponse:
    require_officer_somewhere(request.user)
    form = EstablishForm(
        request.POST or None,
        organisations=organisations_to_establish_for(request.user),
        committees=committees_for(request.user),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            committee = committees.establish(
                draft=_draft(form),
                organisations=list(form.cleaned_data["organisations"]),
                by=request.user,
            )
            messages.success(request, f"{committee} is established.")
            return redirect("committees:adopt_terms", committee.slug)

    context = {
        "form": form,
        "back_url": reverse("committees:committees"),
        "back_text": "Committees",
    }
    return TemplateResponse(request, "committees/establish_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def disestablish_committee(request: UserRequest, slug: str) -> HttpResponse:
    committee = get_committee_to_administer(request.user, slug)
    form = DisestablishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            committees.disestablish(
                committee=committee, on=form.cleaned_data["on"], by=request.user
            )
            messages.success(request, f"The last day of {committee} is recorded.")
            return redirect("committees:committee", committee.slug)

    context = {
        "form": form,
        "title": "Wind the committee up",
        "lede": "From the day after, it sits no more. Its record stays as it is.",
        "caption": committee.name,
        "button": "Record the last day",
        "back_url": reverse("committees:committee", args=[committee.slug]),
        "back_text": committee.short_name,
    }
    return TemplateResponse(request, "committees/simple_form.html", context)


def _findings(committee: Committee, facts: CommitteeFacts, day: date) -> list[Finding]:
    appointed = appointed_on(committee, facts, day)
    return check_appointed(appointed) if appointed else []


def free_slug(name: str) -> str:
    """Return an address for a committee that no other committee has."""
    base = slugify(name)[:70] or "committee"
    taken = set(
        Committee.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    )
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _draft(form: EstablishForm) -> CommitteeDraft:
    typed = form.cleaned_data
    return CommitteeDraft(
        name=typed["name"],
        short_name=typed["short_name"],
        slug=free_slug(typed["short_name"]),
        kind=CommitteeKind(typed["kind"]),
        reference_pattern=typed["reference_pattern"],
        established_on=typed["established_on"],
        refers_to=typed["refers_to"],
    )
