"""The page on which an officer says which organisations an item touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from commissioning.models import Organisation
from core.errors import RuleBroken
from core.web.forms import refusals_on
from meetings.actions import subjects
from meetings.enums import SubjectRole
from meetings.forms.items import SubjectForm
from meetings.loaders import get_item_to_edit


if TYPE_CHECKING:
    from django.http import HttpResponse

    from people.requests import UserRequest

MOST_FOUND = 20


@login_required
@require_http_methods(["GET", "POST"])
def item_subjects(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    chosen = _chosen(request)
    form = _form(request, chosen)
    if request.method == "POST" and chosen is not None and form and form.is_valid():
        with refusals_on(form):
            subject = subjects.add(
                item=item,
                organisation=chosen,
                role=SubjectRole(form.cleaned_data["role"]),
                is_class=form.cleaned_data.get("is_class", False),
                by=request.user,
            )
            messages.success(request, f"Named: {subject}")
            return redirect("meetings:subjects", item.pk)
    words = request.GET.get("q", "").strip()
    found = list(Organisation.objects.found_by(words)[: MOST_FOUND + 1])
    context = {
        "item": item,
        "subjects": item.subjects.select_related("organisation"),
        "form": form,
        "chosen": chosen,
        "words": words,
        "found": found[:MOST_FOUND],
        "has_more": len(found) > MOST_FOUND,
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "meetings/item_subjects.html", context)


@login_required
@require_POST
def say_nobody(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    is_so = "take_back" not in request.POST
    try:
        subjects.say_nobody(item=item, is_so=is_so, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        said = "It is on record that the item touches nobody" if is_so else "Taken back"
        messages.success(request, said)
    return redirect("meetings:subjects", item.pk)


@login_required
@require_POST
def remove_subject(request: UserRequest, pk: int, subject_pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    subject = get_object_or_404(
        item.subjects.select_related("organisation", "item__gathering"), pk=subject_pk
    )
    try:
        subjects.remove(subject=subject, by=request.user)
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from None
    messages.success(request, f"Taken off: {subject}")
    return redirect("meetings:subjects", item.pk)


def _chosen(request: UserRequest) -> Organisation | None:
    sent = request.POST if request.method == "POST" else request.GET
    key = sent.get("organisation", "")
    return Organisation.objects.filter(pk=key).first() if key.isdecimal() else None


def _form(request: UserRequest, chosen: Organisation | None) -> SubjectForm | None:
    if chosen is None:
        return None
    has_members = chosen.kind in subjects.COMMISSIONERS
    initial: dict[str, Any] = {"organisation": chosen.pk}
    return SubjectForm(request.POST or None, initial=initial, has_members=has_members)
