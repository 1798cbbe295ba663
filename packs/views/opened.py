"""The officer's page of who has opened what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.web.dates import long_moment, short_date
from core.web.tables import Cell, Column, Table
from packs.facts.opened import opened_of
from packs.loaders import get_gathering_to_keep
from packs.models import Pack, PackState


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse

    from packs.facts.opened import Opened, PaperOpened, ReaderOpened
    from people.requests import UserRequest


@login_required
@require_GET
def opened(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_keep(request.user, pk)
    pack = Pack.objects.filter(gathering=gathering, state=PackState.SENT).first()
    found = opened_of(pack) if pack is not None else None
    context = {
        "gathering": gathering,
        "pack": pack,
        "readers": _readers(found) if found else None,
        "papers": _papers(found) if found else None,
        "back_url": reverse("packs:gathering", args=[pk]),
        "back_text": "Pack",
    }
    return TemplateResponse(request, "packs/opened_page.html", context)


def _readers(found: Opened) -> Table:
    return Table(
        caption="By reader",
        columns=[
            Column("Reader"),
            Column("Pack"),
            Column("Papers opened", numeric=True),
        ],
        rows=[_reader_row(one) for one in found.readers],
        first_is_heading=True,
        empty="Nobody was sent a copy.",
    )


def _reader_row(one: ReaderOpened) -> list[object]:
    if one.pack_opened_at is None:
        state = Cell(tag="Not opened", colour="yellow")
    else:
        again = f", {one.times} times in all" if one.times > 1 else ""
        state = Cell(f"Opened {long_moment(one.pack_opened_at)}{again}")
    reader = Cell(str(one.person), note="Reads for a member" if one.reads_for else "")
    return [reader, state, f"{one.opened} of {one.given}"]


def _papers(found: Opened) -> Table:
    return Table(
        caption="By paper",
        columns=[Column("Paper"), Column("Opened by"), Column("Not opened by")],
        rows=[_paper_row(one) for one in found.papers],
        first_is_heading=True,
        empty="No paper is on the agenda.",
    )


def _paper_row(one: PaperOpened) -> list[object]:
    named = [f"{person} ({short_date(moment)})" for person, moment in one.opened]
    return [
        Cell(str(one.version.paper), note=str(one.item)),
        _listed(named),
        _listed([str(person) for person in one.waiting]),
    ]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "Nobody"
