"""Pages on which an officer enters, corrects and ends what people are to a body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from commissioning.facts import practices_of
from commissioning.models import Organisation, Post
from committees.forms.bodies import PersonForm
from committees.loaders import persons_found
from conflicts.actions import positions
from conflicts.forms.positions import (
    EndPositionForm,
    NewPositionForm,
    PositionFilter,
    PositionForm,
    initial_of,
)
from conflicts.loaders.cycle import (
    get_body_for,
    get_body_overseen,
    get_position_to_keep,
)
from conflicts.models import Position
from conflicts.views.cycle_shown import back_to, positions_table
from core import clock
from core.web.forms import refusals_on
from people import door
from people.actions import persons as people
from people.models import Person


if TYPE_CHECKING:
    from django.http import HttpResponse

    from committees.views.requests import UserRequest

A_PAGE = 50
MOST_FOUND = 20


@login_required
@require_GET
def position_list(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_overseen(request.user, pk)
    form = PositionFilter(request.GET)
    rows = Position.objects.filter(organisation=organisation)
    found = form.narrow(rows, clock.today()).select_related(
        "person", "practice", "line_manager"
    )
    ordered = found.order_by("person__family_name", "person__given_name", "pk")
    page = Paginator(ordered, A_PAGE).get_page(request.GET.get("page"))
    may_keep = bool(door.may(request.user, "keep_positions", organisation))
    context = {
        "organisation": organisation,
        "filter": form,
        "page": page,
        "query": request.GET,
        "table": positions_table(page.object_list, request.GET, may_keep=may_keep),
        "may_keep": may_keep,
        **back_to(organisation),
    }
    return TemplateResponse(request, "conflicts/position_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter_position(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_for(request.user, pk, "keep_positions")
    words = request.GET.get("q", "").strip()
    keys = list(persons_found(words).values_list("pk", flat=True)[: MOST_FOUND + 1])
    persons = Person.objects.filter(pk__in=keys[:MOST_FOUND])
    choices = _choices(organisation)
    form = NewPositionForm(request.POST or None, persons=persons, **choices)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            position = positions.enter(
                person=form.cleaned_data["person"],
                organisation=organisation,
                draft=form.draft(),
                by=request.user,
            )
            messages.success(
                request, f"{position.person}: {position.title} is entered."
            )
            return redirect("conflicts:positions", organisation.pk)

    context = {
        "organisation": organisation,
        "form": form,
        "words": words,
        "has_found": bool(keys),
        "has_more": len(keys) > MOST_FOUND,
        "may_enter": bool(door.may(request.user, "enter", Person)),
        **_back_to_list(organisation),
    }
    return TemplateResponse(request, "conflicts/position_new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def enter_person(request: UserRequest, pk: int) -> HttpResponse:
    organisation = get_body_for(request.user, pk, "keep_positions")
    verdict = door.may(request.user, "enter", Person)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            person = people.enter(**form.cleaned_data, by=request.user)
            messages.success(request, f"{person} is in the record.")
            url = reverse("conflicts:enter_position", args=[organisation.pk])
            return redirect(f"{url}?q={person.email or person.family_name}")

    return _form_page(
        request, form, "Enter a person", organisation, button="Save and continue"
    )


@login_required
@require_http_methods(["GET", "POST"])
def correct_position(request: UserRequest, pk: int) -> HttpResponse:
    position = get_position_to_keep(request.user, pk)
    organisation = position.organisation
    form = PositionForm(
        request.POST or None,
        initial=initial_of(position),
        **_choices(organisation, position),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            positions.correct(position=position, draft=form.draft(), by=request.user)
            messages.success(
                request, f"The position of {position.person} is corrected."
            )
            return redirect("conflicts:positions", organisation.pk)

    context = {
        "position": position,
        "form": form,
        "organisation": organisation,
        **_back_to_list(organisation),
    }
    return TemplateResponse(request, "conflicts/position_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def end_position(request: UserRequest, pk: int) -> HttpResponse:
    position = get_position_to_keep(request.user, pk)
    form = EndPositionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            positions.end(position=position, **form.cleaned_data, by=request.user)
            messages.success(request, f"The last day of {position.person} is recorded.")
            return redirect("conflicts:positions", position.organisation_id)

    title = f"End the position of {position.person}"
    return _form_page(request, form, title, position.organisation, button="End it")


def _form_page(
    request: UserRequest,
    form: Any,
    title: str,
    organisation: Organisation,
    *,
    button: str,
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "caption": organisation.name,
        "button": button,
        **_back_to_list(organisation),
    }
    return TemplateResponse(request, "conflicts/campaign_form.html", context)


def _choices(
    organisation: Organisation, position: Position | None = None
) -> dict[str, Any]:
    """Return the practices and line managers to choose from, and those chosen."""
    day = clock.today()
    posts = Post.objects.held_on(day).filter(organisation=organisation).order_by()
    held = Position.objects.held_on(day).filter(organisation=organisation).order_by()
    wanted = Q(pk__in=posts.values("person")) | Q(pk__in=held.values("person"))
    practices = Q(pk__in=practices_of(organisation, day).order_by().values("pk"))
    if position is not None:
        wanted |= Q(pk=position.line_manager_id)
        practices |= Q(pk=position.practice_id)
    return {
        "managers": Person.objects.filter(wanted),
        "practices": Organisation.objects.filter(practices).order_by("name", "pk"),
    }


def _back_to_list(organisation: Organisation) -> dict[str, str]:
    return {
        "back_url": reverse("conflicts:positions", args=[organisation.pk]),
        "back_text": f"Positions at {organisation.name}",
    }
