"""Pages on which registers are read, as at any day, and downloaded."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from committees.models import Committee
from conflicts.facts.register_entries import (
    batch_entries,
    entries_of,
    silences_of,
    values_by_key,
)
from conflicts.facts.register_pages import LAST, page_of
from conflicts.facts.registers import register_as_at
from conflicts.forms.registers import ALL, HELD, OWN, RegisterFilter, order_of
from conflicts.loaders.interests import (
    committees_with_registers_for,
    organisations_with_registers_for,
)
from conflicts.loaders.registers import (
    get_committee_whose,
    get_organisation_whose,
    get_person_whose,
)
from conflicts.policies.registers import may_read_notes
from conflicts.rules.registers import Edition
from conflicts.rules.registers_writing import RegisterFile
from conflicts.views.exports import FORM_NAMES, FORMS, write
from conflicts.views.registers_rows import full_table
from core import clock
from people import door


if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from django.utils.safestring import SafeString

    from committees.views.requests import UserRequest
    from conflicts.facts.register_pages import FoundPage
    from conflicts.facts.registers import Register, Whose
    from people.models import Person, User

A_PAGE = 20
SILENT_AT_MOST = 50


@login_required
@require_GET
def register_list(request: UserRequest) -> HttpResponse:
    context = {
        "organisations": organisations_with_registers_for(request.user),
        "committees": committees_with_registers_for(request.user),
    }
    return TemplateResponse(request, "conflicts/register_list.html", context)


@login_required
@require_GET
def committee_register(request: UserRequest, slug: str) -> HttpResponse:
    whose = get_committee_whose(request.user, slug)
    return _page(request, whose, "committee_register_file", slug)


@login_required
@require_GET
def organisation_register(request: UserRequest, pk: int) -> HttpResponse:
    whose = get_organisation_whose(request.user, pk)
    return _page(request, whose, "organisation_register_file", pk)


@login_required
@require_GET
def person_register(request: UserRequest, pk: int) -> HttpResponse:
    whose = get_person_whose(request.user, pk)
    return _page(request, whose, "person_register_file", pk)


@login_required
@require_GET
def committee_register_file(
    request: UserRequest, slug: str, form: str
) -> HttpResponseBase:
    return _file(request, get_committee_whose(request.user, slug), form)


@login_required
@require_GET
def organisation_register_file(
    request: UserRequest, pk: int, form: str
) -> HttpResponseBase:
    return _file(request, get_organisation_whose(request.user, pk), form)


@login_required
@require_GET
def person_register_file(request: UserRequest, pk: int, form: str) -> HttpResponseBase:
    return _file(request, get_person_whose(request.user, pk), form)


def _page(
    request: UserRequest, whose: Whose, file_view: str, key: int | str
) -> HttpResponse:
    form = _filter(request, whose)
    register = register_as_at(whose, form.day)
    sorted_by = request.GET.get("sort", "")
    found = page_of(
        form.narrow(register).order_by(*order_of(sorted_by)),
        asked=request.GET.get("page", ""),
        size=A_PAGE,
    )
    is_last = not found.page.has_next()
    context = {
        "whose": whose,
        "register": register,
        "form": form,
        "questions": form.drawn,
        "found": found,
        "table": _table(request, register, found, sorted_by),
        "query": request.GET,
        **({} if form.is_narrowed else _the_end(request, register, is_last)),
        "downloads": _downloads(request, file_view, key),
        **_next_steps(request, whose),
    }
    return TemplateResponse(request, "conflicts/register_page.html", context)


def _table(
    request: UserRequest, register: Register, found: FoundPage, sorted_by: str
) -> SafeString:
    """Return the entries of one page as HTML, each with its limit of declaring."""
    read = values_by_key(register, found.keys)
    batch = [row[:-1] for row in read]
    return full_table(
        list(batch_entries(register, batch, with_notes=False)),
        request.GET,
        limits={row[0]: row[-1] for row in read},
        sorted_by=sorted_by,
    )


def _file(request: UserRequest, whose: Whose, suffix: str) -> HttpResponseBase:
    if suffix not in FORMS:
        raise Http404
    form = _filter(request, whose)
    if not form.is_valid():
        raise Http404
    register = register_as_at(whose, form.day)
    rows = form.narrow(register).order_by(*order_of(request.GET.get("sort", "")))
    with_notes = may_read_notes(request.user, whose)
    return write(
        RegisterFile(
            body=whose.name,
            edition=Edition.FULL,
            day=register.day,
            entries=entries_of(register, rows, with_notes=with_notes),
            silences=() if form.is_narrowed else silences_of(register),
            is_part=form.is_narrowed,
        ),
        suffix,
    )


def _filter(request: UserRequest, whose: Whose) -> RegisterFilter:
    # A person has few interests, and what is over belongs to their story.
    state = ALL if whose.person is not None else HELD
    own = [(name, request.GET[name]) for name in OWN if name in request.GET]
    return _asked(urlencode(own), _committees(whose), state, clock.today())


def _committees(whose: Whose) -> tuple[tuple[int, str, str], ...]:
    """Return key, slug and name of each committee of a body."""
    if whose.organisation is None:
        return ()
    rows = whose.organisation.committees.order_by("name")
    return tuple(rows.values_list("pk", "slug", "name"))


@lru_cache(maxsize=512)
def _asked(
    own: str, committees: tuple[tuple[int, str, str], ...], state: str, _today: date
) -> RegisterFilter:
    """Return the filter, read once for all who ask the same; nobody changes it.

    A day that was to come is none tomorrow, so the day counts.
    """
    named = [Committee(pk=pk, slug=slug, name=name) for pk, slug, name in committees]
    form = RegisterFilter(QueryDict(own), committees=named, state=state)
    form.is_valid()
    return form


def _the_end(
    request: UserRequest, register: Register, is_last: bool
) -> dict[str, object]:
    """Return those without an interest, who stand after the last one, or the way there.

    One more than are shown, if there are more.
    """
    if not is_last:
        query = request.GET.copy()
        query["page"] = LAST
        return {"end_url": f"?{query.urlencode()}"}
    found = silences_of(register, with_positions=False, at_most=SILENT_AT_MOST + 1)
    return {"silences": list(found), "silent_at_most": SILENT_AT_MOST}


def _downloads(
    request: UserRequest, file_view: str, key: int | str
) -> list[tuple[str, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    asked = f"?{query.urlencode()}" if query else ""
    return [
        (reverse(f"conflicts:{file_view}", args=[key, suffix]) + asked, words)
        for suffix, words in FORM_NAMES.items()
    ]


def _next_steps(request: UserRequest, whose: Whose) -> dict[str, object]:
    """Return where a reader goes from here; issuing is an upper room's page."""
    if whose.person is not None:
        return _steps_of_person(request.user, whose.person)
    steps: dict[str, object] = {
        "back_url": reverse("conflicts:registers"),
        "back_text": "Registers",
    }
    if whose.committee is not None:
        slug = whose.committee.slug
        steps["since_url"] = reverse("conflicts:committee_since", args=[slug])
        steps["editions_url"] = reverse("publishing:committee_editions", args=[slug])
    elif whose.organisation is not None:
        pk = whose.organisation.pk
        steps["since_url"] = reverse("conflicts:organisation_since", args=[pk])
        steps["editions_url"] = reverse("publishing:organisation_editions", args=[pk])
        steps["retention_url"] = reverse("conflicts:retention", args=[pk])
    return steps


def _steps_of_person(user: User, person: Person) -> dict[str, object]:
    everything_url = reverse("desk:subject_access", args=[person.pk])
    if person.pk == user.person_id:
        return {
            "back_url": reverse("conflicts:my_interests"),
            "back_text": "My interests",
            "everything_url": everything_url,
        }
    steps: dict[str, object] = {
        "back_url": reverse("conflicts:person_interests", args=[person.pk]),
        "back_text": str(person),
    }
    if door.may(user, "place_hold", person):
        steps["hold_url"] = reverse("conflicts:place_hold", args=[person.pk])
        steps["everything_url"] = everything_url
    return steps
