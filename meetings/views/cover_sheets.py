"""The cover sheet of an item: written on its page, or in Word and read back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import StaleEdit
from core.web.forms import refusals_on
from meetings import uploads
from meetings.actions import agenda, cover_sheets
from meetings.actions.cover_sheets import SheetFields
from meetings.forms.items import CoverSheetForm, WordSheetForm
from meetings.loaders import get_item_to_submit
from meetings.models import CoverSheet
from meetings.views.shown import both_versions, people_of, seen_by, with_stamp
from meetings.word_sheets import read_sheet, write_sheet


if TYPE_CHECKING:
    from meetings.models import Item
    from people.models import Person
    from people.requests import UserRequest

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_http_methods(["GET", "POST"])
def cover_sheet(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_submit(request.user, pk)
    page = _Page.of(request, item)
    form = CoverSheetForm(
        request.POST or None, authors=page.authors, initial=page.shown
    )
    context = page.context
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                cover_sheets.write(
                    item=item,
                    fields=_sheet(form),
                    seen=seen_by(form),
                    by=request.user,
                )
                messages.success(request, "Cover sheet saved")
                return redirect("meetings:item", item.pk)
        except StaleEdit as stale:
            typed = with_stamp(request.POST, page.shown["seen"])
            form = CoverSheetForm(typed, authors=page.authors)
            context["stale"] = both_versions(stale)
    return TemplateResponse(
        request, "meetings/cover_form.html", {**context, "form": form}
    )


@login_required
@require_GET
def download_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """Send the cover sheet as a Word form with what it says by now."""
    item = get_item_to_submit(request.user, pk)
    name = f"cover-sheet-{slugify(item.title)[:60] or item.pk}.docx"
    response = HttpResponse(write_sheet(item), content_type=DOCX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def upload_sheet(request: UserRequest, pk: int) -> HttpResponse:
    """Read a filled Word form, and show what it says on the page; nothing is saved."""
    item = get_item_to_submit(request.user, pk)
    page = _Page.of(request, item)
    word_form = WordSheetForm(request.POST, request.FILES)
    shown, read = page.shown, None
    if word_form.is_valid():
        with (
            refusals_on(word_form),
            uploads.checked_office(word_form.cleaned_data["file"]) as office,
        ):
            read = read_sheet(item, office)
            shown = {**shown, **read.said, "seen": read.seen}
    context = {
        **page.context,
        "form": CoverSheetForm(authors=page.authors, initial=shown),
        "word_form": word_form,
        "read": read,
    }
    return TemplateResponse(request, "meetings/cover_form.html", context)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page of a cover sheet starts with: its values, who may be its author."""

    shown: dict[str, Any]
    authors: dict[int, Person]
    context: dict[str, Any]

    @classmethod
    def of(cls, request: UserRequest, item: Item) -> _Page:
        sheet = CoverSheet.objects.filter(item=item).select_related("author").first()
        now = SheetFields.of(sheet)
        shown = {name: getattr(now, name) for name in SheetFields.__dataclass_fields__}
        shown |= {
            "author": now.author.pk if now.author else None,
            "seen": agenda.stamp(item.gathering, now.in_words()),
        }
        context = {
            "item": item,
            "gathering": item.gathering,
            "title": "Cover sheet",
            "caption": str(item),
            "button": "Save the cover sheet",
            "word_form": WordSheetForm(),
            "back_url": reverse("meetings:item", args=[item.pk]),
            "back_text": "Item",
        }
        authors = people_of(item.gathering, now.author, request.user.person)
        return cls(shown, authors, context)


def _sheet(form: CoverSheetForm) -> SheetFields:
    typed = {
        name: form.cleaned_data[name]
        for name in SheetFields.__dataclass_fields__
        if name != "author"
    }
    return SheetFields(
        author=form.authors.get(form.cleaned_data["author"] or 0), **typed
    )
