"""Pages on which the redacted twin of a paper is handed in and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods

from core.web.forms import refusals_on
from meetings import uploads
from meetings.actions import redactions
from meetings.forms.gatherings import WhyForm
from meetings.forms.papers import TwinForm
from meetings.loaders import get_paper_to_redact, get_twin_for, get_twin_to_take_back
from meetings.views.papers import paper_context, send_as, taken_out


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from core.documents.comparing import Difference
    from meetings.models import Paper, PaperVersion
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def hand_in_twin(request: UserRequest, pk: int) -> HttpResponse:
    paper = get_paper_to_redact(request.user, pk)
    shown = _shown_version(request, paper)
    first = {"title": paper.title, "version": shown.pk}
    form = TwinForm(
        request.POST or None, request.FILES or None, pages=shown.pages, initial=first
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form), uploads.checked(form.cleaned_data["file"]) as upload:
            _twin, difference = redactions.hand_in(
                version=shown,
                title=form.cleaned_data["title"],
                upload=upload,
                hidden_is_meant=form.cleaned_data["hidden_is_meant"],
                by=request.user,
            )
            messages.success(request, f"{_said(difference)}{taken_out(upload)}")
            return redirect("meetings:item", paper.item_id)
    form.ask_what_is_hidden()
    title = f"Redacted form: {paper.title}"
    context = paper_context(paper.item, title, "Hand in the redacted form")
    return TemplateResponse(
        request,
        "meetings/twin_form.html",
        {**context, "form": form, "paper": paper, "version": shown},
    )


@login_required
@require_GET
def twin_file(request: UserRequest, pk: int) -> HttpResponseBase:
    twin = get_twin_for(request.user, pk)
    return send_as(twin, f"{twin.title} redacted", as_uploaded=False)


@login_required
@require_http_methods(["GET", "POST"])
def take_back_twin(request: UserRequest, pk: int) -> HttpResponse:
    twin = get_twin_to_take_back(request.user, pk)
    question = "Why is the redacted form taken off the public site?"
    form = WhyForm(request.POST or None, question=question)
    item = twin.version.paper.item
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            redactions.take_back(
                twin=twin, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, f"Taken off the public site: {twin.title}")
            return redirect("meetings:item", item.pk)
    context = paper_context(
        item, f"Take off the public site: {twin.title}", "Take it off"
    )
    return TemplateResponse(
        request, "meetings/paper_form.html", {**context, "form": form}
    )


def _shown_version(request: UserRequest, paper: Paper) -> PaperVersion:
    """Return the version that the form is about: what its reader saw, or the newest."""
    sent = request.POST.get("version", "")
    if sent.isdigit():
        return get_object_or_404(paper.versions, pk=int(sent))
    newest = paper.versions.order_by("-number").first()
    if newest is None:
        raise Http404
    return newest


def _said(difference: Difference) -> str:
    words = f"The public is given the redacted form. {_pages(difference.taken_out)} no longer the same as in the full paper"
    if difference.drawn_over:
        words += (
            f". {_pages(difference.drawn_over)} only drawn on, with nothing taken out: "
            "check that no word can be copied there"
        )
    return words


def _pages(numbers: tuple[int, ...]) -> str:
    named = ", ".join(str(one) for one in numbers)
    return f"Page {named} is" if len(numbers) == 1 else f"Pages {named} are"
