"""Pages of Office files on their way to being papers: how far, what failed, the original."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from meetings.actions import office_uploads
from meetings.forms.papers import HiddenIsMeantForm
from meetings.loaders import get_upload_to_keep, get_upload_to_submit
from meetings.tasks import convert_papers


if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from meetings.models import PaperUpload
    from people.requests import UserRequest

# Never opened by the browser, whatever it takes the bytes for.
BINARY = "application/octet-stream"


def watch(request: UserRequest, upload: PaperUpload) -> HttpResponse:
    """Send whoever handed in a file to where they see what becomes of it."""
    if upload.is_working:
        convert_papers.delay_on_commit()  # type: ignore[attr-defined] # no stub
        messages.success(request, f"{upload.program} file handed in")
        return redirect("meetings:upload", upload.pk)
    messages.success(request, "The same file is there already")
    return redirect("meetings:item", upload.item_id)


@login_required
@require_GET
def upload_page(request: UserRequest, pk: int) -> HttpResponse:
    upload = get_upload_to_submit(request.user, pk)
    instead = (
        reverse("meetings:paper_replace", args=[upload.paper_id])
        if upload.paper_id
        else reverse("meetings:paper_add", args=[upload.item_id])
    )
    context = {
        "upload": upload,
        "item": upload.item,
        "instead_url": instead,
        "form": HiddenIsMeantForm() if upload.hides_text else None,
        "back_url": reverse("meetings:item", args=[upload.item_id]),
        "back_text": "Item",
    }
    return TemplateResponse(request, "meetings/upload_page.html", context)


@login_required
@require_GET
def upload_progress(request: UserRequest, pk: int) -> HttpResponse:
    upload = get_upload_to_submit(request.user, pk)
    response = TemplateResponse(
        request, "meetings/_upload_progress.html", {"upload": upload}
    )
    if request.headers.get("HX-Request") and not upload.is_working:
        # What the author does next is on the rest of the page.
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_POST
def retry_upload(request: UserRequest, pk: int) -> HttpResponse:
    upload = get_upload_to_submit(request.user, pk)
    form = HiddenIsMeantForm(request.POST)
    is_meant = form.is_valid() and form.cleaned_data["hidden_is_meant"]
    try:
        office_uploads.retry(upload=upload, hidden_is_meant=is_meant, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        convert_papers.delay_on_commit()  # type: ignore[attr-defined] # no stub
        messages.success(request, "It is being tried again")
    return redirect("meetings:upload", upload.pk)


@login_required
@require_POST
def take_back_upload(request: UserRequest, pk: int) -> HttpResponse:
    upload = get_upload_to_submit(request.user, pk)
    try:
        office_uploads.take_back(upload=upload, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
        return redirect("meetings:upload", upload.pk)
    messages.success(request, f"Taken back: {upload.title}")
    return redirect("meetings:item", upload.item_id)


@login_required
@require_GET
def upload_file(request: UserRequest, pk: int) -> HttpResponseBase:
    """Send the Office file as it came, to be saved; for the keeper of the record."""
    upload = get_upload_to_keep(request.user, pk)
    name = f"{slugify(upload.title) or 'paper'}-original.{upload.kind}"
    response = FileResponse(
        upload.file.open("rb"), as_attachment=True, filename=name, content_type=BINARY
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
