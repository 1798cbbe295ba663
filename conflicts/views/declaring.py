"""Pages on which an interest is declared, recorded and corrected, a question each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from commissioning.models import Organisation
from conflicts.actions import drafts, interests
from conflicts.forms.answers import initial_from, typed_in
from conflicts.forms.declaring import FORMS, CompanyForm, FindForm, UnlistedForm
from conflicts.forms.interests import EndInterestForm
from conflicts.loaders.interests import get_interest_to_change, get_person_to_record_for
from conflicts.models import DeclarationDraft
from conflicts.rules.declaring import CHECK
from conflicts.views.checking import check_answers
from conflicts.views.finding import found
from conflicts.views.journeys import (
    ORGANISATION_STEP,
    Journey,
    correct_journey,
    own_journey,
    record_journey,
)
from conflicts.views.placing import place
from core.errors import RuleBroken
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.forms.declaring import StepForm

# Of pages with several questions; a single question is its page's heading itself.
HEADINGS = {
    "source": "Where does it come from?",
    "tie": "Describe the interest",
    "dates": "When was it?",
}


@login_required
@require_GET
def declare(request: UserRequest) -> HttpResponse:
    return redirect(own_journey(request.user).url_after(""))


@login_required
@require_http_methods(["GET", "POST"])
def declare_step(request: UserRequest, step: str) -> HttpResponse:
    return _page(request, own_journey(request.user), step)


@login_required
@require_GET
def record(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_to_record_for(request.user, person_pk)
    return redirect(record_journey(request.user, person).url_after(""))


@login_required
@require_http_methods(["GET", "POST"])
def record_step(request: UserRequest, person_pk: int, step: str) -> HttpResponse:
    person = get_person_to_record_for(request.user, person_pk)
    return _page(request, record_journey(request.user, person), step)


@login_required
@require_GET
def correct(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_change(request.user, pk)
    return redirect(correct_journey(request.user, interest).url(CHECK))


@login_required
@require_http_methods(["GET", "POST"])
def correct_step(request: UserRequest, pk: int, step: str) -> HttpResponse:
    interest = get_interest_to_change(request.user, pk)
    place(request, interest)
    return _page(request, correct_journey(request.user, interest), step)


@login_required
@require_http_methods(["GET", "POST"])
def end_interest(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_change(request.user, pk)
    place(request, interest)
    form = EndInterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            interests.end(interest=interest, **form.cleaned_data, by=request.user)
            messages.success(request, "The last day is recorded.")
            return redirect("conflicts:interest", interest.pk)

    context = {
        "interest": interest,
        "form": form,
        "back_url": reverse("conflicts:interest", args=[interest.pk]),
        "back_text": interest.concern,
    }
    return TemplateResponse(request, "conflicts/end_form.html", context)


@login_required
@require_POST
def throw_away(request: UserRequest, pk: int) -> HttpResponse:
    mine = DeclarationDraft.objects.filter(saved_by=request.user)
    draft = get_object_or_404(mine, pk=pk)
    try:
        drafts.throw_away(draft=draft, by=request.user)
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from None
    messages.success(request, "What you had begun is thrown away.")
    if draft.person_id == request.user.person_id:
        return redirect("conflicts:my_interests")
    return redirect("conflicts:person_interests", draft.person_id)


@login_required
@require_GET
def organisations_found(request: UserRequest) -> HttpResponse:
    """Answer the words typed so far with the organisations they may mean."""
    return TemplateResponse(
        request,
        "conflicts/_organisations_found.html",
        found(request.GET.get("q", "")[:100]),
    )


def _page(request: UserRequest, journey: Journey, step: str) -> HttpResponse:
    if not journey.has(step):
        raise Http404("There is no such question.")
    if step == CHECK:
        return check_answers(request, journey)
    if step == ORGANISATION_STEP:
        return _organisation(request, journey)
    return _question(request, journey, step)


def _question(request: UserRequest, journey: Journey, step: str) -> HttpResponse:
    form_class = FORMS[step]
    if request.method == "POST":
        form = form_class(request.POST, voice=journey.voice)
        if "later" in request.POST:
            return _later(request, journey, form)
        if form.is_valid():
            with refusals_on(form):
                journey.keep(typed_in(form))
                return redirect(journey.url_after(step))
    else:
        initial = {**_given(request, step), **initial_from(form_class, journey.answers)}
        form = form_class(initial=initial, voice=journey.voice)
    context = {**_context(journey, step), "form": form, "heading": HEADINGS.get(step)}
    return TemplateResponse(request, "conflicts/declare_question.html", context)


def _organisation(request: UserRequest, journey: Journey) -> HttpResponse:
    forms: dict[str, StepForm] = {
        "find": FindForm(initial={"q": journey.answers.get("q", "")}),
        "company": CompanyForm(initial=_company(journey.answers)),
        "unlisted": UnlistedForm(initial=_unlisted(journey.answers)),
    }
    failed = None
    if request.method == "POST":
        typed, failed = _chosen(request, forms)
        if typed is not None:
            journey.keep(typed)
            goes_on = "q" not in typed
            after = journey.url_after(ORGANISATION_STEP)
            return redirect(after if goes_on else journey.url(ORGANISATION_STEP))
    words = forms["find"]["q"].value() or ""
    context = {
        **_context(journey, ORGANISATION_STEP),
        **found(words),
        **{f"{name}_form": form for name, form in forms.items()},
        "form": failed,
        "company_open": failed is not None and failed is forms["company"],
        "unlisted_open": failed is not None and failed is forms["unlisted"],
    }
    return TemplateResponse(request, "conflicts/declare_organisation.html", context)


def _chosen(
    request: UserRequest, forms: dict[str, StepForm]
) -> tuple[dict[str, str] | None, StepForm | None]:
    """Return the answers one of the ways to name it gives, or the form that failed."""
    key = request.POST.get("organisation", "")
    if key.isascii() and key.isdigit():
        named = Organisation.objects.filter(pk=int(key[:18])).first()
        if named is not None:
            return _named(organisation=str(named.pk)), None
    way = request.POST.get("way", "find")
    kinds = {"company": CompanyForm, "unlisted": UnlistedForm}
    if way not in kinds:
        forms["find"] = FindForm(request.POST)
        return {"q": request.POST.get("q", "")[:100]}, None
    form = forms[way] = kinds[way](request.POST)
    if not form.is_valid():
        return None, form
    said = form.cleaned_data
    if way == "unlisted":
        return _named(unlisted_name=said["unlisted_name"]), None
    return _of_company(said["company_name"], said["company_number"]), None


def _of_company(name: str, number: str) -> dict[str, str]:
    """Name a company: from the directory when its number stands there."""
    known = Organisation.objects.filter(company_number__iexact=number).first()
    if known is not None:
        return _named(organisation=str(known.pk))
    return _named(unlisted_name=name, company_number=number)


def _named(**answers: str) -> dict[str, str]:
    return {"organisation": "", "unlisted_name": "", "company_number": "", **answers}


def _later(request: UserRequest, journey: Journey, form: StepForm) -> HttpResponse:
    """Keep what was typed, right or wrong, and go back."""
    journey.keep(typed_in(form))
    messages.success(request, "It is kept as you left it. Go on when you like.")
    return redirect(journey.done_url)


def _given(request: UserRequest, step: str) -> dict[str, Any]:
    """Begin the officer's first question with what a file of returns says."""
    if step != "source":
        return {}
    names = ("source", "source_on", "source_reference")
    return {name: request.GET[name][:120] for name in names if name in request.GET}


def _company(answers: dict[str, str]) -> dict[str, str]:
    number = answers.get("company_number", "")
    name = answers.get("unlisted_name", "") if number else ""
    return {"company_name": name, "company_number": number}


def _unlisted(answers: dict[str, str]) -> dict[str, str]:
    name = "" if answers.get("company_number") else answers.get("unlisted_name", "")
    return {"unlisted_name": name or answers.get("q", "")}


def _context(journey: Journey, step: str) -> dict[str, Any]:
    return {
        "title": journey.title,
        "progress": journey.progress(step),
        "person": journey.person,
        "is_own": journey.voice == "me",
        "later_url": journey.done_url,
        "back_url": journey.url_before(step),
        "back_text": "Back",
    }
