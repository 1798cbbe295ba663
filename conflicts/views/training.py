"""Pages on who is trained, and on which completions are entered or taken in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.actions import training
from conflicts.actions.training import Completion, modules_of
from conflicts.facts.duties import duties_of
from conflicts.facts.training import training_of
from conflicts.forms.training import CompletionForm, TrainingFilter, TrainingListForm
from conflicts.loaders.cycle import get_body_for, get_body_overseen
from conflicts.rules.training_file import (
    Known,
    UnreadableList,
    plain_name,
    read_training,
)
from conflicts.views.cycle_shown import back_to
from conflicts.views.training_shown import (
    committee_training_table,
    lines_table,
    training_table,
)
from core import clock
from core.web.forms import refusals_on
from people import door
from people.models import Person
from people.values import PersonId


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from commissioning.models import Organisation
    from committees.views.requests import UserRequest
    from conflicts.rules.training_file import Line

A_PAGE = 50


@login_required
@require_GET
def training_page(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_overseen(request.user, pk)
    found = training_of(organisation, clock.today())
    committees: dict[int, str] = {}
    for each in found.trainees:
        committees.update(each.duty.committees)
    listed = sorted(committees.items(), key=lambda pair: pair[1])
    form = TrainingFilter(request.GET, committees=listed)
    rows = form.narrow(found.trainees)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "found": found,
        "lacking": sum(each.is_lacking for each in found.trainees),
        "filter": form,
        "page": page,
        "query": request.GET,
        "table": training_table(page.object_list, found.modules, request.GET),
        "by_committee": committee_training_table(found, listed),
        "may_record": bool(
            door.may(request.user, "ask_for_declarations", organisation)
        ),
        **back_to(organisation),
    }
    return TemplateResponse(request, "conflicts/training_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter_training(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_for(request.user, pk, "ask_for_declarations")
    due = duties_of(organisation, clock.today())
    form = CompletionForm(
        request.POST or None,
        persons=Person.objects.filter(pk__in=list(due)),
        modules=modules_of(organisation),
    )
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        source = typed.pop("source")
        with refusals_on(form):
            new = training.record(
                organisation=organisation,
                completions=[Completion(**typed)],
                source=source,
                by=request.user,
            )
            messages.success(request, _recorded(new, 1))
            return redirect("conflicts:training", organisation.pk)

    context = {
        "form": form,
        "title": "Enter a completion",
        "caption": organisation.name,
        "button": "Save",
        **_back_to_training(organisation),
    }
    return TemplateResponse(request, "conflicts/campaign_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def import_training(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_for(request.user, pk, "ask_for_declarations")
    form = TrainingListForm(request.POST or None, request.FILES or None)
    lines: list[Line] = []
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if request.FILES:
            # A browser sends no file twice: its lines stay on the page instead.
            form = TrainingListForm({"lines": text})
            form.is_valid()
        try:
            lines = _read(organisation, text)
        except UnreadableList as problem:
            form.add_error(None, str(problem))
        is_clean = bool(lines) and not any(each.wrong for each in lines)
        if is_clean and "confirm" in request.POST:
            with refusals_on(form):
                return _take_in(request, organisation, lines)
    return _list_page(request, organisation, form, lines)


def _list_page(
    request: UserRequest,
    organisation: Organisation,
    form: TrainingListForm,
    lines: list[Line],
) -> HttpResponse:
    wrong = [each for each in lines if each.wrong]
    context = {
        "organisation": organisation,
        "form": form,
        "lines": lines_table(wrong or lines) if lines else None,
        "total": len(lines),
        "wrong": len(wrong),
        "text": form.cleaned_data.get("text", "") if form.is_bound else "",
        "modules": modules_of(organisation),
        **_back_to_training(organisation),
    }
    return TemplateResponse(request, "conflicts/training_import.html", context)


def _take_in(
    request: UserRequest, organisation: Organisation, lines: Sequence[Line]
) -> HttpResponse:
    """Record all lines of a checked list, or refuse them all."""
    persons = Person.objects.in_bulk([each.person_id for each in lines])
    completions = [
        Completion(persons[each.person_id], each.module, each.completed_on)
        for each in lines
        if each.person_id is not None and each.completed_on is not None
    ]
    new = training.record(
        organisation=organisation,
        completions=completions,
        source="Imported list",
        by=request.user,
    )
    messages.success(request, _recorded(new, len(lines)))
    return redirect("conflicts:training", organisation.pk)


def _read(organisation: Organisation, text: str) -> list[Line]:
    today = clock.today()
    persons = Person.objects.filter(pk__in=list(duties_of(organisation, today)))
    known = [_known(person) for person in persons.select_related("user")]
    modules = list(modules_of(organisation))
    return read_training(text, people=known, modules=modules, today=today)


def _known(person: Person) -> Known:
    user: Any = getattr(person, "user", None)
    emails = {person.email.lower(), user.email.lower() if user else ""} - {""}
    plain = f"{person.given_name} {person.family_name}"
    turned = f"{person.family_name}, {person.given_name}"
    names = {plain_name(each) for each in (str(person), plain, turned)}
    return Known(PersonId(person.pk), frozenset(names), frozenset(emails))


def _recorded(new: int, total: int) -> str:
    if new == total:
        return f"{new} completion{' is' if new == 1 else 's are'} recorded."
    known = total - new
    return f"{new} recorded; {known} {'was' if known == 1 else 'were'} known already."


def _back_to_training(organisation: Organisation) -> dict[str, str]:
    return {
        "back_url": reverse("conflicts:training", args=[organisation.pk]),
        "back_text": f"Training at {organisation.name}",
    }
