"""The letters of those one looks after: what was sent, and what needs a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import RuleBroken
from core.web.forms import refusals_on
from notices.actions import letters as actions
from notices.enums import KnownHow, Status
from notices.forms import NEEDS_SOMEBODY, DropForm, KnownForm, LetterFilter
from notices.loaders import letter_for, letters_for
from notices.models import Letter, ReturnedMail
from notices.models.letter import IN_NEED
from notices.rules.delivery import TRANSITIONS
from notices.views.shown import letter_facts, letters_table
from people import door
from people.requests import UserRequest


if TYPE_CHECKING:
    from notices.models.letter import LetterQuerySet

A_PAGE = 50
AGAIN = (Status.UNCERTAIN, Status.FAILED, Status.BOUNCED)


@login_required
@require_GET
def letter_list(request: UserRequest) -> HttpResponse:
    found = letters_for(request.user)
    form = LetterFilter(request.GET)
    page = Paginator(narrowed(found, form).neediest_first(), A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "filter": form,
        "table": letters_table(page.object_list),
        "page": page,
        "query": request.GET,
        "may_see_returned": bool(door.may(request.user, "list", ReturnedMail)),
        "to_print": found.with_status([Status.TO_PRINT]).count(),
        "in_need": found.with_status(IN_NEED).count(),
    }
    return TemplateResponse(request, "notices/letter_list.html", context)


@login_required
@require_GET
def letter_page(request: UserRequest, pk: int) -> HttpResponse:
    letter = letter_for(request.user, pk)
    return _show(request, letter)


@login_required
@require_http_methods(["POST"])
def drop(request: UserRequest, pk: int) -> HttpResponse:
    user = request.user
    letter = letter_for(user, pk)
    form = DropForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.drop(letter=letter, reason=form.cleaned_data["reason"], by=user)
            messages.success(request, "The letter will not be sent.")
            return redirect(letter)
    return _show(request, letter, form=form)


@login_required
@require_POST
def mark_known(request: UserRequest, pk: int) -> HttpResponse:
    user = request.user
    letter = letter_for(user, pk)
    form = KnownForm(request.POST)
    if form.is_valid():
        with refusals_on(form):
            actions.mark_known(
                letter=letter,
                how=KnownHow(form.cleaned_data["how"]),
                note=form.cleaned_data["note"],
                by=user,
            )
            messages.success(request, "Recorded that they have the letter.")
            return redirect(letter)
    return _show(request, letter, known_form=form)


@login_required
@require_POST
def resend(request: UserRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.resend, "The letter will be sent again.")


@login_required
@require_POST
def send_by_post(request: UserRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.send_by_post, "The letter will go by post.")


@login_required
@require_POST
def check_mail(request: UserRequest) -> HttpResponse:
    try:
        actions.check_mail(by=request.user)
    except RuleBroken as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        messages.success(request, "A letter to you will leave within a minute.")
    return redirect("notices:letters")


def _do(
    request: UserRequest, pk: int, act: Callable[..., Letter], done: str
) -> HttpResponse:
    user = request.user
    letter = letter_for(user, pk)
    try:
        act(letter=letter, by=user)
    except RuleBroken as refusal:
        messages.error(request, refusal.verdict.reason)
    else:
        messages.success(request, done)
    return redirect(letter)


def _show(
    request: UserRequest,
    letter: Letter,
    *,
    form: DropForm | None = None,
    known_form: KnownForm | None = None,
) -> HttpResponse:
    status = Status(letter.status)
    may_manage = bool(door.may(request.user, "manage", letter))
    context = {
        "letter": letter,
        "rows": letter_facts(letter),
        "form": form or DropForm(),
        "known_form": known_form or KnownForm(),
        "may_manage": may_manage,
        "may_resend": may_manage and status in AGAIN,
        "may_say_known": may_manage and status is Status.UNCERTAIN,
        "may_send_by_post": may_manage and status in AGAIN,
        "print_url": reverse("notices:print_queue"),
        "waits_for_print": may_manage and status is Status.TO_PRINT,
        "may_drop": may_manage and Status.DROPPED in TRANSITIONS[status],
    }
    return TemplateResponse(request, "notices/letter_page.html", context)


def narrowed(letters: LetterQuerySet, form: LetterFilter) -> LetterQuerySet:
    """Return the letters that the filter asks for; all when it asks for nonsense."""
    if not form.is_valid():
        return letters
    if form.cleaned_data["status"] == NEEDS_SOMEBODY:
        letters = letters.with_status(IN_NEED)
    elif form.cleaned_data["status"]:
        letters = letters.with_status([form.cleaned_data["status"]])
    if form.cleaned_data["name"]:
        letters = letters.to_name(form.cleaned_data["name"])
    if form.cleaned_data["kind"]:
        letters = letters.filter(kind=form.cleaned_data["kind"])
    return letters
