"""The files of copies: each goes through the door, and into the access log."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, cast

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meetings.loaders import get_gathering_for
from packs.actions import openings
from packs.models import PackCopy, PackRecall, PackState
from packs.views.ranges import CannotSatisfy, Slice, range_of
from people import door


if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from meetings.models import Gathering
    from packs.views.ranges import Range
    from people.requests import UserRequest


@login_required
@require_GET
def mine(request: UserRequest, pk: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    copy = _own_copy(request, gathering)
    if copy is None:
        return _none(request, gathering)
    return _serve(request, copy)


@login_required
@require_GET
def mine_later(request: UserRequest, pk: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    copy = _own_copy(request, gathering)
    if copy is None:
        return _none(request, gathering)
    if not copy.later_file:
        raise Http404
    return _serve(request, copy, is_later=True)


def _own_copy(request: UserRequest, gathering: Gathering) -> PackCopy | None:
    return (
        PackCopy.objects.filter(
            pack__gathering=gathering,
            person=request.user.person_id,
            revoked_at__isnull=True,
            pack__state=PackState.SENT,
        )
        .select_related("pack__gathering")
        .defer("manifest")
        .first()
    )


def _none(request: UserRequest, gathering: Gathering) -> HttpResponse:
    recall = PackRecall.objects.filter(
        copy__pack__gathering=gathering, copy__person=request.user.person_id
    ).first()
    context = {"gathering": gathering, "recall": recall}
    return TemplateResponse(request, "packs/none_page.html", context, status=404)


@login_required
@require_GET
def copy_file(request: UserRequest, pk: int) -> HttpResponseBase:
    return _serve(request, _copy_or_404(request, pk))


@login_required
@require_GET
def copy_later(request: UserRequest, pk: int) -> HttpResponseBase:
    copy = _copy_or_404(request, pk)
    if not copy.later_file:
        raise Http404
    return _serve(request, copy, is_later=True)


def _copy_or_404(request: UserRequest, pk: int) -> PackCopy:
    copies = PackCopy.objects.select_related("pack__gathering").defer("manifest")
    copy = get_object_or_404(copies, pk=pk)
    if not door.may(request.user, "read", copy.pack.gathering):
        raise Http404
    return copy


def _serve(
    request: UserRequest, copy: PackCopy, *, is_later: bool = False
) -> HttpResponseBase:
    verdict = door.may(request.user, "read", copy)
    if not verdict:
        if verdict.code == "not_yours":
            raise Http404
        raise PermissionDenied(verdict.reason)
    etag = f'"{copy.later_sha256 if is_later else copy.sha256}"'
    size = copy.later_size_bytes if is_later else copy.size_bytes
    try:
        wanted = range_of(request, size=size, etag=etag)
    except CannotSatisfy:
        unsatisfied = f"bytes */{size}"
        return HttpResponse(status=416, headers={"Content-Range": unsatisfied})
    is_continued = wanted is not None and wanted.first > 0
    openings.record(
        copy=copy, by=request.user, is_continued=is_continued, is_later=is_later
    )
    response = _response(copy, wanted, is_later=is_later)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, no-store"
    return response


def _response(copy: PackCopy, wanted: Range | None, *, is_later: bool) -> FileResponse:
    kind = f"supplement-{copy.pack.supplement}" if is_later else "pack"
    name = f"{kind}-{copy.pack.gathering.held_on:%Y-%m-%d}.pdf"
    stored = (copy.later_file if is_later else copy.file).open("rb")
    if wanted is None:
        return FileResponse(stored, filename=name, content_type="application/pdf")
    part = cast("IO[bytes]", Slice(stored, wanted))
    response = FileResponse(
        part, status=206, filename=name, content_type="application/pdf"
    )
    response["Content-Length"] = str(wanted.length)
    response["Content-Range"] = str(wanted)
    return response
