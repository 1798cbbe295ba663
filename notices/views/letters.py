"""The letters of those one looks after: what was sent, and what needs a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import RuleBroken
from core.web.dates import long_moment
from core.web.forms import refusals_on
from core.web.tables import Cell, Column, SummaryRow, Table
from notices.actions import letters as actions
from notices.enums import Channel, Status
from notices.forms import DropForm, LetterFilter
from notices.loaders import letter_for, letters_for
from notices.models import Letter
from people import door
from people.requests import UserRequest


if TYPE_CHECKING:
    from notices.models.letter import LetterQuerySet

COLOURS = {
    Status.PLANNED: "grey",
    Status.CLAIMED: "blue",
    Status.SENDING: "blue",
    Status.SENT: "green",
    Status.TO_PRINT: "orange",
    Status.UNCERTAIN: "yellow",
    Status.FAILED: "red",
    Status.TOGETHER: "blue",
    Status.DROPPED: "white",
}
A_PAGE = 50


@login_required
@require_GET
def letter_list(request: UserRequest) -> HttpResponse:
    found = letters_for(request.user)
    form = LetterFilter(request.GET)
    page = Paginator(_narrowed(found, form).neediest_first(), A_PAGE).get_page(
        request.GET.get("page")
    )
    in_trouble = found.with_status([Status.UNCERTAIN, Status.FAILED]).count()
    context = {
        "filter": form,
        "table": _table(page.object_list),
        "page": page,
        "query": request.GET,
        "in_trouble": in_trouble,
    }
    return TemplateResponse(request, "notices/letter_list.html", context)


@login_required
@require_GET
def letter_page(request: UserRequest, pk: int) -> HttpResponse:
    letter = letter_for(request.user, pk)
    return _show(request, letter, DropForm())


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
    return _show(request, letter, form)


@login_required
@require_POST
def resend(request: UserRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.resend, "The letter will be sent again.")


@login_required
@require_POST
def mark_posted(request: UserRequest, pk: int) -> HttpResponse:
    return _do(request, pk, actions.mark_posted, "Marked as posted.")


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


def _show(request: UserRequest, letter: Letter, form: DropForm) -> HttpResponse:
    status = Status(letter.status)
    may_manage = bool(door.may(request.user, "manage", letter))
    context = {
        "letter": letter,
        "rows": _facts(letter),
        "form": form,
        "may_manage": may_manage,
        "may_resend": may_manage and status in (Status.UNCERTAIN, Status.FAILED),
        "may_mark_posted": may_manage and status is Status.TO_PRINT,
        "may_drop": may_manage and status not in (Status.SENT, Status.DROPPED),
    }
    return TemplateResponse(request, "notices/letter_page.html", context)


def _facts(letter: Letter) -> list[SummaryRow]:
    status = Status(letter.status)
    facts = [
        SummaryRow("State", tag=status.label, colour=COLOURS[status]),
        SummaryRow("To", letter.addressed_to or letter.person),
        SummaryRow("By", Channel(letter.channel).label),
        SummaryRow("Due", long_moment(letter.due_at)),
        SummaryRow("Planned by", letter.planned_by),
    ]
    if letter.sent_at:
        facts.append(SummaryRow("Sent", long_moment(letter.sent_at)))
    if letter.reason:
        facts.append(SummaryRow("Why", letter.reason))
    return facts


def _narrowed(letters: LetterQuerySet, form: LetterFilter) -> LetterQuerySet:
    if not form.is_valid():
        return letters
    if form.cleaned_data["status"]:
        letters = letters.with_status([form.cleaned_data["status"]])
    if form.cleaned_data["name"]:
        letters = letters.to_name(form.cleaned_data["name"])
    return letters


def _table(letters: Iterable[Letter]) -> Table:
    rows = [
        [
            Cell(letter.person, url=letter.get_absolute_url()),
            Cell(letter.subject or letter.kind.replace("_", " ").capitalize()),
            Cell(long_moment(letter.sent_at or letter.due_at)),
            Cell(
                tag=Status(letter.status).label, colour=COLOURS[Status(letter.status)]
            ),
        ]
        for letter in letters
    ]
    return Table(
        caption="Letters",
        columns=[
            Column("To"),
            Column("Subject"),
            Column("Sent or due"),
            Column("State"),
        ],
        rows=rows,
        empty="No letters here.",
    )
