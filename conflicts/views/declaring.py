"""Pages on which an interest is declared, recorded, corrected and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.models import Organisation
from conflicts.actions import interests
from conflicts.enums import SourceKind
from conflicts.forms.interests import (
    CorrectForm,
    EndInterestForm,
    InterestForm,
    RecordForm,
    initial_of,
)
from conflicts.loaders.interests import get_interest_to_change, get_person_to_record_for
from conflicts.models import Interest
from conflicts.views.shown import lateness_of
from core.errors import StaleEdit
from core.web.forms import refusals_on
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from committees.views.requests import UserRequest

MOST_FOUND = 20


@login_required
@require_GET
def declare(request: UserRequest) -> HttpResponse:
    verdict = door.may(request.user, "declare", Interest)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return _find(
        request,
        target=reverse("conflicts:declare_details"),
        title="Declare an interest",
        back=(reverse("conflicts:my_interests"), "My interests"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def declare_details(request: UserRequest) -> HttpResponse:
    verdict = door.may(request.user, "declare", Interest)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    concern = _concern(request)
    if concern is None:
        return redirect("conflicts:declare")
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            interest = interests.declare(
                declaration=form.declaration(*concern), by=request.user
            )
            messages.success(request, _saved(interest))
            return redirect("conflicts:my_interests")

    change = reverse("conflicts:declare")
    return _details(request, form, concern, change, "Declare an interest")


@login_required
@require_GET
def record(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_to_record_for(request.user, person_pk)
    return _find(
        request,
        target=reverse("conflicts:record_details", args=[person.pk]),
        title=f"Record an interest of {person}",
        back=(reverse("conflicts:person_interests", args=[person.pk]), str(person)),
    )


@login_required
@require_http_methods(["GET", "POST"])
def record_details(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_to_record_for(request.user, person_pk)
    concern = _concern(request)
    if concern is None:
        return redirect("conflicts:record", person.pk)
    form = RecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            interest = interests.record_for(
                person=person,
                declaration=form.declaration(*concern),
                source=SourceKind(form.cleaned_data["source"]),
                source_on=form.cleaned_data["source_on"],
                by=request.user,
            )
            messages.success(request, _saved(interest))
            return redirect("conflicts:person_interests", person.pk)

    change = reverse("conflicts:record", args=[person.pk])
    return _details(request, form, concern, change, f"Record an interest of {person}")


@login_required
@require_GET
def change_organisation(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_change(request.user, pk)
    return _find(
        request,
        target=reverse("conflicts:correct", args=[interest.pk]),
        title="Correct the organisation",
        back=(reverse("conflicts:correct", args=[interest.pk]), "Correct the interest"),
    )


@login_required
@require_http_methods(["GET", "POST"])
def correct(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_change(request.user, pk)
    concern = _concern(request) or (interest.organisation, interest.unlisted_name)
    form = CorrectForm(request.POST or None, initial=initial_of(interest))
    stale: list[tuple[str, str, str]] = []
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            try:
                interests.correct(
                    interest=interest,
                    declaration=form.declaration(*concern),
                    reason=form.cleaned_data["reason"],
                    seen_version=form.cleaned_data["seen_version"],
                    by=request.user,
                )
            except StaleEdit as edit:
                stale = _show_stale(form, edit, interest)
            else:
                messages.success(request, "The correction is saved.")
                return redirect("conflicts:interest", interest.pk)

    change = reverse("conflicts:change_organisation", args=[interest.pk])
    return _details(request, form, concern, change, "Correct an interest", stale)


@login_required
@require_http_methods(["GET", "POST"])
def end_interest(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_change(request.user, pk)
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


def _find(
    request: UserRequest, *, target: str, title: str, back: tuple[str, str]
) -> HttpResponse:
    """Let somebody pick an organisation; each choice leads on to `target`."""
    words = request.GET.get("q", "").strip()
    found = list(Organisation.objects.found_by(words)[: MOST_FOUND + 1])
    context = {
        "title": title,
        "words": words,
        "found": [
            (each, f"{target}?{urlencode({'organisation': each.pk})}")
            for each in found[:MOST_FOUND]
        ],
        "has_more": len(found) > MOST_FOUND,
        "target": target,
        "back_url": back[0],
        "back_text": back[1],
    }
    return TemplateResponse(request, "conflicts/find_organisation.html", context)


def _details(
    request: UserRequest,
    form: InterestForm,
    concern: tuple[Organisation | None, str],
    change_url: str,
    title: str,
    stale: list[tuple[str, str, str]] | None = None,
) -> HttpResponse:
    organisation, unlisted_name = concern
    context = {
        "form": form,
        "title": title,
        "concern": organisation.label if organisation else unlisted_name,
        "change_url": change_url,
        "stale": stale or [],
        "back_url": change_url,
        "back_text": "Choose another organisation",
    }
    return TemplateResponse(request, "conflicts/interest_form.html", context)


def _concern(request: UserRequest) -> tuple[Organisation | None, str] | None:
    """Return the body named in the address: a key of the directory, or a name."""
    key = request.GET.get("organisation", "")
    if key.isascii() and key.isdigit():
        organisation = Organisation.objects.filter(pk=int(key[:18])).first()
        if organisation is not None:
            return organisation, ""
    unlisted = " ".join(request.GET.get("unlisted", "").split())[:200]
    return (None, unlisted) if unlisted else None


def _saved(interest: Interest) -> str:
    return (
        f"The interest in {interest.concern} is saved. {lateness_of(interest).sentence}"
    )


def _show_stale(
    form: CorrectForm, edit: StaleEdit, interest: Interest
) -> list[tuple[str, str, str]]:
    """Say on the form what changed meanwhile; saving again replaces it knowingly."""
    form.add_error(
        None,
        "Somebody else changed this interest after you opened it. Compare both "
        "versions below. Save again to replace theirs with yours.",
    )
    typed: Any = form.data.copy()  # type: ignore[attr-defined]
    now_at = Interest.objects.values_list("version", flat=True).get(pk=interest.pk)
    typed["seen_version"] = str(now_at)
    form.data = typed
    return [
        (name.replace("_", " ").capitalize(), edit.current.get(name, ""), wanted)
        for name, wanted in edit.submitted.items()
        if edit.current.get(name, "") != wanted
    ]
