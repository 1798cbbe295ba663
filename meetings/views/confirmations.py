"""The page on which a member goes through the agenda, item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.web.forms import refusals_on
from meetings.actions.confirmations import asked_of, confirm
from meetings.facts.agenda import numbers_of
from meetings.facts.confirmations import ASKED_STATES
from meetings.facts.invitees import persons_for
from meetings.forms.confirmations import ConfirmationForm
from meetings.loaders import get_gathering_for, get_gathering_to_confirm
from meetings.models import ConflictRow
from meetings.views.shown import with_stamp
from people import door


if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpResponse

    from meetings.facts.confirmations import AskedRow, Confirmed
    from meetings.models import Gathering
    from people.models import Person
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def my_agenda(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_confirm(request.user, pk)
    if request.user.person is None:
        raise Http404
    # Whoever only presents or reviewed something does not see the agenda.
    if door.may(request.user, "read", gathering):
        back, text = reverse("meetings:gathering", args=[pk]), "Agenda"
    else:
        back, text = reverse("desk:home"), "Home"
    return _confirm(request, gathering, request.user.person, back, text)


@login_required
@require_http_methods(["GET", "POST"])
def agenda_for_another(request: UserRequest, pk: int, person_pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    person = persons_for(gathering).filter(pk=person_pk).first()
    if person is None:
        raise Http404
    back = reverse("meetings:brief", args=[pk])
    return _confirm(request, gathering, person, back, "The chair’s brief")


def _confirm(
    request: UserRequest, gathering: Gathering, person: Person, back: str, text: str
) -> HttpResponse:
    is_own = person.pk == request.user.person_id
    state = asked_of(person.pk, gathering)
    form = _form(request, gathering, state, for_another=not is_own)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            said = {"said": form.said(), "seen": form.seen_stamps(), **form.source()}
            confirm(gathering=gathering, person=person, by=request.user, **said)
            messages.success(request, "Recorded.")
            return redirect(back)
    if form.has_error(NON_FIELD_ERRORS, "changed_meanwhile"):
        # Told to look again, they answer what the page shows now.
        form.data = with_stamp(request.POST, _stamps(state))
    context = {
        "gathering": gathering,
        "person": person,
        "is_own": is_own,
        "state": state,
        "is_asked": gathering.state in ASKED_STATES or not is_own,
        "form": form,
        "back_url": back,
        "back_text": text,
    }
    return TemplateResponse(request, "meetings/confirmation_form.html", context)


def _form(
    request: UserRequest, gathering: Gathering, state: Confirmed, *, for_another: bool
) -> ConfirmationForm:
    return ConfirmationForm(
        request.POST if request.method == "POST" else None,
        items=_questions(gathering, state.asked),
        for_another=for_another,
        initial={"seen": _stamps(state)},
    )


def _stamps(state: Confirmed) -> str:
    return ",".join(row.stamp for row in state.asked)


def _questions(
    gathering: Gathering, asked: Iterable[AskedRow]
) -> list[tuple[int, str, str]]:
    """Return for each item found its key, its name and what was found, in order."""
    rows = (
        ConflictRow.objects.filter(pk__in=[row.row_id for row in asked])
        .select_related("item", "sitting__committee")
        .prefetch_related("grounds")
        .order_by("item__part", "item__position", "sitting__position")
    )
    numbers = numbers_of(gathering.items.in_order())
    traces: dict[int, dict[str, None]] = {}
    bodies: dict[int, list[str]] = {}
    titles: dict[int, str] = {}
    for row in rows:
        titles[row.item_id] = f"{numbers.get(row.item_id, '')} {row.item.title}".strip()
        found = traces.setdefault(row.item_id, {})
        found.update(dict.fromkeys(ground.trace for ground in row.grounds.all()))
        bodies.setdefault(row.item_id, []).append(row.sitting.committee.short_name)
    return [
        (key, title, f"{' '.join(traces[key])} For: {', '.join(bodies[key])}.")
        for key, title in titles.items()
    ]
