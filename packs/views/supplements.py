"""The officer's page of a supplement: what has changed since the pack went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.errors import RuleBroken
from core.web.tables import Cell, Column, Table
from packs.actions import packs
from packs.facts.changes import changes_of
from packs.facts.outdated import news_of
from packs.loaders import get_gathering_to_keep
from packs.models import Pack, PackState
from packs.tasks import build_queued
from packs.views.checks import checks_of
from people import door


if TYPE_CHECKING:
    from django.http import HttpResponse

    from packs.facts.changes import ChangeShown
    from people.requests import UserRequest


@login_required
@require_http_methods(["GET", "POST"])
def supplement(request: UserRequest, pk: int) -> HttpResponse:
    gathering = get_gathering_to_keep(request.user, pk)
    if request.method == "POST":
        try:
            packs.request_supplement(gathering=gathering, by=request.user)
        except RuleBroken as refused:
            messages.error(request, refused.verdict.reason)
        else:
            build_queued.delay_on_commit()  # type: ignore[attr-defined] # no stub
            messages.success(request, "The supplement is being built.")
        return redirect("packs:gathering", pk)
    sent = Pack.objects.filter(gathering=gathering, state=PackState.SENT).first()
    if sent is not None:
        sent.gathering = gathering
    context = {
        "gathering": gathering,
        "pack": sent,
        "number": sent.supplement + 1 if sent else 1,
        "changes": _table(changes_of(sent)) if sent else None,
        "has_news": sent is not None and _has_news(sent),
        "may_build": door.may(request.user, "build", Pack(gathering=gathering)),
        **checks_of(request.user, gathering),
        "back_url": reverse("packs:gathering", args=[pk]),
        "back_text": "Pack",
    }
    return TemplateResponse(request, "packs/supplement_page.html", context)


def _has_news(sent: Pack) -> bool:
    copies = list(sent.copies.defer("manifest"))
    return news_of(sent, copies).asks_for_new_edition


def _table(found: list[ChangeShown]) -> Table:
    return Table(
        caption="Changed since the pack went out",
        columns=[Column("Item"), Column("What has changed"), Column("Paper")],
        rows=[_row(one) for one in found],
        first_is_heading=True,
        empty="No item, paper or cover sheet has changed since the pack went out.",
    )


def _row(one: ChangeShown) -> list[object]:
    comes = one.item.get_availability_display() if one.item else ""
    return [Cell(one.line.item), one.line.words, comes]
