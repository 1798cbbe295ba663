"""Pages on which what is done about an interest is asked, answered and agreed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conflicts.actions import reviews
from conflicts.forms.interests import AgreeForm, AnswerForm, QuestionForm
from conflicts.loaders.returns import get_interest_to_answer, get_interest_to_review
from conflicts.rules.naming import name_hint
from conflicts.views.placing import place
from conflicts.views.shown import names_in
from core.errors import StaleEdit
from core.web.forms import refusals_on


if TYPE_CHECKING:
    from typing import Any

    from django.forms import Form
    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.models import Interest


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_review(request.user, pk)
    form = QuestionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reviews.ask(interest=interest, **form.cleaned_data, by=request.user)
            messages.success(request, "The question is sent.")
            return redirect("conflicts:interest", interest.pk)
    return _page(request, interest, form, "Ask a question", "Send the question")


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_answer(request.user, pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reviews.answer(interest=interest, **form.cleaned_data, by=request.user)
            messages.success(request, "The answer is saved.")
            return redirect("conflicts:interest", interest.pk)
    return _page(request, interest, form, "Answer the question", "Save the answer")


@login_required
@require_http_methods(["GET", "POST"])
def agree(request: UserRequest, pk: int) -> HttpResponse:
    interest = get_interest_to_review(request.user, pk)
    initial = {"mitigation": interest.mitigation, "seen_version": interest.version}
    form = AgreeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            try:
                interest = reviews.agree(
                    interest=interest, **form.cleaned_data, by=request.user
                )
            except StaleEdit as edit:
                _say_stale(form, edit, interest)
            else:
                hint = name_hint(names_in(interest))
                messages.success(request, f"What is done about it is agreed.{hint}")
                return redirect("conflicts:interest", interest.pk)
    return _page(request, interest, form, "Agree what is done", "Save")


def _say_stale(form: AgreeForm, edit: StaleEdit, interest: Interest) -> None:
    """Say what stands there now, keep what was typed; saving again replaces it."""
    now_reads = edit.current["mitigation"] or "nothing"
    form.add_error(
        None,
        "Somebody changed this interest after you opened the page. Action taken now "
        f"reads: “{now_reads}”. Save again to replace it with yours.",
    )
    typed: Any = form.data.copy()  # type: ignore[attr-defined] # a QueryDict
    # The loader read the row in this request, as it stands now.
    typed["seen_version"] = str(interest.version)
    form.data = typed


def _page(
    request: UserRequest, interest: Interest, form: Form, title: str, button: str
) -> HttpResponse:
    place(request, interest)
    thread = list(interest.reviews.select_related("written_by__person"))
    context = {
        "form": form,
        "concern": interest.concern,
        "caption": interest,
        "words": interest.description,
        "title": title,
        "button": button,
        "last": thread[-1] if thread else None,
        "back_url": reverse("conflicts:interest", args=[interest.pk]),
        "back_text": interest.concern,
    }
    return TemplateResponse(request, "conflicts/review_form.html", context)
