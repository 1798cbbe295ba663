"""Pages on which two entries of one person are found and merged."""

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

from conflicts.actions import merging
from conflicts.facts.merging import MOST_ENTRIES, holdings_of, mergeable_entries
from conflicts.facts.unlisted import persons_kept_by
from conflicts.forms.merging import MergeForm
from conflicts.loaders.imports import organisations_kept_by
from conflicts.loaders.interests import NOT_THERE, get_person_for
from conflicts.rules.merging import LARGEST_HEAP, suggest_duplicates
from core import clock
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, Table
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.rules.merging import LikelyPair
    from people.models import User

A_PAGE = 50


@login_required
@require_GET
def duplicate_list(request: UserRequest) -> HttpResponse:
    kept = organisations_kept_by(request.user)
    if not kept.exists():
        raise Http404(NOT_THERE)
    entries = mergeable_entries(persons_kept_by(kept, clock.today()))
    page = Paginator(suggest_duplicates(entries), A_PAGE).get_page(
        request.GET.get("page")
    )
    people = Person.objects.in_bulk(
        {pk for pair in page for pk in (pair.first, pair.second)}
    )
    context = {
        "table": _pairs(page, people),
        "page": page,
        "most_entries": f"{MOST_ENTRIES:,}",
        "most_alike": LARGEST_HEAP,
    }
    return TemplateResponse(request, "conflicts/duplicate_list.html", context)


def _pairs(pairs: Iterable[LikelyPair], people: Mapping[int, Person]) -> Table:
    return Table(
        caption="May be one person",
        columns=[Column("Entries"), Column("Why")],
        rows=[
            (
                Cell(
                    f"{people[pair.first]} and {people[pair.second]}",
                    reverse("conflicts:duplicate", args=[pair.first, pair.second]),
                ),
                pair.why,
            )
            for pair in pairs
        ],
        empty="No two entries look like one person.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def duplicate_compare(request: UserRequest, first: int, second: int) -> HttpResponse:
    persons = [_person(request.user, first), _person(request.user, second)]
    form = MergeForm(request.POST or None, persons=persons)
    if request.method == "POST" and form.is_valid():
        into = next(one for one in persons if str(one.pk) == form.cleaned_data["into"])
        duplicate = next((one for one in persons if one.pk != into.pk), into)
        with refusals_on(form):
            merging.merge(
                duplicate=duplicate,
                into=into,
                reason=form.cleaned_data["reason"],
                by=request.user,
            )
            messages.success(request, f"Both entries are {into} now.")
            return redirect("conflicts:person_interests", into.pk)

    mine, theirs = holdings_of(persons, clock.today())
    table = Table(
        caption="Side by side",
        columns=[Column("What"), *(Column(f"Entry {one.pk}") for one in persons)],
        rows=[
            (name, said, other)
            for (name, said), (_name, other) in zip(mine, theirs, strict=True)
        ],
        first_is_heading=True,
    )
    context = {"form": form, "table": table, "persons": persons}
    return TemplateResponse(request, "conflicts/duplicate_compare.html", context)


def _person(user: User, pk: int) -> Person:
    """Return a person the user may merge: 404 outside, 403 inside."""
    person = get_person_for(user, pk)
    verdict = door.may(user, "merge", person)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return person
