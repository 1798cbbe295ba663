"""The files of copies: each goes through the door, and into the access log."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from meetings.loaders import get_gathering_for
from packs.actions import openings
from packs.facts.parts import part_of
from packs.models import PackCopy, PackRecall, PackState
from packs.values import Part
from packs.views.ranges import (
    CannotSatisfy,
    etag_of,
    pdf_in_part,
    range_of,
    unsatisfied,
)
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from meetings.models import Gathering
    from packs.facts.parts import PartOfCopy
    from people.requests import UserRequest

PRIVATE = "private, no-store"


@login_required
@require_GET
def mine(request: UserRequest, pk: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    copy = own_copy(request, gathering)
    if copy is None:
        return none_page(request, gathering)
    return _serve(request, copy)


@login_required
@require_GET
def mine_later(request: UserRequest, pk: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    copy = own_copy(request, gathering)
    if copy is None:
        return none_page(request, gathering)
    if not copy.later_file:
        raise Http404
    return _serve(request, copy, is_later=True)


@login_required
@require_GET
def mine_part(request: UserRequest, pk: int, part: int) -> HttpResponseBase:
    gathering = get_gathering_for(request.user, pk)
    if part not in set(Part):
        raise Http404
    copy = own_copy(request, gathering)
    if copy is None:
        return none_page(request, gathering)
    refuse_unreadable(request, copy)
    found = part_of(copy, Part(part))
    if found is None:
        raise Http404
    return _serve_part(request, copy, found, Part(part))


def _serve_part(
    request: UserRequest, copy: PackCopy, found: PartOfCopy, part: Part
) -> HttpResponseBase:
    """Take a part out of a copy for this answer; nothing of it is kept."""
    # The engine is heavy: it is loaded when it is wanted.
    from packs.build.parts import take_out

    name = f"pack-{copy.pack.gathering.held_on:%Y-%m-%d}-part-{part.value}.pdf"
    made = TemporaryFile()  # noqa: SIM115 # the answer closes it
    title = f"Part {part.value}: {copy.pack.gathering.title}"
    with copy.file.open("rb") as whole:
        take_out(whole, made, pages=found.pages, title=title)
    size, sha256 = made.tell(), f"{copy.sha256}-{part.value}"
    made.seek(0)
    try:
        wanted = range_of(request, size=size, etag=etag_of(sha256))
    except CannotSatisfy:
        made.close()
        return unsatisfied(size)
    is_continued = wanted is not None and wanted.first > 0
    openings.record(
        copy=copy, by=request.user, is_continued=is_continued, only=found.versions
    )
    response = pdf_in_part(made, wanted, name=name, sha256=sha256)
    response["Cache-Control"] = PRIVATE
    return response


def own_copy(request: UserRequest, gathering: Gathering) -> PackCopy | None:
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


def none_page(request: UserRequest, gathering: Gathering) -> HttpResponse:
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
    refuse_unreadable(request, copy)
    stored = copy.later_file if is_later else copy.file
    sha256 = copy.later_sha256 if is_later else copy.sha256
    size = copy.later_size_bytes if is_later else copy.size_bytes
    kind = f"supplement-{copy.pack.supplement}" if is_later else "pack"
    try:
        wanted = range_of(request, size=size, etag=etag_of(sha256))
    except CannotSatisfy:
        return unsatisfied(size)
    is_continued = wanted is not None and wanted.first > 0
    openings.record(
        copy=copy, by=request.user, is_continued=is_continued, is_later=is_later
    )
    name = f"{kind}-{copy.pack.gathering.held_on:%Y-%m-%d}.pdf"
    response = pdf_in_part(stored.open("rb"), wanted, name=name, sha256=sha256)
    response["Cache-Control"] = PRIVATE
    return response


def refuse_unreadable(request: UserRequest, copy: PackCopy) -> None:
    verdict = door.may(request.user, "read", copy)
    if not verdict:
        if verdict.code == "not_yours":
            raise Http404
        raise PermissionDenied(verdict.reason)
