"""Pages of a copy that was taken back: for the officer, and for whoever held it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from conflicts.enums import SourceKind
from core.errors import RuleBroken
from core.web.forms import refusals_on
from packs.actions import recalls
from packs.forms import RecallForm
from packs.models import PackCopy, PackRecall, RecallAnswer
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest


@login_required
@require_POST
def take_back(request: UserRequest, pk: int) -> HttpResponse:
    copies = PackCopy.objects.select_related("pack__gathering").defer("manifest")
    copy = get_object_or_404(copies, pk=pk)
    gathering = copy.pack.gathering
    if not door.may(request.user, "read", gathering):
        raise Http404
    verdict = door.may(request.user, "send", copy.pack)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    try:
        recall = recalls.recall(copy=copy, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
        return redirect("packs:gathering", gathering.pk)
    messages.success(
        request, "Taken back. The reader is told by letter and gets another copy."
    )
    return redirect("packs:recall", recall.pk)


@login_required
@require_http_methods(["GET", "POST"])
def recall(request: UserRequest, pk: int) -> HttpResponse:
    found = _recall_or_404(request, pk)
    person = found.copy.person
    is_own = request.user.person_id == person.pk
    form = RecallForm(
        request.POST if request.method == "POST" else None,
        question="What became of it?" if is_own else f"What did {person} answer?",
        is_own=is_own,
        initial={"answer": found.answer},
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            _answer(request, found, form)
            messages.success(request, "Answer recorded.")
            return redirect("packs:recall", pk)
    return TemplateResponse(
        request,
        "packs/recall_page.html",
        {"recall": found, "is_own": is_own, "form": form, **_ways(found, is_own)},
    )


def _ways(found: PackRecall, is_own: bool) -> dict[str, str]:
    gathering = found.copy.pack.gathering
    back = ("meetings:gathering", "Agenda") if is_own else ("packs:gathering", "Pack")
    return {"back_url": reverse(back[0], args=[gathering.pk]), "back_text": back[1]}


def _answer(request: UserRequest, found: PackRecall, form: RecallForm) -> None:
    typed = form.cleaned_data
    recalls.answer(
        recall=found,
        said=RecallAnswer(typed["answer"]),
        source=SourceKind(typed.get("source") or SourceKind.SELF),
        said_on=typed.get("said_on"),
        by=request.user,
    )


def _recall_or_404(request: UserRequest, pk: int) -> PackRecall:
    """Return a recall that the user answers for; to all others there is none."""
    rows = PackRecall.objects.select_related(
        "copy__pack__gathering", "copy__person", "replacement"
    )
    found = get_object_or_404(rows, pk=pk)
    if not door.may(request.user, "answer", found):
        raise Http404
    return found
