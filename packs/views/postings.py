"""One reader's copy on paper: printed with its address, posted, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core import clock
from core.errors import RuleBroken
from core.web.forms import refusals_on
from packs.actions import openings, postings
from packs.forms import PostingForm
from packs.loaders import get_copy_to_keep
from packs.printing import with_label


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from packs.models import PackCopy
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def by_post(request: UserRequest, pk: int) -> HttpResponse:
    copy = get_copy_to_keep(request.user, pk)
    form = PostingForm(request.POST or None, initial={"posted_on": clock.today()})
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            postings.record(
                copy=copy, posted_on=form.cleaned_data["posted_on"], by=request.user
            )
            messages.success(request, f"Recorded: posted to {copy.person}.")
            return redirect("packs:gathering", copy.pack.gathering_id)
    context = {
        "form": form,
        "copy": copy,
        "gathering": copy.pack.gathering,
        "posting": getattr(copy, "posting", None),
        "address": copy.person.postal_address.strip(),
        "refusal": _refusal(copy),
        "back_url": reverse("packs:gathering", args=[copy.pack.gathering_id]),
        "back_text": "Pack",
    }
    return TemplateResponse(request, "packs/posting_page.html", context)


@login_required
@require_GET
def by_post_file(request: UserRequest, pk: int) -> HttpResponseBase:
    copy = get_copy_to_keep(request.user, pk)
    if _refusal(copy) or not copy.person.postal_address.strip():
        raise Http404
    openings.record(copy=copy, by=request.user)
    name = f"pack-to-post-{copy.pack.gathering.held_on:%Y-%m-%d}.pdf"
    response = FileResponse(
        with_label(copy), filename=name, content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _refusal(copy: PackCopy) -> str:
    """Say why a copy may not go by post now; nothing where it may."""
    try:
        postings.refuse_unless_current(copy)
    except RuleBroken as refused:
        return refused.verdict.reason
    return ""
