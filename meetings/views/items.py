"""The page of one item, and the forms that write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import RuleBroken, StaleEdit
from core.web.dates import long_date
from core.web.forms import refusals_on
from meetings.actions import agenda, items
from meetings.actions.items import ItemFields
from meetings.forms.gatherings import WhyForm
from meetings.forms.items import HeadingForm, ItemForm
from meetings.loaders import (
    get_gathering_to_edit,
    get_item_for,
    get_item_to_edit,
)
from meetings.views.item_page import item_context
from meetings.views.shown import both_versions, people_of, seen_by, with_stamp


if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from meetings.models import Gathering, Item
    from people.requests import UserRequest

PENCE = 100


@login_required
@require_GET
def item_page(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_for(request.user, pk)
    context = item_context(request.user, item)
    return TemplateResponse(request, "meetings/item_page.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def add_item(request: UserRequest, pk: int) -> HttpResponse:
    return _add(request, get_gathering_to_edit(request.user, pk))


@login_required
@require_http_methods(["GET", "POST"])
def add_part(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    return _add(request, item.gathering, parent=item)


@login_required
@require_http_methods(["GET", "POST"])
def add_heading(request: UserRequest, pk: int) -> HttpResponse:
    return _add(request, get_gathering_to_edit(request.user, pk), is_heading=True)


@login_required
@require_http_methods(["GET", "POST"])
def edit_item(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    stamp = agenda.stamp(item.gathering, ItemFields.of(item).in_words())
    form = _form(item.gathering, request.POST or None, item=item, stamp=stamp)
    context = _context(item.gathering, "Change the item", "Save the item")
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                items.edit(
                    item=item,
                    fields=form.item_fields(item, item.part),
                    seen=seen_by(form),
                    by=request.user,
                )
                messages.success(request, "Item saved")
                return redirect("meetings:gathering", item.gathering_id)
        except StaleEdit as stale:
            typed = with_stamp(request.POST, stamp)
            form = _form(item.gathering, typed, item=item, stamp=stamp)
            context["stale"] = both_versions(stale)
    context |= {"item": item, "form": form}
    return TemplateResponse(request, "meetings/item_form.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_item(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    form = WhyForm(request.POST or None, question="Why is it withdrawn?")
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            reason = form.cleaned_data["reason"]
            items.withdraw(item=item, reason=reason, by=request.user)
            messages.success(request, f"Withdrawn: {item.title}")
            return redirect("meetings:gathering", item.gathering_id)
    context = _context(item.gathering, f"Withdraw: {item.title}", "Withdraw the item")
    context |= {"form": form, "item": item}
    return TemplateResponse(request, "meetings/item_form.html", context)


@login_required
@require_POST
def restore_item(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_edit(request.user, pk)
    try:
        items.restore(item=item, by=request.user)
    except RuleBroken as refused:
        raise PermissionDenied(refused.verdict.reason) from None
    messages.success(request, f"Back on the agenda: {item.title}")
    return redirect("meetings:gathering", item.gathering_id)


def _add(
    request: UserRequest,
    gathering: Gathering,
    *,
    parent: Item | None = None,
    is_heading: bool = False,
) -> HttpResponse:
    form = _form(gathering, request.POST or None, parent=parent, is_heading=is_heading)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            item = items.add(
                gathering=gathering,
                fields=form.item_fields(None, parent.part if parent else ""),
                parent=parent,
                is_heading=is_heading,
                by=request.user,
            )
            messages.success(request, f"Added: {item.title}")
            again = "another" in request.POST and not parent
            return redirect(
                "meetings:item_add" if again else "meetings:gathering", gathering.pk
            )
    what = "heading" if is_heading else "part of the item" if parent else "item"
    title = "Add a part" if parent else f"Add {'a' if is_heading else 'an'} {what}"
    context = _context(gathering, title, f"Add the {what}")
    context |= {"form": form, "is_new_item": not parent and not is_heading}
    return TemplateResponse(request, "meetings/item_form.html", context)


def _form(
    gathering: Gathering,
    typed: QueryDict | None,
    *,
    item: Item | None = None,
    parent: Item | None = None,
    is_heading: bool = False,
    stamp: str = "",
) -> ItemForm | HeadingForm:
    shown = _shown(item) | {"seen": stamp} if item is not None else {}
    if is_heading or (item is not None and item.is_heading):
        return HeadingForm(typed, initial=shown)
    committees = {
        one.committee_id: one.committee
        for one in gathering.sittings.select_related("committee")
    }
    if parent is not None:
        shown |= {"private_ground": parent.private_ground}
    return ItemForm(
        typed,
        initial=shown,
        leads=people_of(gathering, item.lead if item is not None else None),
        committees=committees,
        reference=item.reference if item is not None else "",
        is_part=parent is not None or (item is not None and item.parent_id is not None),
    )


def _shown(item: Item) -> dict[str, Any]:
    now = {name: getattr(item, name) for name in ItemFields.__dataclass_fields__}
    pence = item.value_pence
    return now | {
        "lead": item.lead_id,
        "reference_committee": item.reference_committee_id,
        "value": None if pence is None else f"{pence / PENCE:.2f}",
    }


def _context(gathering: Gathering, title: str, button: str) -> dict[str, Any]:
    return {
        "gathering": gathering,
        "title": title,
        "caption": f"{gathering.title}, {long_date(gathering.held_on)}",
        "button": button,
        "back_url": reverse("meetings:gathering", args=[gathering.pk]),
        "back_text": "Agenda",
    }
