"""Pages on which offers of gifts and hospitality are entered, read and corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from conflicts.actions import gifts
from conflicts.enums import OfferKind, ReviewAct, SourceKind
from conflicts.facts.gifts import (
    advice_by_now,
    advice_on,
    advised_otherwise_since,
    gift_questions_waiting,
)
from conflicts.forms.gifts import (
    CHECK,
    OFFER,
    SAVE,
    CorrectGiftForm,
    GiftForm,
    RecordGiftForm,
    facts_so_far,
    initial_of,
    may_be_listed,
)
from conflicts.loaders.gifts import (
    bodies_of,
    get_gift_for,
    get_gift_to,
    get_person_for_gift,
)
from conflicts.loaders.interests import organisations_with_registers_for
from conflicts.models import GiftOffer
from conflicts.views.finding import found
from conflicts.views.gifts_shown import entry_rows, names_in, own_gifts, saved_sentence
from core.web.forms import refusals_on
from people import door


if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from committees.views.requests import UserRequest
    from conflicts.rules.gifts import Advice


@login_required
@require_GET
def my_gifts(request: UserRequest) -> HttpResponse:
    mine = GiftOffer.objects.filter(person=request.user.person_id or 0).standing()
    context = {
        "questions": gift_questions_waiting([request.user.person_id or 0]),
        "table": own_gifts(mine.select_related("organisation", "rule_set")),
        "verdict": door.may(request.user, "declare", GiftOffer),
        "keeps_registers": organisations_with_registers_for(request.user).exists(),
    }
    return TemplateResponse(request, "conflicts/gift_list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def declare_gift(request: UserRequest) -> HttpResponse:
    verdict = door.may(request.user, "declare", GiftOffer)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    stage = _stage(request)
    bodies = bodies_of(request.user)
    form = GiftForm(request.POST or None, bodies=bodies, stage=stage)
    if stage == SAVE and form.is_valid():
        with refusals_on(form):
            entry = gifts.declare(
                offer=form.offer(),
                organisation=form.cleaned_data["organisation"],
                by=request.user,
            )
            messages.success(request, saved_sentence(entry))
            return redirect("conflicts:my_gifts")

    context = {
        "title": "Declare a gift or hospitality",
        "has_bodies": bodies.exists(),
        "advice_url": reverse("conflicts:gift_advice"),
        "back_url": reverse("conflicts:my_gifts"),
        "back_text": "My gifts and hospitality",
    }
    return _offer_page(request, form, request.user.person_id or 0, context)


@login_required
@require_GET
def gift_advice(request: UserRequest) -> HttpResponse:
    verdict = door.may(request.user, "declare", GiftOffer)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    form = GiftForm(request.GET, bodies=bodies_of(request.user), stage=CHECK)
    return _advice_alone(request, form, request.user.person_id or 0)


@login_required
@require_GET
def givers_found(request: UserRequest) -> HttpResponse:
    """Answer a giver's name typed so far with the organisations it may mean."""
    asked = (
        request.GET.get(name, "")
        for name in ("giver_name", "giver_kind", "giver_organisation")
    )
    context = {"givers": _givers(*asked)}
    return TemplateResponse(request, "conflicts/_givers_found.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def record_gift(request: UserRequest, person_pk: int) -> HttpResponse:
    person, bodies = get_person_for_gift(request.user, person_pk)
    stage = _stage(request)
    form = RecordGiftForm(request.POST or None, bodies=bodies, stage=stage)
    if stage == SAVE and form.is_valid():
        with refusals_on(form):
            entry = gifts.record_for(
                person=person,
                offer=form.offer(),
                organisation=form.cleaned_data["organisation"],
                source=SourceKind(form.cleaned_data["source"]),
                source_on=form.cleaned_data["source_on"],
                by=request.user,
            )
            messages.success(request, saved_sentence(entry))
            return redirect("conflicts:gift", entry.pk)

    context = {
        "title": f"Record an offer made to {person}",
        "has_bodies": True,
        "advice_url": reverse("conflicts:record_gift_advice", args=[person.pk]),
        "back_url": reverse("conflicts:person_interests", args=[person.pk]),
        "back_text": str(person),
    }
    return _offer_page(request, form, person.pk, context)


@login_required
@require_GET
def record_gift_advice(request: UserRequest, person_pk: int) -> HttpResponse:
    person, bodies = get_person_for_gift(request.user, person_pk)
    form = RecordGiftForm(request.GET, bodies=bodies, stage=CHECK)
    return _advice_alone(request, form, person.pk)


@login_required
@require_GET
def gift_page(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_gift_for(request.user, pk)
    is_own = entry.person_id == request.user.person_id
    correction = GiftOffer.objects.filter(corrects=entry).first()
    may_review = entry.reviewed_at is None and correction is None
    thread = list(entry.reviews.select_related("written_by__person"))
    context = {
        "entry": entry,
        "rows": entry_rows(entry),
        **(_asked(entry) if correction is None and not entry.purged_at else {}),
        "correction": correction,
        "may_correct": correction is None
        and bool(door.may(request.user, "correct", entry)),
        "thread": thread,
        "waits_for_answer": bool(thread) and thread[-1].act == ReviewAct.QUESTION,
        "may_answer": bool(door.may(request.user, "answer", entry)),
        "may_ask": bool(door.may(request.user, "ask", entry)),
        "may_decide": correction is None
        and bool(door.may(request.user, "decide_publication", entry)),
        "may_review": may_review and bool(door.may(request.user, "review", entry)),
        "back_url": reverse("conflicts:my_gifts")
        if is_own
        else reverse("conflicts:gift_register", args=[entry.organisation_id]),
        "back_text": "My gifts and hospitality" if is_own else "Register",
    }
    return TemplateResponse(request, "conflicts/gift_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def correct_gift(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_gift_to(request.user, "correct", pk)
    form = CorrectGiftForm(
        request.POST or None,
        bodies=type(entry.organisation).objects.filter(pk=entry.organisation_id),
        stage=SAVE,
        initial=initial_of(entry),
    )
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            row = gifts.correct(
                entry=entry,
                offer=form.offer(),
                reason=form.cleaned_data["correction_reason"],
                by=request.user,
            )
            messages.success(request, "The correction is saved as a new entry.")
            return redirect("conflicts:gift", row.pk)

    context = {
        "form": form,
        **_givers_of(form),
        "entry": entry,
        "back_url": reverse("conflicts:gift", args=[entry.pk]),
        "back_text": "The entry",
    }
    return TemplateResponse(request, "conflicts/gift_correct.html", context)


@login_required
@require_POST
def review_gift(request: UserRequest, pk: int) -> HttpResponse:
    entry = get_gift_to(request.user, "review", pk)
    gifts.review(entry=entry, by=request.user)
    messages.success(request, "The entry is marked as reviewed.")
    return redirect("conflicts:gift", entry.pk)


def _asked(entry: GiftOffer) -> dict[str, Any]:
    """Return what may be a name, and what gifts of one giver come to by now."""
    named = {"named": names_in(entry)}
    if entry.kind != OfferKind.GIFT:
        return named
    return {
        **named,
        "advice_by_now": advice_by_now(entry),
        "overtaken": advised_otherwise_since(entry),
    }


def _stage(request: UserRequest) -> str:
    """Say how far somebody has come: nothing sent, checking, or saving."""
    if request.method != "POST":
        return OFFER
    return SAVE if "save" in request.POST else CHECK


def _offer_page(
    request: UserRequest, form: GiftForm, person_id: int, context: dict[str, Any]
) -> HttpResponse:
    """Show the questions so far with the advice, once it can be given."""
    advice = _advice(form, person_id) if form.is_bound else None
    if advice is not None:
        form.divide(advice)
    context |= {
        "form": form,
        "advice": advice,
        "is_asking_more": advice is not None,
        **_givers_of(form),
    }
    return TemplateResponse(request, "conflicts/gift_form.html", context)


def _givers(name: str, kind: str, chosen: str) -> dict[str, Any]:
    """Return what the directory offers for a giver's name, and what is chosen of it."""
    offered = found(name[:100] if may_be_listed(kind) else "")
    picked = (each for each in offered["found"] if str(each.pk) == chosen)
    return {**offered, "chosen": next(picked, None)}


def _givers_of(form: GiftForm) -> dict[str, Any]:
    """Return what the directory offers for what a form says, and whether it was asked."""
    values = (
        form[name].value()
        for name in ("giver_name", "giver_kind", "giver_organisation")
    )
    given = _givers(*(str(value or "") for value in values))
    is_new = form.is_bound and "giver_organisation" not in form.data
    return {
        "givers": given,
        "is_offer_open": form.has_first_errors or (is_new and bool(given["found"])),
    }


def _advice_alone(request: UserRequest, form: GiftForm, person_id: int) -> HttpResponse:
    context = {"advice": _advice(form, person_id)}
    return TemplateResponse(request, "conflicts/_gift_advice.html", context)


def _advice(form: GiftForm, person_id: int) -> Advice | None:
    facts = facts_so_far(form)
    if facts is None:
        return None
    typed = form.cleaned_data
    _rules, advice = advice_on(
        facts,
        person_id=person_id,
        organisation=typed.get("organisation"),
        giver_name=typed.get("giver_name", ""),
        giver_organisation_id=getattr(typed.get("giver_organisation"), "pk", None),
    )
    return advice
