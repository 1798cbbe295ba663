"""Editions of registers: issued by officers, read by anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from conflicts.rules.registers import Edition
from conflicts.rules.registers_since import changes_since
from conflicts.views.exports import FORM_NAMES, FORMS, write
from conflicts.views.registers_rows import public_table
from conflicts.views.registers_since import SHOWN_AT_MOST
from core import clock
from core.web.forms import refusals_on
from people import door
from people.models import User
from publishing.actions import editions
from publishing.facts.editions import content_of, file_of, whose_of
from publishing.forms import EditionsForm, IssueForm
from publishing.loaders.registers import (
    get_committee_to_issue_for,
    get_edition_for,
    get_organisation_to_issue_for,
    require_issuing,
)
from publishing.models import RegisterEdition


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from committees.views.requests import UserRequest
    from conflicts.facts.registers import Whose

A_PAGE = 50


@login_required
@require_http_methods(["GET", "POST"])
def committee_editions(request: UserRequest, slug: str) -> HttpResponse:
    whose = get_committee_to_issue_for(request.user, slug)
    url = reverse("conflicts:committee_register", args=[slug])
    return _issuing(request, whose, url)


@login_required
@require_http_methods(["GET", "POST"])
def organisation_editions(request: UserRequest, pk: int) -> HttpResponse:
    whose = get_organisation_to_issue_for(request.user, pk)
    url = reverse("conflicts:organisation_register", args=[pk])
    return _issuing(request, whose, url)


@require_GET
def edition_page(request: HttpRequest, pk: int) -> HttpResponse:
    edition = get_edition_for(_reader(request), pk)
    whose = whose_of(edition)
    content = content_of(edition)
    page = Paginator(content.entries, A_PAGE).get_page(request.GET.get("page"))
    others = (
        RegisterEdition.objects.of(whose)
        .filter(edition=edition.edition)
        .exclude(pk=pk)
        .defer("content", "keys")
    )
    context = {
        "edition": edition,
        "whose": whose,
        "is_public": edition.edition == Edition.PUBLIC,
        "content": content,
        "page": page,
        "query": request.GET,
        "table": public_table(list(page.object_list), "Declared interests"),
        "others": others,
        "downloads": [
            (reverse("publishing:edition_file", args=[pk, suffix]), words)
            for suffix, words in FORM_NAMES.items()
        ],
        **_back(whose, is_public=edition.edition == Edition.PUBLIC),
    }
    return TemplateResponse(request, "publishing/register_edition.html", context)


@require_GET
def edition_file(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    if form not in FORMS:
        raise Http404
    edition = get_edition_for(_reader(request), pk)
    whose = whose_of(edition)
    kind = Edition(edition.edition)
    return write(file_of(whose, kind, edition.as_at, content_of(edition)), form)


@require_GET
def edition_since(request: HttpRequest, pk: int) -> HttpResponse:
    """Compare an edition's register with another edition of the same kind."""
    edition = get_edition_for(_reader(request), pk)
    whose = whose_of(edition)
    alike = RegisterEdition.objects.of(whose).filter(edition=edition.edition)
    form = EditionsForm(request.GET or None, editions=alike.defer("content", "keys"))
    found = None
    if form.is_valid():
        before, after = (content_of(each).by_key() for each in form.chosen())
        found = changes_since(before, after)
    context = {
        "whose": whose,
        "form": form,
        "since": found,
        "words": edition.get_edition_display().lower(),
        "at_most": SHOWN_AT_MOST,
        "back_url": reverse("publishing:edition", args=[pk]),
        "back_text": "Edition",
    }
    return TemplateResponse(request, "conflicts/since_page.html", context)


def _issuing(request: UserRequest, whose: Whose, register_url: str) -> HttpResponse:
    keeper = whose.committee or whose.organisation
    form = IssueForm(request.POST or None)
    if request.method == "POST":
        require_issuing(request.user, whose)
        if form.is_valid():
            with refusals_on(form):
                issued = editions.issue(
                    whose=whose,
                    edition=Edition(form.cleaned_data["edition"]),
                    day=form.cleaned_data["on"],
                    by=request.user,
                )
                messages.success(request, "The edition is issued")
                return redirect("publishing:edition", issued.pk)
    context = {
        "whose": whose,
        "form": form,
        "today": clock.today(),
        "may_issue": bool(door.may(request.user, "issue_register", keeper)),
        "editions": RegisterEdition.objects.of(whose)
        .defer("content", "keys")
        .select_related("issued_by__person"),
        "back_url": register_url,
        "back_text": "Register of interests",
    }
    return TemplateResponse(request, "publishing/register_editions.html", context)


def _reader(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def _back(whose: Whose, *, is_public: bool) -> dict[str, str]:
    if whose.committee is not None:
        room = "publishing:register" if is_public else "publishing:committee_editions"
        url = reverse(room, args=[whose.committee.slug])
    elif whose.organisation is not None:
        room = (
            "publishing:organisation_register"
            if is_public
            else "publishing:organisation_editions"
        )
        url = reverse(room, args=[whose.organisation.pk])
    else:
        raise Http404
    return {"back_url": url, "back_text": "Register of interests"}
