"""Pages on which an offer is asked about, and what is published of it is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conflicts.actions import gift_publication, gift_questions
from conflicts.enums import PublicationState
from conflicts.facts.publication import decisions_of
from conflicts.forms.guardian import GiftPublicationForm
from conflicts.forms.interests import AnswerForm, QuestionForm
from conflicts.loaders.gifts import get_gift_to
from conflicts.models import GiftOffer
from conflicts.views.gifts_shown import entry_rows
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from django.forms import Form
    from django.http import HttpResponse

    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def ask_about_gift(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_gift_to(request.user, "ask", pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            gift_questions.ask(entry=entry, **form.cleaned_data, by=request.user)
            messages.success(request, "The question is sent.")
            return redirect("conflicts:gift", entry.pk)
    return _question(request, entry, form, "Ask a question", "Send the question")


@login_required
@require_http_methods(["GET", "POST"])
def answer_about_gift(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_gift_to(request.user, "answer", pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            gift_questions.answer(entry=entry, **form.cleaned_data, by=request.user)
            messages.success(request, "The answer is saved.")
            return redirect("conflicts:gift", entry.pk)
    return _question(request, entry, form, "Answer the question", "Save the answer")


@login_required
@require_http_methods(["GET", "POST"])
def decide_gift_publication(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_gift_to(request.user, "decide_publication", pk)
    form = GiftPublicationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with refusals_on(form):
            gift_publication.decide(
                entry=entry,
                state=PublicationState(said["state"]),
                reason=said["reason"],
                review_on=said["review_on"],
                by=request.user,
            )
            messages.success(request, "The decision is recorded.")
            return redirect("conflicts:guardian")

    context = {
        "title": "What is published of this offer?",
        "caption": entry,
        "form": form,
        "rows": entry_rows(entry),
        "decisions": decisions_of(entry).select_related("decided_by__person"),
        "replaced_by": GiftOffer.objects.filter(corrects=entry).first(),
        "back_url": reverse("conflicts:gift", args=[entry.pk]),
        "back_text": "The entry",
    }
    return TemplateResponse(request, "conflicts/guardian_publication.html", context)


def _question(
    request: UserRequest, entry: GiftOffer, form: Form, title: str, button: str
) -> HttpResponse:
    thread = list(entry.reviews.select_related("written_by__person"))
    context = {
        "form": form,
        "title": title,
        "button": button,
        "concern": entry.description,
        "caption": entry,
        "words": entry.reason,
        "last": thread[-1] if thread else None,
        "back_url": reverse("conflicts:gift", args=[entry.pk]),
        "back_text": "The entry",
    }
    return TemplateResponse(request, "conflicts/review_form.html", context)
