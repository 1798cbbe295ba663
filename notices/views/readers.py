"""The readers one looks after: whose letters go by post, and whose by mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from notices.actions import choices
from notices.forms import ReaderFilter
from notices.loaders import readers_for


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.models.person import PersonQuerySet
    from people.requests import UserRequest

A_PAGE = 25


@login_required
@require_GET
def reader_list(request: UserRequest) -> HttpResponse:
    form = ReaderFilter(request.GET)
    found = _narrowed(readers_for(request.user), form)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page": page,
        "query": request.GET,
        "back_url": reverse("notices:letters"),
        "back_text": "Letters",
    }
    return TemplateResponse(request, "notices/reader_list.html", context)


@login_required
@require_POST
def choose_post(request: UserRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(readers_for(request.user), pk=pk)
    is_by_post = request.POST.get("channel") == "post"
    try:
        choices.choose_post(person=person, is_by_post=is_by_post, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        how = "by post" if is_by_post else "by mail, where there is an address for it"
        messages.success(request, f"Letters to {person} go {how} from now on.")
    return redirect("notices:readers")


def _narrowed(people: PersonQuerySet, form: ReaderFilter) -> PersonQuerySet:
    """Return the people of the name that is asked for; else those who chose post."""
    name = form.cleaned_data["name"] if form.is_valid() else ""
    if not name:
        people = people.filter(reminder_choice__is_by_post=True)
    found = people.named_with(name.split())
    return found.order_by("family_name", "given_name", "pk")
