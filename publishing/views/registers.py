"""Public registers of interests: live as at any day, and what changed in them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from conflicts.facts.register_pages import in_order_of, page_of
from conflicts.facts.register_since import since
from conflicts.forms.registers import SinceForm, usual_days
from conflicts.rules.registers import Edition
from conflicts.rules.registers_writing import RegisterFile
from conflicts.views.exports import FORM_NAMES, FORMS, write
from conflicts.views.registers import A_PAGE
from conflicts.views.registers_rows import public_table
from conflicts.views.registers_since import SHOWN_AT_MOST
from publishing.facts.editions import historic_note
from publishing.facts.registers import (
    WITH_STATES,
    in_public_order,
    nil_returns,
    public_batch,
    public_entries,
    public_register,
    searched,
    without_keys,
)
from publishing.forms import PublicFilter
from publishing.loaders.registers import (
    get_public_committee_whose,
    get_public_organisation_whose,
)
from publishing.models import RegisterEdition


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from committees.models import Committee
    from conflicts.facts.register_pages import FoundPage
    from conflicts.facts.registers import Whose
    from conflicts.rules.registers import RegisterEntry
    from publishing.facts.registers import PublicRegister

NIL_AT_MOST = 100


@require_GET
def committee_register(request: HttpRequest, slug: str) -> HttpResponse:
    whose = get_public_committee_whose(slug)
    back = {
        "back_url": reverse("publishing:committee", args=[slug]),
        "back_text": whose.name,
    }
    return _page(request, whose, ("register", slug), back)


@require_GET
def organisation_register(request: HttpRequest, pk: int) -> HttpResponse:
    whose = get_public_organisation_whose(pk)
    back = {"back_url": reverse("publishing:committees"), "back_text": "Committees"}
    return _page(request, whose, ("organisation_register", pk), back)


@require_GET
def committee_file(request: HttpRequest, slug: str, form: str) -> HttpResponseBase:
    return _file(request, get_public_committee_whose(slug), form)


@require_GET
def organisation_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    return _file(request, get_public_organisation_whose(pk), form)


@require_GET
def committee_since(request: HttpRequest, slug: str) -> HttpResponse:
    whose = get_public_committee_whose(slug)
    return _since(request, whose, reverse("publishing:register", args=[slug]))


@require_GET
def organisation_since(request: HttpRequest, pk: int) -> HttpResponse:
    whose = get_public_organisation_whose(pk)
    url = reverse("publishing:organisation_register", args=[pk])
    return _since(request, whose, url)


def _page(
    request: HttpRequest,
    whose: Whose,
    address: tuple[str, int | str],
    back: dict[str, str],
) -> HttpResponse:
    form = PublicFilter(request.GET, committees=_committees(whose))
    public = public_register(whose, form.day)
    silent = () if form.wanted else nil_returns(public)
    found, entries = _shown(public, form, request.GET.get("page", ""))
    view, key = address
    context = {
        "whose": whose,
        "form": form,
        "day": public.day,
        "is_now": public.register.is_now,
        "is_for_decision_makers": public.terms.is_for_decision_makers,
        "months": public.terms.months_after_end,
        "found": found,
        "query": request.GET,
        "table": public_table(entries, "Declared interests"),
        "nil_returns": list(islice(silent, NIL_AT_MOST)),
        "note": historic_note(public),
        "downloads": _downloads(request, view, key),
        "editions": RegisterEdition.objects.of(whose).public().defer("content"),
        "since_url": reverse(f"publishing:{view}_since", args=[key]),
        **back,
    }
    return TemplateResponse(request, "publishing/register_page.html", context)


def _shown(
    public: PublicRegister, form: PublicFilter, asked: str
) -> tuple[FoundPage, list[RegisterEntry]]:
    rows = searched(public.rows(), public, form.wanted)
    found = page_of(in_public_order(rows), asked=asked, size=A_PAGE)
    values = public.of_anybody().filter(entry_id__in=found.keys)
    batch = in_order_of(found.keys, list(values.values_list(*WITH_STATES)))
    return found, [entry for _, entry in public_batch(public, batch)]


def _file(request: HttpRequest, whose: Whose, suffix: str) -> HttpResponseBase:
    form = PublicFilter(request.GET, committees=_committees(whose))
    if suffix not in FORMS or not form.is_valid():
        raise Http404
    public = public_register(whose, form.day)
    rows = in_public_order(searched(public.rows(), public, form.wanted))
    is_part = bool(form.wanted)
    return write(
        RegisterFile(
            body=whose.name,
            edition=Edition.PUBLIC,
            day=public.day,
            entries=without_keys(public_entries(public, rows)),
            silences=() if is_part else nil_returns(public),
            is_part=is_part,
            public_note=historic_note(public),
        ),
        suffix,
    )


def _since(request: HttpRequest, whose: Whose, register_url: str) -> HttpResponse:
    form = SinceForm(usual_days(request.GET))
    found = None
    if form.is_valid():
        before = public_register(whose, form.cleaned_data["first"])
        after = public_register(whose, form.cleaned_data["last"])
        found = since(
            before.rows(),
            after.rows(),
            lambda rows: _by_key(before, rows),
            lambda rows: _by_key(after, rows),
        )
    context = {
        "whose": whose,
        "form": form,
        "since": found,
        "words": "public register",
        "at_most": SHOWN_AT_MOST,
        "back_url": register_url,
        "back_text": "Register of interests",
    }
    return TemplateResponse(request, "conflicts/since_page.html", context)


def _by_key(public: PublicRegister, rows: Any) -> dict[int, RegisterEntry]:
    return dict(public_entries(public, rows))


def _committees(whose: Whose) -> Iterable[Committee]:
    if whose.organisation is None:
        return ()
    return whose.organisation.committees.order_by("name")


def _downloads(
    request: HttpRequest, view: str, key: int | str
) -> list[tuple[str, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    asked = f"?{query.urlencode()}" if query else ""
    return [
        (reverse(f"publishing:{view}_file", args=[key, suffix]) + asked, words)
        for suffix, words in FORM_NAMES.items()
    ]
