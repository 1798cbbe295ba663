"""Pages on which papers are handed in, and the one address of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.errors import RuleBroken, StaleEdit
from core.web.forms import refusals_on
from meetings import files, uploads
from meetings.actions import agenda, office_uploads, papers, readings
from meetings.enums import Sensitivity
from meetings.forms.gatherings import WhyForm
from meetings.forms.items import PlaceInOrderForm
from meetings.forms.papers import PaperChangeForm, PaperFileForm, PaperForm
from meetings.loaders import get_item_to_submit, get_paper_to_submit, get_version_for
from meetings.views.office_uploads import watch
from meetings.views.shown import both_versions, seen_by, with_stamp
from people import door


if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from meetings.models import Item, Paper, PaperVersion
    from meetings.models.paper import KeptFile
    from people.requests import UserRequest

# A paper may not run, load or frame anything, whatever its reader makes of it.
SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)

CHANGEABLE = ("title", "sensitivity", "is_appendix")


@login_required
@require_http_methods(["GET", "POST"])
def add_paper(request: UserRequest, pk: int) -> HttpResponse:
    item = get_item_to_submit(request.user, pk)
    form = PaperForm(request.POST or None, request.FILES or None, part=item.part)
    if request.method == "POST" and form.is_valid():
        done = _add(request, item, form)
        if done is not None:
            return done
    context = paper_context(item, "Hand in a paper", "Hand in the paper")
    return TemplateResponse(
        request, "meetings/paper_form.html", {**context, "form": form}
    )


@login_required
@require_http_methods(["GET", "POST"])
def replace_paper(request: UserRequest, pk: int) -> HttpResponse:
    paper = get_paper_to_submit(request.user, pk)
    form = PaperFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = _replace(request, paper, form)
        if done is not None:
            return done
    context = paper_context(paper.item, f"Replace: {paper.title}", "Replace the paper")
    return TemplateResponse(
        request, "meetings/paper_form.html", {**context, "form": form}
    )


@login_required
@require_http_methods(["GET", "POST"])
def change_paper(request: UserRequest, pk: int) -> HttpResponse:
    paper = get_paper_to_submit(request.user, pk)
    part = paper.item.part
    held = {name: getattr(paper, name) for name in CHANGEABLE}
    stamp = agenda.stamp(paper.item.gathering, papers.in_words(**held))
    shown = {**held, "seen": stamp}
    form = PaperChangeForm(request.POST or None, part=part, initial=shown)
    context = paper_context(paper.item, f"Change: {paper.title}", "Save the paper")
    if request.method == "POST" and form.is_valid():
        try:
            with refusals_on(form):
                papers.change(
                    paper=paper,
                    title=form.cleaned_data["title"],
                    sensitivity=Sensitivity(form.cleaned_data["sensitivity"]),
                    is_appendix=form.cleaned_data["is_appendix"],
                    seen=seen_by(form),
                    by=request.user,
                )
                messages.success(request, "Paper saved")
                return redirect("meetings:item", paper.item_id)
        except StaleEdit as stale:
            form = PaperChangeForm(with_stamp(request.POST, stamp), part=part)
            context["stale"] = both_versions(stale)
    return TemplateResponse(
        request, "meetings/paper_form.html", {**context, "form": form}
    )


@login_required
@require_http_methods(["GET", "POST"])
def withdraw_paper(request: UserRequest, pk: int) -> HttpResponse:
    paper = get_paper_to_submit(request.user, pk)
    form = WhyForm(request.POST or None, question="Why is the paper withdrawn?")
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            papers.withdraw(
                paper=paper, reason=form.cleaned_data["reason"], by=request.user
            )
            messages.success(request, f"Withdrawn: {paper.title}")
            return redirect("meetings:item", paper.item_id)
    context = paper_context(
        paper.item, f"Withdraw: {paper.title}", "Withdraw the paper"
    )
    return TemplateResponse(
        request, "meetings/paper_form.html", {**context, "form": form}
    )


@login_required
@require_POST
def move_paper(request: UserRequest, pk: int) -> HttpResponse:
    paper = get_paper_to_submit(request.user, pk)
    form = PlaceInOrderForm(request.POST)
    if form.is_valid():
        try:
            papers.move(paper=paper, to=form.cleaned_data["to"], by=request.user)
        except RuleBroken as refused:
            raise PermissionDenied(refused.verdict.reason) from None
    return redirect("meetings:item", paper.item_id)


@login_required
@require_GET
def paper_file(request: UserRequest, pk: int) -> HttpResponseBase:
    """Send one version of a paper, once the door has said yes."""
    version = get_version_for(request.user, pk)
    keeps = door.may(request.user, "record", version.paper.item.gathering)
    readings.record(version=version, by=request.user)
    return send(version, as_uploaded=bool(keeps))


def send(version: PaperVersion, *, as_uploaded: bool) -> HttpResponseBase:
    """Return the file of a version: as uploaded, or without who made it.

    The name given is the paper's title, never the uploaded name.
    """
    name = f"{slugify(version.paper.title) or 'paper'}-v{version.number}"
    return send_as(version, name, as_uploaded=as_uploaded)


def send_as(kept: KeptFile, name: str, *, as_uploaded: bool) -> HttpResponseBase:
    """Return a kept file under a name, as uploaded or without who made it."""
    stored = kept.file.open("rb") if as_uploaded else files.open_nameless(kept)
    response = FileResponse(stored, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(name)}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


def _twin_wanted(version: PaperVersion) -> str:
    if not version.paper.is_redacted:
        return ""
    return ". Hand in its redacted form: until then the public is shown nothing of the paper"


def _add(request: UserRequest, item: Item, form: PaperForm) -> HttpResponse | None:
    """Hand in a new paper and say where to go; None where the form says why not."""
    file = form.cleaned_data["file"]
    given: dict[str, Any] = {
        "item": item,
        "title": form.cleaned_data["title"],
        "sensitivity": Sensitivity(form.cleaned_data["sensitivity"]),
        "is_appendix": form.cleaned_data["is_appendix"],
        "hidden_is_meant": form.cleaned_data["hidden_is_meant"],
        "by": request.user,
    }
    done: HttpResponse | None = None
    with refusals_on(form):
        if uploads.is_office(file):
            with uploads.checked_office(file) as office:
                done = watch(request, office_uploads.add(upload=office, **given))
        else:
            with uploads.checked(file) as upload:
                papers.add(upload=upload, **given)
                messages.success(request, f"Paper handed in{taken_out(upload)}")
                done = redirect("meetings:item", item.pk)
    form.ask_what_is_hidden()
    return done


def _replace(
    request: UserRequest, paper: Paper, form: PaperFileForm
) -> HttpResponse | None:
    """Hand in the next version and say where to go; None where the form says why not."""
    file = form.cleaned_data["file"]
    given: dict[str, Any] = {
        "paper": paper,
        "hidden_is_meant": form.cleaned_data["hidden_is_meant"],
        "by": request.user,
    }
    done: HttpResponse | None = None
    with refusals_on(form):
        if uploads.is_office(file):
            with uploads.checked_office(file) as office:
                done = watch(request, office_uploads.replace(upload=office, **given))
        else:
            with uploads.checked(file) as upload:
                version = papers.replace(upload=upload, **given)
                words = f"Version {version.number} is the current one"
                wanted = _twin_wanted(version)
                messages.success(request, f"{words}{taken_out(upload)}{wanted}")
                done = redirect("meetings:item", paper.item_id)
    form.ask_what_is_hidden()
    return done


def taken_out(upload: uploads.Upload) -> str:
    """Say what was taken out of an uploaded file because it would have acted."""
    if not upload.removed:
        return ""
    return f". Taken out of the file: {', '.join(upload.removed)}."


def paper_context(item: Item, title: str, button: str) -> dict[str, Any]:
    """Return what a form about a paper of an item shows around it."""
    return {
        "item": item,
        "title": title,
        "caption": str(item),
        "button": button,
        "back_url": reverse("meetings:item", args=[item.pk]),
        "back_text": "Item",
    }
