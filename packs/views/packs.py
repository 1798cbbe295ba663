"""Pages of packs: the officer builds and sends, each reader opens their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from core.errors import RuleBroken
from meetings.loaders import get_gathering_for
from packs.actions import openings, packs
from packs.facts.readiness import readiness_of
from packs.models import Pack, PackCopy, PackState
from packs.tasks import build_queued
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from meetings.models import Gathering
    from people.requests import UserRequest


@login_required
@require_GET
def gathering_packs(request: UserRequest, pk: int) -> HttpResponse:
    gathering = _for_officer(request, pk)
    pack = Pack.objects.filter(gathering=gathering).first()
    copies = PackCopy.objects.none()
    if pack is not None:
        copies = (
            pack.copies.select_related("person")
            .annotate(times_opened=Count("openings"))
            .order_by("person")
        )
    context = {
        "gathering": gathering,
        "pack": pack,
        "copies": [(copy, _withheld(copy)) for copy in copies],
        "checks": readiness_of(gathering),
        "is_working": pack is not None and pack.is_working,
        "back_url": reverse("meetings:gathering", args=[pk]),
        "back_text": "Agenda",
    }
    return TemplateResponse(request, "packs/pack_page.html", context)


@login_required
@require_POST
def build(request: UserRequest, pk: int) -> HttpResponse:
    gathering = _for_officer(request, pk)
    try:
        packs.request(gathering=gathering, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        build_queued.delay_on_commit()  # type: ignore[attr-defined]
        messages.success(request, "The pack is being built.")
    return redirect("packs:gathering", pk)


@login_required
@require_POST
def retry(request: UserRequest, pk: int) -> HttpResponse:
    pack = _pack_or_404(request, pk)
    try:
        packs.retry(pack=pack, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        build_queued.delay_on_commit()  # type: ignore[attr-defined]
        messages.success(request, "The pack is being built again.")
    return redirect("packs:gathering", pack.gathering_id)


@login_required
@require_POST
def send(request: UserRequest, pk: int) -> HttpResponse:
    pack = _pack_or_404(request, pk)
    try:
        sent = packs.send(pack=pack, by=request.user)
    except RuleBroken as refused:
        messages.error(request, refused.verdict.reason)
    else:
        number = sent.copies.count()
        messages.success(request, f"Sent: {number} readers are told by letter.")
    return redirect("packs:gathering", pack.gathering_id)


@login_required
@require_GET
def progress(request: UserRequest, pk: int) -> HttpResponse:
    pack = _pack_or_404(request, pk)
    return TemplateResponse(request, "packs/_progress.html", {"pack": pack})


@login_required
@require_GET
def mine(request: UserRequest, pk: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    copy = (
        PackCopy.objects.filter(
            pack__gathering=gathering,
            person=request.user.person_id,
            revoked_at__isnull=True,
            pack__state=PackState.SENT,
        )
        .select_related("pack__gathering")
        .order_by("-pack__edition")
        .first()
    )
    if copy is None:
        context = {"gathering": gathering}
        return TemplateResponse(request, "packs/none_page.html", context, status=404)
    return _serve(request, copy)


@login_required
@require_GET
def copy_file(request: UserRequest, pk: int) -> HttpResponseBase:
    copy = get_object_or_404(PackCopy.objects.select_related("pack__gathering"), pk=pk)
    if not door.may(request.user, "read", copy.pack.gathering):
        raise Http404
    return _serve(request, copy)


def _serve(request: UserRequest, copy: PackCopy) -> HttpResponseBase:
    verdict = door.may(request.user, "read", copy)
    if not verdict:
        if verdict.code == "not_yours":
            raise Http404
        raise PermissionDenied(verdict.reason)
    openings.record(copy=copy, by=request.user)
    return FileResponse(
        copy.file.open("rb"),
        filename=f"pack-{copy.pack.gathering.held_on:%Y-%m-%d}.pdf",
        content_type="application/pdf",
    )


def _for_officer(request: UserRequest, pk: int) -> Gathering:
    gathering = get_gathering_for(request.user, pk)
    verdict = door.may(request.user, "record", gathering)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return gathering


def _pack_or_404(request: UserRequest, pk: int) -> Pack:
    pack = get_object_or_404(Pack.objects.select_related("gathering"), pk=pk)
    _for_officer(request, pack.gathering_id)
    return pack


def _withheld(copy: PackCopy) -> list[str]:
    """Say which runs of pages a copy goes without, and by which rule."""
    return [
        f"pages {entry['first_page']} to {entry['last_page']}: {entry['rule']}"
        for entry in copy.manifest["entries"]
        if entry["grant"] == "withheld"
    ]
