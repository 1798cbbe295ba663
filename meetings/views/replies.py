"""Pages on which an invitation is answered: by oneself, or by the officer for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conflicts.enums import SourceKind
from core.web.forms import refusals_on
from meetings.actions import replies
from meetings.enums import ReplyAnswer
from meetings.facts.invitations import SittingAsked, asked_of
from meetings.forms.ways_out import ReplyForm
from meetings.loaders import get_gathering_for
from people import door
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    person = request.user.person
    asked = asked_of(gathering, person.pk) if person is not None else []
    if person is None or not asked:
        raise PermissionDenied(
            "Only those who hold a seat answer an invitation. If you cannot come, tell "
            "the governance officer."
        )
    back = (reverse("meetings:gathering", args=[pk]), "Agenda")
    return _page(request, gathering, person, asked, back)


@login_required
@require_http_methods(["GET", "POST"])
def reply_for(request: UserRequest, pk: int, person_pk: int) -> HttpResponse:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    person = get_object_or_404(Person, pk=person_pk)
    everywhere = asked_of(gathering, person.pk)
    if not everywhere:
        raise Http404
    asked = [one for one in everywhere if door.may(request.user, "record", one.sitting)]
    if not asked:
        raise PermissionDenied(
            "Only a governance officer of that committee records this answer."
        )
    back = (reverse("meetings:attendance", args=[pk]), "Who is coming")
    return _page(request, gathering, person, asked, back)


def _page(
    request: UserRequest,
    gathering: Gathering,
    person: Person,
    asked: Sequence[SittingAsked],
    back: tuple[str, str],
) -> HttpResponse:
    form = _form(request, gathering, person, asked)
    if request.method == "POST" and _answer(request, form, person, asked):
        return redirect(back[0])
    context = {
        "gathering": gathering,
        "person": person,
        "is_own": request.user.person_id == person.pk,
        "form": form,
        "asked": asked,
        "back_url": back[0],
        "back_text": back[1],
    }
    return TemplateResponse(request, "meetings/reply_form.html", context)


def _form(
    request: UserRequest,
    gathering: Gathering,
    person: Person,
    asked: Sequence[SittingAsked],
) -> ReplyForm:
    is_own = request.user.person_id == person.pk
    initial: dict[str, Any] = {"sittings": [one.sitting.pk for one in asked]}
    if asked[0].reply is not None:
        initial["answer"] = asked[0].reply.answer
    deputies = {deputy.pk: str(deputy) for one in asked for deputy in one.deputies}
    return ReplyForm(
        request.POST if request.method == "POST" else None,
        question="Will you come?" if is_own else f"What did {person} answer?",
        sittings=[(one.sitting.pk, one.sitting.committee.name) for one in asked],
        deputies=list(deputies.items()),
        is_own=is_own,
        initial=initial,
    )


def _answer(
    request: UserRequest,
    form: ReplyForm,
    person: Person,
    asked: Sequence[SittingAsked],
) -> bool:
    if not form.is_valid():
        return False
    typed = form.cleaned_data
    wanted = typed.get("sittings") or [one.sitting.pk for one in asked]
    said = ReplyAnswer(typed["answer"])
    deputy = typed["deputy"] if said is ReplyAnswer.DEPUTY else None
    is_done = False
    with refusals_on(form), transaction.atomic():
        for one in asked:
            if one.sitting.pk in wanted:
                replies.answer(
                    sitting=one.sitting,
                    person=person,
                    said=said,
                    deputy=Person.objects.get(pk=deputy) if deputy else None,
                    source=SourceKind(typed.get("source") or SourceKind.SELF),
                    replied_on=typed.get("replied_on"),
                    by=request.user,
                )
        is_done = True
    if is_done:
        messages.success(request, "Answer recorded. It can be changed until the day.")
    return is_done
