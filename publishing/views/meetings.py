"""The public pages of meetings: no sign-in, nothing of the private part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import FileResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core import clock
from meetings.enums import GatheringState
from meetings.files import open_nameless
from packs.views.ranges import (
    CannotSatisfy,
    etag_of,
    pdf_in_part,
    range_of,
    unsatisfied,
)
from publishing.facts.gatherings import (
    public_agenda,
    released_items,
    sittings_of,
)
from publishing.facts.minutes import public_minutes
from publishing.loaders.gatherings import (
    get_public_gathering,
    get_public_pack,
    get_public_twin,
    get_public_version,
    public_gatherings,
    public_pack_of,
)


if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from meetings.models.paper import KeptFile

PER_PAGE = 20
CONFIRMED_STATES = {GatheringState.MINUTES_APPROVED, GatheringState.PUBLISHED}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    page = Paginator(public_gatherings(), PER_PAGE).get_page(request.GET.get("page"))
    return TemplateResponse(request, "publishing/home_page.html", {"page": page})


@require_GET
def gathering_page(request: HttpRequest, pk: int) -> HttpResponse:
    gathering = get_public_gathering(pk)
    agenda, released = public_agenda(gathering), released_items(gathering)
    context = {
        "gathering": gathering,
        "is_cancelled": gathering.state == GatheringState.CANCELLED,
        "is_confirmed": gathering.state in CONFIRMED_STATES,
        "is_to_come": gathering.held_on >= clock.today(),
        "sittings": sittings_of(gathering),
        "agenda": agenda,
        "released": released,
        "minutes": public_minutes(gathering),
        "pack": public_pack_of(gathering),
        "has_decisions": any(line.decisions for line in agenda)
        or any(line.decisions for line in released),
        "back_url": reverse("publishing:home"),
        "back_text": "All meetings",
    }
    return TemplateResponse(request, "publishing/gathering_page.html", context)


@require_GET
def paper_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    version = get_public_version(pk)
    return _attached(version, f"paper-{version.pk}.pdf")


@require_GET
def redacted_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    twin = get_public_twin(pk)
    return _attached(twin, f"redacted-paper-{twin.pk}.pdf")


def _attached(kept: KeptFile, name: str) -> HttpResponseBase:
    return FileResponse(
        open_nameless(kept),
        as_attachment=True,
        filename=name,
        content_type="application/pdf",
    )


@require_GET
def pack_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    gathering = get_public_gathering(pk)
    pack = get_public_pack(gathering)
    size = pack.size_bytes
    try:
        wanted = range_of(request, size=size, etag=etag_of(pack.sha256))
    except CannotSatisfy:
        return unsatisfied(size)
    name = f"public-papers-{gathering.held_on:%Y-%m-%d}.pdf"
    return pdf_in_part(pack.file.open("rb"), wanted, name=name, sha256=pack.sha256)
