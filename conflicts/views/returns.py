"""Pages on which lists are confirmed, and signed returns sent in and recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_POST,
)

from conflicts.actions import attestations, returns
from conflicts.facts.declaring import limits_of
from conflicts.facts.persons import remaining
from conflicts.facts.returns import (
    people_of_practice,
    practices_of,
    practices_overseen_by,
)
from conflicts.forms.returns import ConfirmForm, ConfirmForOtherForm, ReturnFileForm
from conflicts.loaders.returns import (
    get_person_to_confirm_for,
    get_practice_for,
    get_return_file_for,
    get_return_file_to_settle,
    return_files_for,
)
from conflicts.models import Attestation, Interest
from conflicts.rules.statements import statement_of
from conflicts.views.received import checked, one_page
from core import clock
from core.errors import RuleBroken
from core.web.forms import refusals_on
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

    from committees.views.requests import UserRequest
    from conflicts.models import ReturnFile
    from people.models import Person

MOST_PRACTICES = 400


@login_required
@require_http_methods(["GET", "POST"])
def confirm(request: UserRequest) -> HttpResponse:
    verdict = door.may(request.user, "declare", Interest)
    if not verdict or request.user.person is None:
        raise PermissionDenied(verdict.reason)
    form = ConfirmForm(_posted(request), held=_held(request.user.person))
    return _confirm(request, request.user.person, form, "conflicts:my_interests")


@login_required
@require_http_methods(["GET", "POST"])
def confirm_for(request: UserRequest, person_pk: int) -> HttpResponse:
    person = get_person_to_confirm_for(request.user, person_pk)
    file = _file_named(request)
    form = ConfirmForOtherForm(_posted(request), held=_held(person), return_file=file)
    if file is not None:
        return _confirm(request, person, form, "conflicts:return_file", file.pk)
    return _confirm(request, person, form, "conflicts:person_interests", person.pk)


@login_required
@require_GET
def return_list(request: UserRequest) -> HttpResponse:
    person_id, day = request.user.person_id or 0, clock.today()
    files = list(return_files_for(request.user))
    overseen = practices_overseen_by(person_id, day)
    context = {
        "waiting": [each for each in files if each.settled_at is None],
        "settled": [each for each in files if each.settled_at is not None],
        "practices": (practices_of(person_id, day) | overseen)[:MOST_PRACTICES],
        "is_officer": overseen.exists(),
        "back_url": reverse("conflicts:my_interests"),
        "back_text": "My interests",
    }
    return TemplateResponse(request, "conflicts/return_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def return_upload(request: UserRequest, practice_pk: int) -> HttpResponse:
    practice = get_practice_for(request.user, practice_pk)
    people = people_of_practice(practice.pk, clock.today())
    form = ReturnFileForm(request.POST or None, request.FILES or None, people=people)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form), checked(form.cleaned_data["file"]) as pdf:
            row = returns.receive(
                practice=practice,
                pdf=pdf,
                name=form.cleaned_data["file"].name,
                signed_on=form.cleaned_data["signed_on"],
                people=form.signed(),
                by=request.user,
            )
            messages.success(request, "The returns are sent to the governance officer.")
            return redirect("conflicts:return_file", row.pk)
    context = {
        "practice": practice,
        "form": form,
        "people": form.people,
        "back_url": reverse("conflicts:return_list"),
        "back_text": "Signed returns",
    }
    return TemplateResponse(request, "conflicts/return_upload.html", context)


@login_required
@require_GET
def return_file(request: UserRequest, pk: int) -> HttpResponse:
    row = get_return_file_for(request.user, pk)
    rows = _people_in(row)
    context = {
        "file": row,
        "rows": rows,
        "pages": range(1, row.pages + 1),
        "is_done": all(each["recorded"] for each in rows),
        "may_settle": bool(door.may(request.user, "settle", row)),
        "back_url": reverse("conflicts:return_list"),
        "back_text": "Signed returns",
    }
    return TemplateResponse(request, "conflicts/return_file.html", context)


@login_required
@require_GET
def return_page(request: UserRequest, pk: int, number: int) -> HttpResponseBase:
    """Send one page of a file of returns, once the door has said yes."""
    return one_page(get_return_file_for(request.user, pk), number)


@login_required
@require_POST
def return_settle(request: UserRequest, pk: int) -> HttpResponse:
    row = get_return_file_to_settle(request.user, pk)
    try:
        returns.settle(return_file=row, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
        return redirect("conflicts:return_file", row.pk)
    messages.success(request, "The file is settled.")
    return redirect("conflicts:return_list")


def _confirm(
    request: UserRequest, person: Person, form: ConfirmForm, back: str, *args: int
) -> HttpResponse:
    day = clock.today()
    limit = limits_of(person.pk).days_on(day)
    statement = statement_of(is_nil=not form.held, limit_days=limit)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            made = attestations.attest(
                person=person,
                answers=form.answers(),
                statement=statement,
                source=form.source(),
                by=request.user,
            )
            messages.success(request, _made(made))
            return redirect(back, *args)
    context = {
        "person": person,
        "form": form,
        "is_nil": not form.held,
        "is_own": person.pk == request.user.person_id,
        "statement": statement,
        "back_url": reverse(back, args=args),
        "back_text": "Back",
    }
    return TemplateResponse(request, "conflicts/return_confirm.html", context)


def _posted(request: UserRequest) -> QueryDict | None:
    """Return what was sent; a nil return has no field, and sent empty is an answer."""
    return request.POST if request.method == "POST" else None


def _made(made: Attestation) -> str:
    if made.is_nil:
        return "The nil return is recorded."
    return "The confirmation is recorded."


def _held(person: Person) -> list[Interest]:
    rows = Interest.objects.of_persons([person.pk]).held_beyond(clock.today())
    return list(rows.select_related("organisation"))


def _file_named(request: UserRequest) -> ReturnFile | None:
    """Return the file the return stands in, if the address names one of theirs."""
    key = request.GET.get("file", "")
    if not (key.isascii() and key.isdigit()):
        return None
    return get_return_file_to_settle(request.user, int(key[:18]))


def _people_in(row: ReturnFile) -> list[dict[str, Any]]:
    """Return who is in a file, from which page, and where to record it."""
    recorded = set(
        Attestation.objects.filter(return_file=row).values_list(remaining(), flat=True)
    )
    found = []
    for each in row.people.select_related("person__merged_into"):
        person = each.person.merged_into or each.person
        said = {
            "source": "paper",
            "source_on": row.signed_on.isoformat(),
            "source_reference": f"Signed returns {row.pk}, page {each.first_page}",
        }
        record = reverse("conflicts:record_step", args=[person.pk, "source"])
        confirm = reverse("conflicts:confirm_for", args=[person.pk])
        found.append(
            {
                "person": person,
                "page": each.first_page,
                "is_nil": each.is_nil,
                "recorded": person.pk in recorded,
                "record_url": f"{record}?{urlencode(said)}",
                "confirm_url": f"{confirm}?file={row.pk}",
            }
        )
    return found
